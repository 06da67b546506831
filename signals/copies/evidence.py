"""What was found about two posts: the evidence of a copy, why something was not measured, and who uploaded first."""

from dataclasses import dataclass
from enum import StrEnum

CLOCKS_DIFFER_S = 60  # upload times closer than this have no order


class Change(StrEnum):
    """What differs between two posts, named without saying which of them was changed."""

    MIRRORED = "mirrored"
    CROPPED = "cropped"
    FRAMED = "framed"
    ROTATED = "rotated"
    COVERED = "partly covered"
    SHORTENED = "shortened"
    SPEED = "other speed"
    REWORDED = "reworded"


@dataclass(frozen=True)
class NotMeasured:
    reason: str

    def __str__(self) -> str:
        return f"not measured: {self.reason}"


@dataclass(frozen=True)
class Overlap:
    """How much of two posts is the same. `coverage_*`: the share of each one that the other shows, 0 to 1. `distance`:
    0 for equal ones, to 1. `start_*`: the second at which the common part of a video starts. `speed`: how many
    seconds of the second video pass in one of the first."""

    coverage_first: float
    coverage_second: float
    distance: float
    changes: tuple[Change, ...] = ()
    start_first: float | None = None
    start_second: float | None = None
    speed: float | None = None

    def swapped(self) -> "Overlap":
        return Overlap(
            coverage_first=self.coverage_second,
            coverage_second=self.coverage_first,
            distance=self.distance,
            changes=self.changes,
            start_first=self.start_second,
            start_second=self.start_first,
            speed=None if self.speed is None else 1 / self.speed,
        )

    @property
    def transformation(self) -> str:
        return ", ".join(change.value for change in self.changes) or "unchanged"


@dataclass(frozen=True)
class CopyEvidence:
    """Two posts of one kind (`picture`, `video` or `caption`), `first` and `second` in the order of their ids."""

    kind: str
    first: str
    second: str
    overlap: Overlap


@dataclass(frozen=True)
class UploadOrder:
    """`earlier`: the post that was uploaded first on this platform, None where the times do not tell."""

    earlier: str | None
    seconds_apart: int | None

    def __str__(self) -> str:
        if self.seconds_apart is None:
            return "order of upload unknown: a time is missing"
        if self.earlier is None:
            return f"uploaded within {CLOCKS_DIFFER_S} seconds: the order is not known"
        return (
            f"order of upload on this platform only: {self.earlier} came first, by {_duration(self.seconds_apart)}; "
            "who made it, and when it was shown elsewhere, is not known"
        )


def upload_order(first: str, first_at: int | None, second: str, second_at: int | None) -> UploadOrder:
    """Times in Unix seconds."""
    if first_at is None or second_at is None:
        return UploadOrder(None, None)
    apart = abs(first_at - second_at)
    if apart < CLOCKS_DIFFER_S:
        return UploadOrder(None, apart)
    return UploadOrder(first if first_at < second_at else second, apart)


def _duration(seconds: int) -> str:
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            number = round(seconds / size)
            return f"{number} {name}{'s' if number > 1 else ''}"
    return f"{seconds} seconds"
