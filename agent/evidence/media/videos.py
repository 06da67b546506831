"""Reads a video: text in its frames at scene changes, and its sound."""

from dataclasses import dataclass, replace
from io import BytesIO
from time import monotonic
from typing import TYPE_CHECKING

from agent.evidence.media.hashes import distinct, hash_pixels
from agent.evidence.media.pictures import SHOWN_SIDE, text_of
from agent.evidence.media.read_file import FileReading, ReadText
from agent.evidence.media.reading_order import paragraphs
from agent.evidence.media.repeated_texts import join_repeated
from agent.evidence.media.sound import SoundReader
from agent.evidence.media.sources import MediaUnread
from agent.evidence.media.text_reader import TextReader
from agent.media_settings import MediaOptions
from domain.media import MediaHash

if TYPE_CHECKING:
    from signals.copies.videos.decode import Frames, VideoLimits
    from signals.media.scenes import SceneFrame

READABLE_S = 3.0  # a text that people can read stays as long
STEP_S = 0.5  # between frames that are compared; 1 second in the longest videos


@dataclass(frozen=True)
class VideoReader:
    options: MediaOptions
    texts: TextReader
    sound: SoundReader

    def read(self, content: bytes, language: str | None, deadline: float, *, given: bool, show: bool) -> FileReading:
        """`given`: the case brings what is spoken. `show`: with its frames for a model. Raises MediaUnread."""
        if self.texts.missing:
            raise MediaUnread(self.texts.missing)
        seen = self._frames(content, deadline, show=show)
        try:
            sound = self.sound.read(content, language, deadline, given=given)
        except MediaUnread as error:
            sound = FileReading(gaps=(f"its sound was not read: {error}",))
        gaps = (*seen.gaps, *sound.gaps)
        return replace(seen, texts=(*seen.texts, *sound.texts), gaps=gaps, notes=sound.notes)

    def _frames(self, content: bytes, deadline: float, *, show: bool) -> FileReading:
        from signals.copies.videos.decode import VideoLimits, read_frames_of
        from signals.media.errors import Unreadable

        left = max(1.0, deadline - monotonic())
        limits = VideoLimits(
            step_s=STEP_S,
            frames=round(self.options.max_seconds),
            file_bytes=self.options.max_file_bytes,
            pixels=self.options.max_pixels,
            duration_s=self.options.max_seconds,
            work_s=left,
        )
        try:
            frames = read_frames_of(BytesIO(content), len(content), limits)
            return self._scenes(content, frames, limits, deadline, show=show)
        except Unreadable as error:
            raise MediaUnread(str(error)) from None

    def _scenes(
        self, content: bytes, frames: "Frames", limits: "VideoLimits", deadline: float, *, show: bool
    ) -> FileReading:
        from signals.media.pictures import write_jpeg
        from signals.media.scenes import find_scenes, read_scenes

        scenes = find_scenes(frames, self.options.max_frames)
        texts, gaps, size = list[tuple[ReadText, ...]](), dict[str, None](), dict[str, int]()
        hashes, pictures = list[MediaHash](), list[tuple[int | None, bytes]]()
        for scene in read_scenes(BytesIO(content), frames, scenes.starts, limits):
            if monotonic() > deadline:
                break
            height, width = scene.pixels.shape[:2]
            size = size or {"width": width, "height": height}
            found = self.texts.read(scene.pixels, deadline)
            gaps |= {found.unread: None} if found.unread else {}
            texts.append(tuple(_timed(text_of(one), scene) for one in paragraphs(found.lines, width / height)))
            hashes += hash_pixels(scene.pixels, round(1000 * scene.start_s))
            if show and len(pictures) < self.options.max_pictures_to_model:
                pictures.append((round(1000 * scene.start_s), write_jpeg(scene.pixels, SHOWN_SIDE)))
        if len(texts) < len(scenes.starts):
            gaps[f"of its {len(scenes.starts)} scenes {len(texts)} were read in time"] = None
        if scenes.slot_s is not None and scenes.slot_s > READABLE_S:
            gaps[f"it changes often, and one frame in {scenes.slot_s:.0f} seconds was read"] = None
        known = {**size, "duration_ms": round(1000 * frames.duration_s), "frames": len(texts)}
        return FileReading(join_repeated(texts), {**known, "hashes": distinct(hashes)}, tuple(gaps), tuple(pictures))


def _timed(text: ReadText, scene: "SceneFrame") -> ReadText:
    return replace(text, start_ms=round(1000 * scene.start_s), end_ms=round(1000 * scene.end_s))
