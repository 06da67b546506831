"""Reads the files that a case on the command line names as media, so that the case holds them itself."""

import base64
from pathlib import Path
from urllib.parse import quote

from cli.input.case_file import CaseFileError
from domain.case import Case
from domain.media import Media

ELSEWHERE = ("data:", "http:", "https:")
MAX_BYTES = 256 * 1024**2  # what is larger than the setting is left to the reader, which says so in the decision


def with_media_files(case: Case, folder: Path) -> Case:
    """The case with a data URL in place of each path, which counts from `folder`. Raises CaseFileError."""
    if not any(_is_path(one) for one in case.media):
        return case
    media = tuple(Media(id=one.id, source=_data_url(one, folder)) if _is_path(one) else one for one in case.media)
    return case.model_copy(update={"media": media})


def _is_path(media: Media) -> bool:
    return media.source is not None and not media.source.lower().startswith(ELSEWHERE)


def _data_url(media: Media, folder: Path) -> str:
    path = folder / Path(media.source or "").expanduser()
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise CaseFileError(f"{path}: larger than {MAX_BYTES // 1024**2} MiB: cut it, or leave it out")
        content = path.read_bytes()
    except OSError as error:
        raise CaseFileError(f"{path}: {error.strerror}: correct the source of {media.id}, or leave it out") from error
    return f"data:;name={quote(path.name, safe='')};base64,{base64.b64encode(content).decode()}"
