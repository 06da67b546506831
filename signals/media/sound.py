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
MAX_TRACKS = 4  # of sound that are read
COVER = 0x400  # AV_DISPOSITION_ATTACHED_PIC of FFmpeg


@dataclass(frozen=True)
class SoundLimits:
    duration_s: float = 600.0
    work_s: float = 60.0


@dataclass(frozen=True)
class SoundPart:
    """`track`: which one of the file, from 0."""

    start_ms: int
    wav: bytes
    track: int = 0


@dataclass(frozen=True)
class Sound:
    """`parts` is empty where there is no sound, or silence. `tracks`: how many the file has; at most MAX_TRACKS are
    read, each from its start."""

    duration_ms: int
    parts: tuple[SoundPart, ...] = ()
    tracks: int = 1


@dataclass(frozen=True)
class Tracks:
    """How many a file has. `covers`: still pictures among those of `pictures`, such as the cover of a song."""

    pictures: int
    covers: int
    sound: int

    @property
    def moves(self) -> bool:
        return self.pictures > self.covers


def read_sound(file: IO[bytes], limits: SoundLimits) -> Sound:
    """Raises Unreadable."""
    import av

    tracks, deadline = tracks_of(file).sound, monotonic() + limits.work_s
    found = list[Sound]()
    for track in range(min(tracks, MAX_TRACKS)):
        file.seek(0)
        try:
            with av.open(file, options={"format_whitelist": SOUND_CONTAINERS}) as container:
                found.append(_sound([*_samples(container, track, limits, deadline)], track))
        except (av.FFmpegError, OSError, ValueError, EOFError, MemoryError) as error:
            raise Unreadable(f"the sound is damaged or of an unknown format ({type(error).__name__})") from None
    duration_ms = max((one.duration_ms for one in found), default=0)
    return Sound(duration_ms, tuple(part for one in found for part in one.parts), tracks)


def tracks_of(file: IO[bytes]) -> Tracks:
    """Raises Unreadable, also where there is none."""
    import av

    file.seek(0)
    try:
        with av.open(file, options={"format_whitelist": SOUND_CONTAINERS}) as container:
            pictures, sound = container.streams.video, container.streams.audio
            covers = sum(bool(int(stream.disposition) & COVER) for stream in pictures)
            tracks = Tracks(len(pictures), covers, len(sound))
            unknown = any(stream.codec_context is None for stream in pictures)
    except (av.FFmpegError, OSError, ValueError, EOFError, MemoryError) as error:
        raise Unreadable(f"the file is damaged or of an unknown format ({type(error).__name__})") from None
    if unknown:
        raise Unreadable("its pictures are in a format that cannot be decoded")
    if not tracks.moves and not tracks.sound:
        raise Unreadable("the file has neither moving pictures nor sound")
    return tracks


def _samples(container: Any, track: int, limits: SoundLimits, deadline: float) -> Iterator[NDArray[np.int16]]:
    from av.audio.resampler import AudioResampler

    resampler, seconds = AudioResampler(format="s16", layout="mono", rate=RATE), 0.0
    stream = container.streams.audio[track]
    if stream.codec_context is None:
        raise Unreadable("a track of sound is in a format that cannot be decoded")
    for frame in container.decode(stream):
        if monotonic() > deadline:
            raise Unreadable(f"decoding the sound took longer than {limits.work_s:g} seconds")
        for resampled in resampler.resample(frame):
            seconds += resampled.samples / RATE
            if seconds > limits.duration_s:
                raise Unreadable(f"the sound is longer than {limits.duration_s:,.0f} seconds")
            yield np.asarray(resampled.to_ndarray(), dtype=np.int16).reshape(-1)


def _sound(pieces: list[NDArray[np.int16]], track: int) -> Sound:
    if not sum(map(len, pieces)):
        raise Unreadable("a track of sound has nothing that can be decoded")
    samples = np.concatenate(pieces)
    duration_ms = round(1000 * len(samples) / RATE)
    if int(np.abs(samples.astype(np.int32)).max()) < SILENT:
        return Sound(duration_ms)
    size = PART_S * RATE
    starts = range(0, len(samples), size)
    parts = (SoundPart(round(1000 * at / RATE), _wav(samples[at : at + size]), track) for at in starts)
    return Sound(duration_ms, tuple(parts))


def _wav(samples: NDArray[np.int16]) -> bytes:
    written = BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return written.getvalue()
