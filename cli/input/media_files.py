"""Reads the files that a case on the command line names as media, so that the case holds them itself."""

import base64
from pathlib import Path
from urllib.parse import quote

from cli.input.case_file import CaseFileError
from domain.case import Case
from domain.media import Media
from text.files import NotReadable, expand_home, read_regular

ELSEWHERE = ("data:", "http:", "https:")
MAX_BYTES = 256 * 1024**2  # what is larger than the setting is left to the reader, which says so in the decision
REMEDY = "correct the source of {}, or leave it out"


def media_folder(case_file: Path | None, media_dir: Path | None) -> Path | None:
    """Where the files of a case are: beside its own file, unless a folder is named; None for standard input. Raises
    CaseFileError."""
    if media_dir is not None:
        if not media_dir.is_dir():
            raise CaseFileError(f"{media_dir}: no folder: name the one with the media as --media-dir")
        return media_dir
    return None if case_file is None or str(case_file) == "-" else case_file.parent


def with_media_files(case: Case, folder: Path | None) -> Case:
    """The case with a data URL in place of each path, which counts from `folder` and may not lead out of it, so that
    a case opens no other file of the operator. Raises CaseFileError."""
    if not any(is_path(one.source) for one in case.media):
        return case
    media = tuple(
        Media(id=one.id, source=_source_inside(one, folder)) if is_path(one.source) else one for one in case.media
    )
    return case.model_copy(update={"media": media})


def source_of_file(name: str) -> str:
    """The data URL of a file that a person names, wherever it is. Raises CaseFileError."""
    if not name:
        raise CaseFileError("a file has an empty name: give its path")
    try:
        path = expand_home(Path(name)) if name.startswith("~") else Path(name)
    except ValueError as error:
        raise CaseFileError(str(error)) from error
    return _data_url(path, path, "name a file that can be opened")


def is_path(source: str | None) -> bool:
    return source is not None and not source.lower().startswith(ELSEWHERE)


def _source_inside(media: Media, folder: Path | None) -> str:
    """The data URL of its file in `folder`."""
    source = media.source or ""
    if folder is None:
        raise CaseFileError(f"{media.id}: a case of standard input names a file: give the folder of it as --media-dir")
    try:
        path = (folder / source).resolve()
        inside = path.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError) as error:  # a null character, or links in a circle
        raise CaseFileError(f"{source}: no path of a file: {REMEDY.format(media.id)}") from error
    if not inside:
        raise CaseFileError(
            f"{source}: leads out of the folder of the case, {folder}: put the file there, or name its folder as "
            "--media-dir"
        )
    return _data_url(path, folder / source, REMEDY.format(media.id))


def _data_url(path: Path, named: Path, remedy: str) -> str:
    """`named`: the path as it was given, before links were followed."""
    try:
        content = read_regular(path, MAX_BYTES)
    except OSError as error:
        raise CaseFileError(f"{named}: {error.strerror}: {remedy}") from error
    except NotReadable as error:
        raise CaseFileError(f"{named}: {error}: {remedy}") from error
    return f"data:;name={quote(named.name, safe='', errors='replace')};base64,{base64.b64encode(content).decode()}"
