"""The sound of a file, as parts of a WAV that a transcription service takes."""

import wave
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from time import monotonic
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from signals.copies.videos.decode import CONTAINERS
from signals.media.errors import Unreadable

SOUND_CONTAINERS = f"{CONTAINERS},wav,mp3,ogg,flac,aac,adts"
RATE = 16_000  # samples a second, one channel of 16 bits
SILENT = 33  # of 32,768: 60 decibels below the loudest
PART_S = 600  # 19 MB; services take 25
COVER = 0x400  # AV_DISPOSITION_ATTACHED_PIC of FFmpeg


@dataclass(frozen=True)
class SoundLimits:
    duration_s: float = 600.0
    work_s: float = 60.0


@dataclass(frozen=True)
class SoundPart:
    start_ms: int
    wav: bytes


@dataclass(frozen=True)
class Sound:
    """`parts` is empty where there is no sound, or silence."""

    duration_ms: int
    parts: tuple[SoundPart, ...] = ()


def read_sound(file: IO[bytes], limits: SoundLimits) -> Sound:
    """Raises Unreadable."""
    import av

    file.seek(0)
    deadline = monotonic() + limits.work_s
    try:
        with av.open(file, options={"format_whitelist": SOUND_CONTAINERS}) as container:
            if not container.streams.audio:
                return Sound(0)
            return _sound([*_samples(container, limits, deadline)])
    except (av.FFmpegError, OSError, ValueError, EOFError, MemoryError) as error:
        raise Unreadable(f"the sound is damaged or of an unknown format ({type(error).__name__})") from None


def has_video(file: IO[bytes]) -> bool:
    """Whether it has moving pictures; the cover of a song is none. Raises Unreadable."""
    import av

    file.seek(0)
    try:
        with av.open(file, options={"format_whitelist": SOUND_CONTAINERS}) as container:
            return any(not int(stream.disposition) & COVER for stream in container.streams.video)
    except (av.FFmpegError, OSError, ValueError, EOFError, MemoryError) as error:
        raise Unreadable(f"the file is damaged or of an unknown format ({type(error).__name__})") from None


def _samples(container: Any, limits: SoundLimits, deadline: float) -> Iterator[NDArray[np.int16]]:
    from av.audio.resampler import AudioResampler

    resampler, seconds = AudioResampler(format="s16", layout="mono", rate=RATE), 0.0
    for frame in container.decode(container.streams.audio[0]):
        if monotonic() > deadline:
            raise Unreadable(f"decoding the sound took longer than {limits.work_s:g} seconds")
        for resampled in resampler.resample(frame):
            seconds += resampled.samples / RATE
            if seconds > limits.duration_s:
                raise Unreadable(f"the sound is longer than {limits.duration_s:,.0f} seconds")
            yield np.asarray(resampled.to_ndarray(), dtype=np.int16).reshape(-1)


def _sound(pieces: list[NDArray[np.int16]]) -> Sound:
    samples = np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.int16)
    duration_ms = round(1000 * len(samples) / RATE)
    if len(samples) == 0 or int(np.abs(samples.astype(np.int32)).max()) < SILENT:
        return Sound(duration_ms)
    size = PART_S * RATE
    starts = range(0, len(samples), size)
    parts = (SoundPart(round(1000 * at / RATE), _wav(samples[at : at + size])) for at in starts)
    return Sound(duration_ms, tuple(parts))


def _wav(samples: NDArray[np.int16]) -> bytes:
    written = BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return written.getvalue()
