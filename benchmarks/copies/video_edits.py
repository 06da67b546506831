"""What people do to a video before they upload it again, encoded anew."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.video.stream import VideoStream
from numpy.random import default_rng
from PIL.Image import Image as Picture

from benchmarks.copies.picture_edits import EDITS, half_size

TICKS = 30_000
LONG_GROUP = 250  # frames between key frames at most, as encoders choose by themselves


@dataclass(frozen=True)
class VideoEdit:
    frame: Callable[[Picture], Picture] = lambda image: image
    speed: float = 1.0
    start_s: float = 0.0
    quality: str = "28"


def _fixed(name: str, seed: int) -> Callable[[Picture], Picture]:
    """The same edit of every frame."""
    return lambda image: EDITS[name](image, default_rng(seed))


VIDEO_EDITS: Mapping[str, VideoEdit] = {
    "re-encoded at half size": VideoEdit(half_size, quality="38"),
    "mirrored": VideoEdit(_fixed("mirrored", 1)),
    "cropped, 12% of each side": VideoEdit(_fixed("cropped, 12% of each side", 2)),
    "9:16 frame": VideoEdit(_fixed("9:16 frame, plain", 3)),
    "banner": VideoEdit(_fixed("banner", 4)),
    "re-recorded from a screen": VideoEdit(_fixed("re-recorded from a screen", 5)),
    "5% faster": VideoEdit(speed=1.05),
    "start cut off, 1.7 s": VideoEdit(start_s=1.7),
    "mirrored, cropped, 5% faster, cut": VideoEdit(_fixed("mirrored and cropped 12%", 6), 1.05, 1.3),
}


def edit_video(source: Path, target: Path, edit: VideoEdit) -> None:
    with av.open(str(source)) as read, av.open(str(target), "w") as written:
        stream: VideoStream | None = None
        for frame in read.decode(read.streams.video[0]):
            time = frame.time or 0.0
            if time < edit.start_s:
                continue
            image = edit.frame(frame.to_image())  # type: ignore[no-untyped-call]
            image = image.crop((0, 0, image.width // 2 * 2, image.height // 2 * 2))
            if stream is None:
                stream = _stream(written, image, edit.quality)
            encoded = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
            encoded.pts, encoded.time_base = int((time - edit.start_s) * TICKS / edit.speed), Fraction(1, TICKS)
            written.mux(stream.encode(encoded))
        if stream is not None:
            written.mux(stream.encode())


def _stream(container: "av.container.OutputContainer", image: Picture, quality: str) -> VideoStream:
    stream = container.add_stream("libx264", rate=30, options={"crf": quality, "preset": "ultrafast"})
    stream.width, stream.height = image.size
    stream.pix_fmt, stream.gop_size = "yuv420p", LONG_GROUP
    stream.time_base = stream.codec_context.time_base = Fraction(1, TICKS)
    return stream
