"""Reads small grey frames of a video file: its key frames, and frames in between where those lie far apart.

The container may name other files or addresses: none is opened, because only plain containers are allowed and the file
is handed over as bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from signals.copies.errors import require
from signals.copies.evidence import NotMeasured
from signals.copies.pictures.grey import SIDE, Grey
from signals.media.errors import Unreadable

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,flv"
SUFFIXES = frozenset({".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi", ".ts", ".flv", ".3gp"})


@dataclass(frozen=True)
class VideoLimits:
    """`step_s`: seconds between frames; more in a video with more than `frames` of them. `key_frames_only`: several
    times faster, and enough where both videos have key frames at the same moments. `work_s`: the time for one file."""

    step_s: float = 0.5
    frames: int = 240
    key_frames_only: bool = False
    file_bytes: int = 2_000_000_000
    pixels: int = 16_000_000
    duration_s: float = 1_800.0
    work_s: float = 60.0


@dataclass(frozen=True, eq=False)
class Frames:
    """`times` in seconds from the start."""

    times: tuple[float, ...]
    greys: tuple[Grey, ...]
    duration_s: float


def read_frames(path: Path, limits: VideoLimits) -> Frames | NotMeasured:
    """Raises OSError if the file cannot be opened, and CopiesExtraMissing."""
    require("av", "video", "read videos")
    with path.open("rb") as file:
        try:
            return read_frames_of(file, path.stat().st_size, limits)
        except Unreadable as reason:
            return NotMeasured(str(reason))


def read_frames_of(file: IO[bytes], size: int, limits: VideoLimits) -> Frames:
    """Of a file of `size` bytes. Raises Unreadable."""
    import av

    if size > limits.file_bytes:
        raise Unreadable(f"the file has {size:,} bytes, and at most {limits.file_bytes:,} are read")
    try:
        return _read(file, limits, monotonic() + limits.work_s)
    except (av.FFmpegError, OSError, ValueError, EOFError, MemoryError) as error:
        raise Unreadable(f"the video is damaged or of an unknown format ({type(error).__name__})") from None


def _read(file: Any, limits: VideoLimits, deadline: float) -> Frames:
    key_frames = [*_decoded(file, limits, deadline, "NONKEY", limits.step_s)]
    if not key_frames:
        raise Unreadable("the video has no frames that can be decoded")
    start = key_frames[0][0]
    duration = _duration(file, key_frames[-1][0] - start)
    step = max(limits.step_s, duration / limits.frames)
    moments = [time for time, _ in key_frames] + [start + duration]
    if limits.key_frames_only or max(np.diff(moments)) <= 2 * step:
        return _frames(_thinned(key_frames, step), start, duration)
    return _frames([*_decoded(file, limits, deadline, "NONREF", step)], start, duration)


def _frames(found: list[tuple[float, Grey]], start: float, duration: float) -> Frames:
    return Frames(tuple(time - start for time, _ in found), tuple(grey for _, grey in found), duration)


def _decoded(
    file: Any, limits: VideoLimits, deadline: float, skipped: str, step: float
) -> Iterator[tuple[float, Grey]]:
    """A frame at least every `step` seconds where there is one that is not skipped."""
    import av

    file.seek(0)
    with av.open(file, options={"format_whitelist": CONTAINERS}) as container:
        if not container.streams.video:
            raise Unreadable("the file has no video")
        stream = container.streams.video[0]
        check_frame_size(stream.width, stream.height, limits)
        stream.codec_context.skip_frame = skipped
        due, first = -np.inf, None
        for frame in container.decode(stream):
            if monotonic() > deadline:
                raise Unreadable(f"decoding took longer than {limits.work_s:g} seconds")
            time = frame.time or 0.0
            first = time if first is None else first
            if time - first > limits.duration_s:
                raise Unreadable(f"the video is longer than {limits.duration_s:,.0f} seconds")
            if time >= due:
                check_frame_size(frame.width, frame.height, limits)
                due = time + step - 1e-3
                yield time, _grey(frame)


def check_frame_size(width: int, height: int, limits: VideoLimits) -> None:
    if width * height > limits.pixels:
        raise Unreadable(f"a frame has {width:,} by {height:,} pixels, and at most {limits.pixels:,} are read")


def _duration(file: Any, shown: float) -> float:
    """What the container says, in seconds, if that is believable."""
    import av

    file.seek(0)
    with av.open(file, options={"format_whitelist": CONTAINERS}) as container:
        stated = (container.duration or 0) / 1_000_000
    return stated if shown <= stated <= 2 * shown + 60 else shown


def _thinned(frames: list[tuple[float, Grey]], step: float) -> list[tuple[float, Grey]]:
    found, due = list[tuple[float, Grey]](), -np.inf
    for time, grey in frames:
        if time >= due:
            found.append((time, grey))
            due = time + step - 1e-3
    return found


def _grey(frame: "VideoFrame") -> Grey:
    scale = min(1.0, SIDE / max(frame.width, frame.height))
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    small = frame.reformat(width=width, height=height, format="gray8", interpolation="AREA")
    return np.rot90(small.to_ndarray(), k=frame.rotation // 90 % 4).astype(np.float32)
