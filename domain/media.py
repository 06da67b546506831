"""Media of a case: pictures, videos and sound, and where in them a text was read."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from domain.base import FrozenModel, is_none
from domain.plain_text import check_text

MAX_MEDIA = 64  # of a case; how many are read is a setting
SHA256 = r"^[0-9a-f]{64}$"
HEX = r"^[0-9a-f]+$"
HASH_DIGITS = {"dhash512": 128}  # of the hashes whose length is known


class MediaKind(StrEnum):
    """Told from the bytes of a file, never from its name."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"


class Box(FrozenModel):
    """A rectangle in a picture: its left upper corner and its size, as shares (0 to 1) of the picture as it is shown,
    that is, after the rotation that its metadata ask for."""

    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)
    width: float = Field(ge=0, le=1)
    height: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _check_inside(self) -> "Box":
        if self.x + self.width > 1 + 1e-6 or self.y + self.height > 1 + 1e-6:
            raise ValueError("the box reaches out of the picture: x + width and y + height are at most 1")
        return self


class MediaRegion(FrozenModel):
    """Where in a medium a text was read: `box` in a picture or a frame, `start_ms` to `end_ms` in a video or sound.
    None where it does not apply. `lines`: the box of each line of the text, where it has several."""

    media_id: Annotated[str, Field(min_length=1, max_length=500), AfterValidator(check_text)]
    box: Box | None = None
    lines: tuple[Box, ...] = ()
    start_ms: int | None = Field(default=None, ge=0)
    end_ms: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _check_times(self) -> "MediaRegion":
        if (self.start_ms is None) != (self.end_ms is None) or (self.end_ms or 0) < (self.start_ms or 0):
            raise ValueError("give start_ms and end_ms, the later one last, or neither")
        return self


class MediaHash(FrozenModel):
    """A perceptual hash in hexadecimal digits. `name`: how it was computed, such as `pdq`. `at_ms`: of which frame of a
    video; None for a picture."""

    name: Annotated[str, Field(min_length=1, max_length=40), AfterValidator(check_text)]
    value: str = Field(min_length=1, max_length=2_000, pattern=HEX)
    at_ms: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _check_length(self) -> "MediaHash":
        digits = HASH_DIGITS.get(self.name, len(self.value))
        if len(self.value) != digits:
            raise ValueError(f"{self.name} has {digits} hexadecimal digits, and this one has {len(self.value)}")
        return self


class Media(FrozenModel):
    """One file of a case. It is submitted with `id` and `source` alone: a `data:` URL, an https link, or, on the
    command line, the path of a file beside the case. When it was read, `source` is empty and the rest is known, and so
    it is stored: without its bytes, and without the query of its link, which may be a secret.

    `origin`: where it came from, for people. `frames`: of a video, how many were read. `problem`: why it was not read;
    `unread`: of what was read, which part was not, such as the sound. Both in words, None where there is none.
    """

    id: Annotated[str, Field(min_length=1, max_length=500), AfterValidator(check_text)]
    source: str | None = Field(default=None, min_length=1, repr=False, exclude_if=is_none)
    kind: MediaKind | None = None
    origin: Annotated[str | None, AfterValidator(lambda text: text and check_text(text))] = None
    sha256: str | None = Field(default=None, pattern=SHA256)
    mime_type: str | None = Field(default=None, max_length=100)
    byte_count: int | None = Field(default=None, ge=0)
    width: int | None = Field(default=None, ge=1)
    height: int | None = Field(default=None, ge=1)
    duration_ms: int | None = Field(default=None, ge=0)
    frames: int | None = Field(default=None, ge=0)
    hashes: tuple[MediaHash, ...] = ()
    problem: str | None = None
    unread: str | None = None

    @model_validator(mode="after")
    def _check_state(self) -> "Media":
        known = (self.kind, self.origin, self.sha256, self.mime_type, self.byte_count, self.problem, self.unread)
        if self.source is None and self.sha256 is None and self.problem is None:
            raise ValueError("give the source: a data: URL, an https:// link, or on the command line a file's path")
        if self.source is not None and (any(value is not None for value in known) or self.hashes):
            raise ValueError("give the id and the source alone: the rest is found when the file is read")
        return self

    @property
    def is_as_submitted(self) -> bool:
        """Whether it has its id and its source alone, as a caller may give it."""
        return self.source is not None and self == Media(id=self.id, source=self.source)

    @property
    def is_read(self) -> bool:
        return self.source is None

    @property
    def gap(self) -> str | None:
        """What of it nothing is known, as a sentence about it, or None."""
        if self.source is not None:
            return "was not read"
        if self.problem is not None:
            return f"was not read: {self.problem}"
        return None if self.unread is None else f"was read in part: {self.unread}"


def number_media(media: Any) -> Any:
    """By their position, where they have no id."""
    if not isinstance(media, (list, tuple)):
        return media
    return [{"id": f"media-{n}", **one} if isinstance(one, dict) else one for n, one in enumerate(media, 1)]
