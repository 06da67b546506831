"""The hash of a video: the hashes of its frames, with their times."""

from dataclasses import dataclass
from hashlib import sha256

from signals.copies.evidence import NotMeasured
from signals.copies.pictures.picture_hash import PictureHash, hash_picture
from signals.copies.videos.decode import Frames

MIN_FRAMES = 2


@dataclass(frozen=True, eq=False)
class VideoHash:
    """Frames that are too plain to compare, such as black ones, are left out."""

    digest: str
    times: tuple[float, ...]
    frames: tuple[PictureHash, ...]
    duration_s: float


def hash_video(video: Frames) -> VideoHash | NotMeasured:
    hashed = [(time, hash_picture(grey)) for time, grey in zip(video.times, video.greys, strict=True)]
    usable = [(time, one) for time, one in hashed if isinstance(one, PictureHash)]
    if len(usable) < MIN_FRAMES:
        return NotMeasured("the video has too few frames that can be told from others")
    digest = sha256("".join(f"{time:.3f}{one.digest}" for time, one in usable).encode()).hexdigest()
    return VideoHash(digest, tuple(time for time, _ in usable), tuple(one for _, one in usable), video.duration_s)
