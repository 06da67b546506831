"""Draws one block of text on its carrier: a price tag, a seal, a label, a card, a code, or letters over the picture."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

from eval.drawing.drawing import BESIDE, CROSSED_OUT, Block, Shape
from eval.drawing.scenery import Colour, soft_colour

MAX_FONT, SMALL_FONT, TINY_FONT = 78, 20, 7
MIN_FONT = 22
LINE_HEIGHT = 1.25
BRIGHT, DARK = (250, 248, 240), (26, 24, 28)
CODE_MODULES = 25
MARGIN = 26


@dataclass(frozen=True)
class Ink:
    """`paper` None: the letters stand on the picture itself, with an outline."""

    letters: Colour
    paper: Colour | None


def draw_block(block: Block, rng: Generator, room: tuple[int, int]) -> Image.Image:
    """Transparent around its carrier, at most as large as `room`."""
    lines = block.words
    if block.shape is Shape.SPLIT:
        return _draw_split(block.lines, rng, room)
    font = _font(block.shape, lines, room)
    ink = _ink(block.shape, rng)
    text = _draw_lines(block.lines, font, ink)
    if ink.paper is None:
        return text
    carrier = {Shape.SEAL: _seal, Shape.CODE: _code, Shape.TAG: _tag}.get(block.shape, _sheet)
    return carrier(text, ink.paper, rng)


def _font(shape: Shape, lines: tuple[str, ...], room: tuple[int, int]) -> FreeTypeFont:
    """As large as the room allows, except for small print."""
    fixed = {Shape.SMALL: SMALL_FONT, Shape.TINY: TINY_FONT}.get(shape)
    share = 0.62 if shape in (Shape.SEAL, Shape.CODE) else 0.86
    size = fixed or min(MAX_FONT, int(room[1] * share / len(lines) / LINE_HEIGHT))
    while size > MIN_FONT and max(_of_size(size).getlength(line) for line in lines) > room[0] * share - 2 * MARGIN:
        size -= 2
    return _of_size(size)


def _of_size(size: int) -> FreeTypeFont:
    font = ImageFont.load_default(size)
    if not isinstance(font, FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType, so its font cannot be scaled: install another build")
    return font


def _ink(shape: Shape, rng: Generator) -> Ink:
    if shape in (Shape.OVERLAY, Shape.SMALL, Shape.TINY):
        return Ink(BRIGHT if rng.random() < 0.6 else soft_colour(rng, 190, 255), None)
    if rng.random() < 0.5:
        return Ink(DARK, soft_colour(rng, 205, 255))
    return Ink(BRIGHT, soft_colour(rng, 20, 120))


def _draw_lines(lines: tuple[str, ...], font: FreeTypeFont, ink: Ink) -> Image.Image:
    outline = 0 if ink.paper else max(1, round(font.size / 14))
    words = [line.removeprefix(CROSSED_OUT) for line in lines]
    step = round(font.size * LINE_HEIGHT)
    width = round(max(font.getlength(line) for line in words)) + 2 * outline + 8
    text = Image.new("RGBA", (width, step * len(lines) + 2 * outline + 4))
    draw = ImageDraw.Draw(text)
    for number, (line, shown) in enumerate(zip(lines, words, strict=True)):
        left, top = (width - font.getlength(shown)) / 2, number * step + outline
        draw.text((left, top), shown, ink.letters, font, stroke_width=outline, stroke_fill=DARK)
        if line.startswith(CROSSED_OUT):
            middle = top + font.size * 0.58
            draw.line((left, middle, left + font.getlength(shown), middle), ink.letters, max(2, round(font.size / 16)))
    return text


def _sheet(text: Image.Image, paper: Colour, rng: Generator) -> Image.Image:
    sheet = Image.new("RGBA", (text.width + 2 * MARGIN, text.height + MARGIN))
    ImageDraw.Draw(sheet).rounded_rectangle((0, 0, sheet.width - 1, sheet.height - 1), int(rng.integers(2, 22)), paper)
    sheet.alpha_composite(text, (MARGIN, MARGIN // 2))
    return sheet


def _tag(text: Image.Image, paper: Colour, rng: Generator) -> Image.Image:
    """With a pointed side and a hole."""
    point = text.height // 2
    tag = Image.new("RGBA", (text.width + 2 * MARGIN + point, text.height + MARGIN))
    draw, (right, bottom) = ImageDraw.Draw(tag), (tag.width - 1, tag.height - 1)
    draw.polygon([(0, bottom // 2), (point, 0), (right, 0), (right, bottom), (point, bottom)], paper)
    draw.ellipse((point * 0.6, bottom / 2 - 9, point * 0.6 + 18, bottom / 2 + 9), DARK)
    tag.alpha_composite(text, (point + MARGIN, MARGIN // 2))
    return tag


def _seal(text: Image.Image, paper: Colour, rng: Generator) -> Image.Image:
    """Round, with points around it."""
    side = round(np.hypot(text.width, text.height)) + 3 * MARGIN
    points, middle = int(rng.integers(18, 40)), side / 2
    corners = []
    for number in range(2 * points):
        radius, angle = middle - 1 - (number % 2) * 11, np.pi * number / points
        corners.append((middle + radius * np.cos(angle), middle + radius * np.sin(angle)))
    seal = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(seal)
    draw.polygon(corners, paper)
    draw.ellipse((22, 22, side - 22, side - 22), outline=BRIGHT if sum(paper) < 384 else DARK, width=3)
    seal.alpha_composite(text, ((side - text.width) // 2, (side - text.height) // 2))
    return seal


def _code(text: Image.Image, paper: Colour, rng: Generator) -> Image.Image:
    """A pattern like that of a code to scan, above its caption. It holds no address."""
    modules = rng.random((CODE_MODULES, CODE_MODULES)) < 0.5
    for row, column in ((0, 0), (0, CODE_MODULES - 7), (CODE_MODULES - 7, 0)):
        ring = np.ones((7, 7), dtype=bool)
        ring[1:6, 1:6], ring[2:5, 2:5] = False, True
        modules[row : row + 7, column : column + 7] = ring
    side = max(100, min(220, 2 * text.height))
    pattern = Image.fromarray(np.where(modules, 20, 245).astype(np.uint8)).resize(
        (side, side), Image.Resampling.NEAREST
    )
    sheet = Image.new("RGBA", (max(side, text.width) + 2 * MARGIN, side + text.height + 2 * MARGIN), (*paper, 255))
    sheet.paste(pattern, ((sheet.width - side) // 2, MARGIN // 2))
    sheet.alpha_composite(text, ((sheet.width - text.width) // 2, side + MARGIN))
    return sheet


def _draw_split(lines: tuple[str, ...], rng: Generator, room: tuple[int, int]) -> Image.Image:
    """A heading at the top of each half."""
    headings = tuple(part for line in lines for part in line.split(BESIDE))
    row = Image.new("RGBA", (room[0], min(room[1], 110)))
    for number, heading in enumerate(headings):
        half = room[0] // len(headings)
        font = _font(Shape.LABEL, (heading,), (half, row.height))
        part = _draw_lines((heading,), font, Ink(BRIGHT, None))
        row.alpha_composite(part, (number * half + max(0, (half - part.width) // 2), 0))
    return row
