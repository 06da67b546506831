"""Reads the sound of a file: what is spoken, by the service that the settings name, with times."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import groupby
from time import monotonic
from typing import TYPE_CHECKING

from agent.evidence.media.read_file import FileReading, ReadText
from agent.evidence.media.sources import MediaUnread
from agent.media_settings import MediaOptions
from domain.case import ContentKind

if TYPE_CHECKING:
    from llm.transcription import Speech, Transcriber
    from signals.media.sound import SoundPart

NO_SERVICE = "its sound was not read, because CLAUSEWISE_MEDIA__TRANSCRIPTION_URL names no service"
GIVEN = "its transcript came with the case, and its sound was not heard"
SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！")  # noqa: RUF001  full-width marks
PAUSE_MS = 1_500
MAX_TEXT_CHARS = 400


@dataclass(frozen=True)
class SoundReader:
    """With a `transcriber`, all sound is heard. Without one, sound is a gap unless the case brings its transcript.
    Silence is none."""

    options: MediaOptions
    transcriber: "Transcriber | None" = None

    def read(self, content: bytes, language: str | None, deadline: float, *, given: bool = False) -> FileReading:
        """`given`: the case brings what is spoken. Raises MediaUnread."""
        from signals.media.errors import Unreadable
        from signals.media.sound import MAX_TRACKS, SoundLimits, read_sound

        left = max(1.0, deadline - monotonic())
        try:
            sound = read_sound(BytesIO(content), SoundLimits(self.options.max_seconds, left))
        except Unreadable as error:
            raise MediaUnread(str(error)) from None
        known = {"duration_ms": sound.duration_ms}
        gaps = [f"of its {sound.tracks} tracks of sound {MAX_TRACKS} were read"] if sound.tracks > MAX_TRACKS else []
        if not sound.parts:
            return FileReading(known=known, gaps=tuple(gaps))
        if self.transcriber is None:
            unheard = FileReading(notes=(GIVEN,)) if given else FileReading(gaps=(NO_SERVICE,))
            return replace(unheard, known=known, gaps=(*gaps, *unheard.gaps))
        texts = list[ReadText]()
        for _, parts in groupby(sound.parts, key=lambda part: part.track):
            spoken, missed = _hear(self.transcriber, parts, language, deadline)
            texts += _texts(spoken)
            gaps += missed
        return FileReading(tuple(texts), known, tuple(dict.fromkeys(gaps)))


def _hear(
    transcriber: "Transcriber", parts: "Iterable[SoundPart]", language: str | None, deadline: float
) -> "tuple[list[Speech], list[str]]":
    """What is spoken in one track, and what was not heard."""
    from llm.transcription import TranscriptionFailed

    spoken, gaps = list["Speech"](), list[str]()
    for part in parts:
        if monotonic() > deadline:
            gaps.append("its sound was not transcribed to its end in time")
            break
        try:
            found = transcriber.transcribe(part.wav, language)
        except TranscriptionFailed as error:
            gaps.append(f"its sound was not transcribed: {error}")
            break
        spoken += (replace(s, start_ms=s.start_ms + part.start_ms, end_ms=s.end_ms + part.start_ms) for s in found)
    return spoken, gaps


def _texts(spoken: Iterable["Speech"]) -> Iterator[ReadText]:
    """Segments of one sentence are joined: a service cuts where it likes."""
    current: ReadText | None = None
    for segment in spoken:
        text = ReadText(segment.text, ContentKind.TRANSCRIPT, start_ms=segment.start_ms, end_ms=segment.end_ms)
        if current is None:
            current = text
        elif _continues(current, text):
            current = replace(current, text=f"{current.text} {text.text}", end_ms=text.end_ms)
        else:
            yield current
            current = text
    if current is not None:
        yield current


def _continues(one: ReadText, other: ReadText) -> bool:
    pause = (other.start_ms or 0) - (one.end_ms or 0)
    ended = one.text.endswith(SENTENCE_ENDS)
    ordered = (other.end_ms or 0) >= (one.start_ms or 0)
    return not ended and pause <= PAUSE_MS and ordered and len(one.text) + len(other.text) < MAX_TEXT_CHARS
