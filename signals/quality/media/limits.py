"""How much of a stranger's file is read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MediaLimits:
    """`side`: pixels of the longer side of a frame as it is measured. `pixels`: of a frame before it is made smaller.
    `read_s`: what comes later in a clip is not read. `work_s`: the time for decoding one file."""

    side: int = 320
    pixels: int = 16_000_000
    file_bytes: int = 2_000_000_000
    step_s: float = 0.5
    frames: int = 240
    read_s: float = 600.0
    work_s: float = 60.0
    ratio: int = 8
    """Of the longer to the shorter side."""


class MediaRefused(Exception):
    """The file is beyond the limits or cannot be read. The message says which limit, or why."""
