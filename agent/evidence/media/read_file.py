"""What was read of one file: its texts with their places, what is known of it, and what was not read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.case import ContentKind
from domain.media import Box

MAX_UNREAD_CHARS = 500


@dataclass(frozen=True)
class ReadText:
    """`lines`: the box of each line of `text`, where it stands in a picture."""

    text: str
    kind: ContentKind
    box: Box | None = None
    lines: tuple[Box, ...] = ()
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True)
class ShownPicture:
    """A picture or frame for a model that takes pictures: a JPEG. `at_ms`: of a frame."""

    media_id: str
    jpeg: bytes = field(repr=False)
    at_ms: int | None = None


@dataclass(frozen=True)
class FileReading:
    """`known`: fields of `Media`. `gaps`: what was not read, each in words. `notes`: what else people should
    know."""

    texts: tuple[ReadText, ...] = ()
    known: Mapping[str, Any] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    pictures: tuple[tuple[int | None, bytes], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def unread(self) -> str | None:
        return "; ".join(self.gaps)[:MAX_UNREAD_CHARS] or None
