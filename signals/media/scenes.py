"""The frames of a video at its scene changes: which ones, told from small grey frames, and then in colour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from signals.copies.pictures.grey import Grey
from signals.copies.videos.decode import CONTAINERS, Frames, VideoLimits, check_frame_size
from signals.media.errors import Unreadable

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

CELLS = 8
CHANGED = 8.0  # brightness, of 255: the mean change of a cell that gets a line of text, or another scene


@dataclass(frozen=True, eq=False)
class SceneFrame:
    """`pixels`: shape (height, width, 3), red, green and blue, upright. It is shown from `start_s` until `end_s`."""

    start_s: float
    end_s: float
    pixels: NDArray[np.uint8]


@dataclass(frozen=True)
class Scenes:
    """`starts`: positions of frames. `slot_s`: where there were more changes than these, the length of the parts of the
    video of which each gave one frame; else None."""

    starts: tuple[int, ...]
    slot_s: float | None = None


def find_scenes(frames: Frames, max_scenes: int) -> Scenes:
    """The first frame, and each that differs in any part from the one before it in this list. Of more than `max_scenes`
    (at least 1), the first one in each of as many equal parts of the time."""
    cells = [_cell_pixels(grey) for grey in frames.greys]
    starts = [0]
    for place in range(1, len(cells)):
        if _change(cells[place], cells[starts[-1]]) > CHANGED:
            starts.append(place)
    if len(starts) <= max_scenes:
        return Scenes(tuple(starts))
    slot_s = max(frames.duration_s, frames.times[-1] + 1e-3) / max_scenes
    in_slots = {int(frames.times[place] / slot_s): place for place in reversed(starts)}
    return Scenes(tuple(sorted(in_slots.values())), slot_s)


def _cell_pixels(grey: Grey) -> Sequence[NDArray[np.float32]]:
    return [part for band in np.array_split(grey, CELLS, axis=0) for part in np.array_split(band, CELLS, axis=1)]


def _change(one: Sequence[NDArray[np.float32]], other: Sequence[NDArray[np.float32]]) -> float:
    """The largest mean change of brightness of a cell; infinite where the frames differ in size."""
    if any(a.shape != b.shape for a, b in zip(one, other, strict=True)):
        return float("inf")
    return max(float(np.abs(a - b).mean()) if a.size else 0.0 for a, b in zip(one, other, strict=True))


def read_scenes(file: IO[bytes], frames: Frames, starts: Sequence[int], limits: VideoLimits) -> Iterator[SceneFrame]:
    """The frames at these positions of `frames`, decoded again in colour. Raises Unreadable, also after `limits.work_s`
    seconds of decoding."""
    import av

    file.seek(0)
    ends = [*(frames.times[place] for place in starts[1:]), frames.duration_s]
    wanted = [(frames.times[place], end) for place, end in zip(starts, ends, strict=True)]
    try:
        with av.open(file, options={"format_whitelist": CONTAINERS}) as container:
            yield from _decoded(container, wanted, limits)
    except (av.FFmpegError, OSError, ValueError, EOFError, MemoryError) as error:
        raise Unreadable(f"the video is damaged ({type(error).__name__})") from None


def _decoded(container: Any, wanted: Sequence[tuple[float, float]], limits: VideoLimits) -> Iterator[SceneFrame]:
    """Seconds count from the first frame."""
    stream = container.streams.video[0]
    first = float((stream.start_time or 0) * stream.time_base)
    spent = 0.0
    for start, end in wanted:
        began = monotonic()
        frame = _frame_at(container, stream, first + start, began + limits.work_s - spent)
        spent += monotonic() - began
        if frame is not None:
            check_frame_size(frame.width, frame.height, limits)
            yield SceneFrame(start, max(start, end), _upright(frame))


def _frame_at(container: Any, stream: Any, time_s: float, deadline: float) -> "VideoFrame | None":
    """The first frame from `time_s` on, else the last one before it."""
    container.seek(int(time_s / stream.time_base), stream=stream, backward=True)
    found: VideoFrame | None = None
    for frame in container.decode(stream):
        if monotonic() > deadline:
            raise Unreadable("decoding its scenes took too long")
        found = frame
        if frame.time is None or frame.time >= time_s - 1e-3:
            break
    return found


def _upright(frame: "VideoFrame") -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.rot90(frame.to_ndarray(format="rgb24"), k=frame.rotation // 90 % 4))
