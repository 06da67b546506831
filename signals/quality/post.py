"""All measures of one post: its file, its caption, and what the search for copies found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from signals.copies.videos.decode import SUFFIXES as CLIP_SUFFIXES
from signals.quality.captions import own_repetition
from signals.quality.measure import Measure, MeasureName, not_measured
from signals.quality.media.appearance import exposure, sharpness, text_only
from signals.quality.media.banners import banner_share
from signals.quality.media.clip import Clip
from signals.quality.media.clip_file import read_clip
from signals.quality.media.limits import MediaLimits, MediaRefused
from signals.quality.media.picture_file import read_picture
from signals.quality.media.stillness import silence_share, still_share

DEFAULT_LIMITS = MediaLimits()
DETECTORS = {
    MeasureName.STILL_SHARE: still_share,
    MeasureName.SILENCE_SHARE: silence_share,
    MeasureName.TEXT_ONLY: text_only,
    MeasureName.SHARPNESS: sharpness,
    MeasureName.EXPOSURE: exposure,
    MeasureName.BANNER_SHARE: banner_share,
}


@dataclass(frozen=True)
class MediaMeasurer:
    limits: MediaLimits = DEFAULT_LIMITS

    def measure(self, path: Path) -> tuple[Measure, ...]:
        """What a picture or clip shows. A file that cannot be read is not measured. Raises CopiesExtraMissing."""
        try:
            clip = self._read(path)
        except MediaRefused as refused:
            return tuple(not_measured(name, str(refused)) for name in DETECTORS)
        except OSError as error:
            return tuple(not_measured(name, f"the file cannot be opened ({error.strerror})") for name in DETECTORS)
        return tuple(detect(clip) for detect in DETECTORS.values())

    def _read(self, path: Path) -> Clip:
        is_clip = path.suffix.lower() in CLIP_SUFFIXES
        return read_clip(path, self.limits) if is_clip else read_picture(path, self.limits)


def without_media(caption: str | None, earlier: Sequence[str]) -> Iterator[Measure]:
    """Of a post whose file is not at hand: what its caption tells."""
    yield from (not_measured(name, "the file of the post is not at hand") for name in DETECTORS)
    yield own_repetition(caption or "", earlier)
