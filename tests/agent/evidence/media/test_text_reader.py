"""Real text recognition: what a person reads in a picture, with places."""

from time import monotonic

import numpy as np
import pytest
from PIL import ImageFilter

from agent.evidence.media.reading_order import TextLine, paragraphs
from agent.evidence.media.text_reader import OcrReader, Recognised
from domain.media import Box
from tests.agent.evidence.media.files import draw_lines
from tests.agent.evidence.media.test_scan_codes import photo_with

pytestmark = pytest.mark.slow


def test_lines_are_read_with_their_boxes() -> None:
    pixels = np.asarray(draw_lines(["This tea cures diabetes", "in seven days"], (800, 400)))
    found = OcrReader().read(pixels, monotonic() + 60)
    (paragraph,) = paragraphs(found.lines, 2.0)
    assert paragraph.text == "This tea cures diabetes\nin seven days"
    first, second = (line.box for line in paragraph.lines)
    assert first.x == pytest.approx(40 / 800, abs=0.02)
    assert first.y == pytest.approx(66 / 400, abs=0.04)
    assert second.y > first.y
    assert found.unread is None


def test_long_screenshot_is_read_in_tiles() -> None:
    image = draw_lines([], (400, 3_000))
    lines = draw_lines(["Message one"], (400, 200)), draw_lines(["the last message"], (400, 200))
    image.paste(lines[0], (0, 1_850))  # across the border of two tiles
    image.paste(lines[1], (0, 2_700))
    found = OcrReader().read(np.asarray(image), monotonic() + 60)
    assert [line.text for line in found.lines] == ["Message one", "the last message"]
    assert [round(line.box.y, 1) for line in found.lines] == [0.6, 0.9]


def test_code_to_scan_is_a_line_beside_the_text() -> None:
    found = OcrReader().read(photo_with("https://t.me/annas_shop"), monotonic() + 60)
    assert [line.text for line in found.lines] == ["Thank you for your order", "[code to scan] https://t.me/annas_shop"]


def test_plain_picture_has_no_text() -> None:
    found = OcrReader().read(np.full((300, 300, 3), 200, np.uint8), monotonic() + 60)
    assert (found.lines, found.unread) == ((), None)


def test_time_that_is_over_is_a_gap() -> None:
    found = OcrReader().read(np.asarray(draw_lines(["hello"])), monotonic() - 1)
    assert found.unread == "it holds more text than was read in time"


def test_blurred_line_is_a_gap() -> None:
    drawn = draw_lines(["This tea cures diabetes", "in seven days"], (800, 400))
    blurred = drawn.filter(ImageFilter.GaussianBlur(4))
    found = OcrReader().read(np.asarray(blurred), monotonic() + 60)
    assert (found.lines, found.unread) == ((), "1 line of text could not be recognised surely")


def recognised(text: str, score: float, found: float) -> Recognised:
    return Recognised(TextLine(text.strip(), Box(x=0, y=0, width=1, height=1), score), text, found)


@pytest.mark.parametrize(
    ("text", "score", "found", "unsure"),
    [
        ("good morning", 0.99, 0.8, False),
        ("AAAA", 0.58, 0.56, False),  # the tiles of a roof
        ("Thiste ures ddabtes", 0.78, 0.5, True),
        ("   ", 0.98, 0.72, True),  # letters of a script that the model does not know
        ("Ad0 l 1 ", 0.64, 0.76, True),
        ("Th  r    e     n  r  ead", 0.9, 0.8, True),
    ],
)
def test_letters_that_were_not_recognised_are_told_from_textures(
    text: str, score: float, found: float, unsure: bool
) -> None:
    assert recognised(text, score, found).is_unsure is unsure
