"""Reads a clip by PyAV: frames at equal steps and the loudness of the sound.

Only plain containers are opened, from bytes, so that a file cannot name another file or address."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from signals.copies.errors import require
from signals.copies.videos.decode import CONTAINERS
from signals.quality.media.clip import Clip, Floats, Grey
from signals.quality.media.limits import MediaLimits, MediaRefused
from signals.quality.media.picture_file import check_size

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.video.frame import VideoFrame

SOUND_RATE = 8_000  # samples a second, enough for loudness
WINDOW = SOUND_RATE // 10


def read_clip(path: Path, limits: MediaLimits, clock: Callable[[], float] = monotonic) -> Clip:
    """Raises MediaRefused, OSError if the file cannot be opened, and CopiesExtraMissing."""
    require("av", "video", "read videos")
    import av

    if (size := path.stat().st_size) > limits.file_bytes:
        raise MediaRefused(f"the file has {size:,} bytes, and at most {limits.file_bytes:,} are read")
    with path.open("rb") as file:
        try:
            with av.open(file, options={"format_whitelist": CONTAINERS}) as container:
                return _read(container, limits, clock() + limits.work_s, clock)
        except (av.FFmpegError, ValueError, EOFError, MemoryError) as error:
            raise MediaRefused(f"the clip is damaged or of an unknown format ({type(error).__name__})") from error


@dataclass
class _Picture:
    """Takes a frame at least every `step` seconds."""

    step: float
    limits: MediaLimits
    frames: list[Grey] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def take(self, frame: "VideoFrame") -> None:
        time = float(frame.time or 0.0)
        if self.times and time < self.times[-1] + self.step - 1e-3:
            return
        check_size(frame.width, frame.height, self.limits)
        self.frames.append(_grey(frame, self.limits.side))
        self.times.append(time)


class _Sound:
    """Collects one channel at SOUND_RATE."""

    def __init__(self) -> None:
        import av

        self._resampler = av.AudioResampler(format="flt", layout="mono", rate=SOUND_RATE)
        self._parts: list[NDArray[Any]] = [np.zeros(0, np.float32)]

    def take(self, frame: "AudioFrame | None") -> None:
        self._parts += [part.to_ndarray().ravel() for part in self._resampler.resample(frame)]

    def loudness(self) -> Floats:
        self.take(None)  # what the resampler holds back
        sound = np.concatenate(self._parts)
        whole = sound[: len(sound) // WINDOW * WINDOW].reshape(-1, WINDOW).astype(np.float64)
        return np.asarray(np.sqrt((np.nan_to_num(whole) ** 2).mean(axis=1)))


def _read(container: Any, limits: MediaLimits, deadline: float, clock: Callable[[], float]) -> Clip:
    if not container.streams.video:
        raise MediaRefused("the file has no video")
    video, sounds = container.streams.video[0], container.streams.audio[:1]
    check_size(video.width, video.height, limits)
    video.codec_context.skip_frame = "NONREF"  # of those, no other frame depends
    length = max((container.duration or 0) / 1_000_000, 0.0)
    picture = _Picture(max(limits.step_s, min(length, limits.read_s) / limits.frames), limits)
    sound, end = _Sound() if sounds else None, 0.0
    for packet in container.demux(video, *sounds):
        if clock() > deadline or end > limits.read_s or len(picture.frames) >= 2 * limits.frames:
            break
        for frame in packet.decode():
            end = max(end, float(frame.time or 0.0))
            if packet.stream is video:
                picture.take(frame)
            elif sound:
                sound.take(frame)
    return _clip(picture, sound, max(0.0, length - end - 1.0))


def _clip(picture: _Picture, sound: _Sound | None, unread: float) -> Clip:
    """The frames that have the size of the first one."""
    if not picture.frames:
        raise MediaRefused("the clip has no frames that can be decoded")
    same = [frame.shape == picture.frames[0].shape for frame in picture.frames]
    frames = np.stack([frame for frame, fits in zip(picture.frames, same, strict=True) if fits])
    return Clip(frames, np.array(picture.times)[same], sound.loudness() if sound else None, unread)


def _grey(frame: "VideoFrame", side: int) -> Grey:
    scale = min(1.0, side / max(frame.width, frame.height))
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    small = frame.reformat(width=width, height=height, format="gray8", interpolation="AREA")
    return np.asarray(small.to_ndarray(), dtype=np.uint8)
