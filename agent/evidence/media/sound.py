"""Reads the sound of a file: what is spoken, by the service that the settings name, with times."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from time import monotonic
from typing import TYPE_CHECKING

from agent.evidence.media.read_file import FileReading, ReadText
from agent.evidence.media.sources import MediaUnread
from agent.media_settings import MediaOptions
from domain.case import ContentKind

if TYPE_CHECKING:
    from llm.transcription import Speech, Transcriber

NO_SERVICE = "its sound was not read, because CLAUSEWISE_MEDIA__TRANSCRIPTION_URL names no service"
SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！")  # noqa: RUF001  full-width marks
PAUSE_MS = 1_500
MAX_TEXT_CHARS = 400


@dataclass(frozen=True)
class SoundReader:
    """Without a `transcriber`, sound is a gap; silence is none."""

    options: MediaOptions
    transcriber: "Transcriber | None" = None

    def read(self, content: bytes, language: str | None, deadline: float) -> FileReading:
        """Raises MediaUnread."""
        from signals.media.errors import Unreadable
        from signals.media.sound import SoundLimits, read_sound

        left = max(1.0, deadline - monotonic())
        try:
            sound = read_sound(BytesIO(content), SoundLimits(self.options.max_seconds, left))
        except Unreadable as error:
            raise MediaUnread(str(error)) from None
        known = {"duration_ms": sound.duration_ms}
        if not sound.parts:
            return FileReading(known=known)
        if self.transcriber is None:
            return FileReading(known=known, gaps=(NO_SERVICE,))
        from llm.transcription import TranscriptionFailed

        spoken, gaps = list["Speech"](), list[str]()
        for part in sound.parts:
            if monotonic() > deadline:
                gaps.append("its sound was not transcribed to its end in time")
                break
            try:
                found = self.transcriber.transcribe(part.wav, language)
            except TranscriptionFailed as error:
                gaps.append(f"its sound was not transcribed: {error}")
                break
            moved = (replace(s, start_ms=s.start_ms + part.start_ms, end_ms=s.end_ms + part.start_ms) for s in found)
            spoken += moved
        return FileReading(tuple(_texts(spoken)), known, tuple(gaps))


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
