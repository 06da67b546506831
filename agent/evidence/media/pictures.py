"""Reads a picture: its text with boxes, its size and its hash."""

from dataclasses import dataclass
from io import BytesIO

from agent.evidence.media.hashes import hash_pixels
from agent.evidence.media.read_file import FileReading, ReadText
from agent.evidence.media.reading_order import Paragraph, paragraphs
from agent.evidence.media.sources import MediaUnread
from agent.evidence.media.text_reader import TextReader
from agent.media_settings import MediaOptions
from domain.case import ContentKind
from domain.media_places import rounded

MAX_RATIO = 40.0  # of the sides: a screenshot of a long chat
SHOWN_SIDE = 1_024  # pixels of a picture that a model is shown


@dataclass(frozen=True)
class PictureReader:
    options: MediaOptions
    texts: TextReader

    def read(self, content: bytes, deadline: float, *, show: bool) -> FileReading:
        """`show`: with the picture for a model. Raises MediaUnread."""
        from signals.media.errors import Unreadable
        from signals.media.pictures import PictureLimits, read_colours, write_jpeg

        if self.texts.missing:
            raise MediaUnread(self.texts.missing)
        limits = PictureLimits(self.options.max_file_bytes, self.options.max_pixels, MAX_RATIO)
        try:
            picture = read_colours(BytesIO(content), len(content), limits)
        except Unreadable as error:
            raise MediaUnread(str(error)) from None
        height, width = picture.pixels.shape[:2]
        found = self.texts.read(picture.pixels, deadline)
        gaps = [found.unread] if found.unread else []
        if picture.frames > 1:
            gaps.append(f"of its {picture.frames:,} frames only the first was read: send it as a video")
        return FileReading(
            tuple(map(text_of, paragraphs(found.lines, width / height))),
            {"width": width, "height": height, "mime_type": picture.mime_type, "hashes": hash_pixels(picture.pixels)},
            tuple(gaps),
            ((None, write_jpeg(picture.pixels, SHOWN_SIDE)),) if show else (),
        )


def text_of(paragraph: Paragraph) -> ReadText:
    boxes = tuple(rounded(line.box) for line in paragraph.lines)
    return ReadText(paragraph.text, ContentKind.OCR, rounded(paragraph.box), boxes if len(boxes) > 1 else ())
