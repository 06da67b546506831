"""Reads the media of a case: each file becomes content with its place, or a problem in words. Nothing else fails."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib.util import find_spec
from threading import Semaphore
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from agent.evidence.media.file_kinds import kind_of
from agent.evidence.media.pictures import PictureReader
from agent.evidence.media.read_file import FileReading, ReadText, ShownPicture
from agent.evidence.media.sound import SoundReader
from agent.evidence.media.sources import LoadedFile, MediaSources, MediaUnread
from agent.evidence.media.text_reader import OcrReader, TextReader
from agent.evidence.media.tracks import has_transcript, tracks_in
from agent.evidence.media.videos import VideoReader
from agent.media_settings import MediaOptions
from domain.case import Case, ContentItem, ContentKind
from domain.media import Media, MediaKind, MediaRegion
from prompts.untrusted import one_line, shortened

if TYPE_CHECKING:
    from llm.transcription import Transcriber

FILES_AT_ONCE = 2  # of a process: a decoded picture or video takes up to some hundred megabytes
MAX_NAMED_CHARS = 200
OCR = OcrReader()
COVER = "its cover was not read"
INSTALL_VIDEO = "to read videos and sound, run pip install 'clausewise[video]'"


@dataclass(frozen=True)
class ReadCase:
    """The case with the texts of its media. `pictures` for a model that takes them; they are stored nowhere. `shows`:
    whether the settings say that the model takes pictures. `notes`: what else was found in reading, in sentences."""

    case: Case
    pictures: tuple[ShownPicture, ...] = ()
    shows: bool = False
    notes: tuple[str, ...] = ()

    def warnings(self, model: object | None) -> tuple[str, ...]:
        """What nobody looked at or listened to; `model` None: none judges."""
        return (*self.notes, *self._unseen(model))

    def _unseen(self, model: object | None) -> tuple[str, ...]:
        seen = {picture.media_id for picture in self.pictures} if model is not None else set[str]()
        kinds = (MediaKind.IMAGE, MediaKind.VIDEO)
        unseen = [one.id for one in self.case.media if one.kind in kinds and one.problem is None and one.id not in seen]
        if not unseen:
            return ()
        named = shortened(one_line(", ".join(unseen)), MAX_NAMED_CHARS)
        gone = self.shows and model is not None and not self.pictures
        why = " (files are not stored, so the model could not see them again)" if gone else ""
        return (f"{named}: only its text was judged, not what else it shows{why}.",)


class CaseReader(Protocol):
    def read(self, case: Case) -> ReadCase:
        """The case without a medium that is still to be read. What was read before stays as it is."""
        ...


@dataclass(frozen=True)
class UnreadMedia:
    """For those who read no media: each becomes a problem."""

    reason: str = "no media are read here"

    def read(self, case: Case) -> ReadCase:
        if all(one.is_read for one in case.media):
            return ReadCase(case)
        media = tuple(one if one.is_read else Media(id=one.id, problem=self.reason) for one in case.media)
        return ReadCase(case.model_copy(update={"media": media}))


NO_MEDIA = UnreadMedia()


def missing_for_videos() -> str | None:
    """Why no video and no sound can be read, or None."""
    return None if find_spec("av") is not None else INSTALL_VIDEO


@dataclass(frozen=True)
class MediaReader:
    """`max_chars`: the most characters of content of a case, its own included. `slots`: how many files are
    decoded at once. Without a `transcriber`, sound is not read."""

    options: MediaOptions
    max_chars: int
    texts: TextReader = OCR
    transcriber: "Transcriber | None" = None
    slots: Semaphore = field(default_factory=lambda: Semaphore(FILES_AT_ONCE), repr=False)

    def read(self, case: Case) -> ReadCase:
        if all(one.is_read for one in case.media):
            return ReadCase(case, shows=self.options.model_reads_pictures)
        deadline = monotonic() + self.options.read_seconds
        taken = {item.id for item in case.content}
        room = self.max_chars - case.content_characters
        media, items, pictures, notes = list[Media](), list[ContentItem](), list[ShownPicture](), list[str]()
        for number, one in enumerate(case.media):
            if one.is_read:
                media.append(one)
                continue
            known, reading = self._read(one, case, number, deadline)
            texts = _within(reading.texts, room)
            room -= sum(len(text.text) for text in texts)
            if len(texts) < len(reading.texts):
                gap = f"{len(reading.texts) - len(texts)} of its texts are beyond the limit of the content"
                known = known.model_copy(update={"unread": known.unread or gap})
            media.append(known)
            items += _items(one.id, texts, taken)
            notes += (f"{shortened(one_line(one.id), MAX_NAMED_CHARS)}: {note}." for note in reading.notes)
            pictures += (ShownPicture(one.id, jpeg, at_ms) for at_ms, jpeg in reading.pictures)
        read = case.model_copy(update={"media": tuple(media), "content": (*case.content, *items)})
        shown = tuple(pictures[: self.options.max_pictures_to_model])
        return ReadCase(read, shown, self.options.model_reads_pictures, tuple(notes))

    def _read(self, one: Media, case: Case, number: int, deadline: float) -> tuple[Media, FileReading]:
        try:
            if number >= self.options.max_files:
                raise MediaUnread(f"at most {self.options.max_files} files of a case are read")
            if monotonic() > deadline:
                raise MediaUnread(f"the files of the case took longer than {self.options.read_seconds:g} seconds")
            loaded = MediaSources(self.options).load(one.source or "", deadline - monotonic())
        except MediaUnread as error:
            return Media(id=one.id, problem=str(error)), FileReading()
        return self._read_file(one.id, loaded, case, deadline)

    def _read_file(self, media_id: str, loaded: LoadedFile, case: Case, deadline: float) -> tuple[Media, FileReading]:
        """A file of which nothing could be read is still known by its digest."""
        known = {
            "id": media_id,
            "origin": loaded.origin,
            "sha256": sha256(loaded.content).hexdigest(),
            "byte_count": len(loaded.content),
        }
        found = kind_of(loaded.content)
        if found is None:
            known_kinds = "a picture (JPEG, PNG, WebP, GIF, BMP), a video (MP4, WebM, …) or sound (MP3, WAV, …)"
            return Media(**known, problem=f"the file is none of {known_kinds}"), FileReading()
        known |= {"kind": found[0], "mime_type": found[1]}
        if not self.slots.acquire(timeout=max(0.0, deadline - monotonic())):
            return Media(**known, problem="other files took all the time"), FileReading()
        try:
            kind, reading = self._texts(found[0], media_id, loaded.content, case, deadline)
        except MediaUnread as error:
            return Media(**known, problem=str(error)), FileReading()
        finally:
            self.slots.release()
        known |= {**reading.known, "kind": kind, "unread": reading.unread}
        return Media(**known), reading

    def _texts(
        self, kind: MediaKind, media_id: str, content: bytes, case: Case, deadline: float
    ) -> tuple[MediaKind, FileReading]:
        """With the kind that the opened file turned out to be. Raises MediaUnread."""
        show, sound = self.options.model_reads_pictures, SoundReader(self.options, self.transcriber)
        if kind is MediaKind.IMAGE:
            return kind, PictureReader(self.options, self.texts).read(content, deadline, show=show)
        if (missing := missing_for_videos()) is not None:
            raise MediaUnread(missing)
        given = has_transcript(case, media_id)
        tracks = tracks_in(content)
        if not tracks.moves:
            spoken = sound.read(content, case.language, deadline, given=given)
            return MediaKind.AUDIO, replace(spoken, notes=(*spoken.notes, COVER)) if tracks.covers else spoken
        videos = VideoReader(self.options, self.texts, sound)
        seen = videos.read(content, case.language, deadline, given=given, show=show)
        unread = [f"of its {tracks.pictures} tracks of pictures the first was read"] if tracks.pictures > 1 else []
        return MediaKind.VIDEO, replace(seen, gaps=(*seen.gaps, *unread))


def _within(texts: Sequence[ReadText], room: int) -> tuple[ReadText, ...]:
    taken = list[ReadText]()
    for text in texts:
        room -= len(text.text)
        if room < 0:
            break
        taken.append(text)
    return tuple(taken)


def _items(media_id: str, texts: Sequence[ReadText], taken: set[str]) -> Iterator[ContentItem]:
    """Their ids are new: `photo-1-ocr-1` and so on."""
    numbers: dict[ContentKind, int] = {}
    for text in texts:
        while True:
            numbers[text.kind] = numbers.get(text.kind, 0) + 1
            item_id = f"{media_id[:400]}-{text.kind}-{numbers[text.kind]}"
            if item_id not in taken:
                break
        taken.add(item_id)
        region = MediaRegion(
            media_id=media_id, box=text.box, lines=text.lines, start_ms=text.start_ms, end_ms=text.end_ms
        )
        yield ContentItem(id=item_id, kind=text.kind, text=text.text, region=region)
