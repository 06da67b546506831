"""Hashes files for the bank, without reading the text in them, which takes a hundred times as long."""

import base64
from collections.abc import Sequence
from pathlib import Path

from agent.evidence.media.reader import MediaReader
from agent.evidence.media.text_reader import PictureText, Pixels
from agent.media_settings import MediaOptions
from domain.case import Case
from domain.errors import InputError
from domain.media import MAX_MEDIA, Media
from text.files import NotReadable, read_regular
from text.visible_text import visible

MAX_ID_CHARS = 500


class FilesRefused(InputError):
    """A file cannot be opened, or there are too many; the message says which limit to keep."""


class NoText:
    """Reads no text."""

    missing: str | None = None

    def read(self, pixels: Pixels, deadline: float) -> PictureText:
        del pixels, deadline
        return PictureText(())


def hash_files(files: Sequence[Path], options: MediaOptions) -> tuple[Media, ...]:
    """Their ids are their paths. A file that is no medium has its SHA-256 alone, and says why in its gap. Raises
    FilesRefused."""
    if len(files) > MAX_MEDIA:
        raise FilesRefused(f"{len(files):,} files: look up at most {MAX_MEDIA} at a time")
    reader = MediaReader(options.model_copy(update={"max_files": MAX_MEDIA}), max_chars=0, texts=NoText())
    return tuple(_hashed(path, reader, options.max_file_bytes) for path in dict.fromkeys(files))


def _hashed(path: Path, reader: MediaReader, max_bytes: int) -> Media:
    try:
        content = read_regular(path, max_bytes)
    except NotReadable as error:
        raise FilesRefused(f"{path}: {error}: name another file") from error
    except OSError as error:
        raise FilesRefused(f"{path}: {error.strerror}: name a file that can be opened") from error
    source = f"data:application/octet-stream;base64,{base64.b64encode(content).decode('ascii')}"
    (media,) = reader.read(
        Case(id="file", media=(Media(id=visible(str(path))[-MAX_ID_CHARS:], source=source),))
    ).case.media
    return media
