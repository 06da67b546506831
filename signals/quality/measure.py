"""What a detector measured of one post."""

from dataclasses import dataclass
from enum import StrEnum


class MeasureName(StrEnum):
    """The names of the table `post_measures`. Shares are from 0 to 1."""

    STILL_SHARE = "still_share"
    SILENCE_SHARE = "silence_share"
    TEXT_ONLY = "text_only"
    SHARPNESS = "sharpness"
    EXPOSURE = "exposure"
    BANNER_SHARE = "banner_share"
    OWN_REPETITION = "own_repetition"
    COPY_OF_OTHER = "copy_of_other"


@dataclass(frozen=True)
class Measure:
    """`value` and `confidence` are from 0 to 1. Without a value, `reason` says why; with one it is a code."""

    name: MeasureName
    value: float | None
    confidence: float | None
    reason: str


CODES = {
    MeasureName.STILL_SHARE: "STILL_FRAMES",
    MeasureName.SILENCE_SHARE: "SILENCE",
    MeasureName.TEXT_ONLY: "TEXT_ON_PLAIN_GROUND",
    MeasureName.SHARPNESS: "SHARPNESS",
    MeasureName.EXPOSURE: "EXPOSURE",
    MeasureName.BANNER_SHARE: "BANNER",
    MeasureName.OWN_REPETITION: "OWN_CAPTION_AGAIN",
    MeasureName.COPY_OF_OTHER: "COPY_OF_ANOTHER",
}


def measured(name: MeasureName, value: float, confidence: float) -> Measure:
    return Measure(name, min(1.0, max(0.0, value)), min(1.0, max(0.0, confidence)), CODES[name])


def not_measured(name: MeasureName, why: str) -> Measure:
    return Measure(name, None, None, f"not measured: {why}")
