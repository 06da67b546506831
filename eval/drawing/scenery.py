"""What stands behind the text: a wall, a shelf, a bottle, in colours and light that the seed chooses."""

from typing import TypeAlias

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw

Colour: TypeAlias = tuple[int, int, int]

SIZES = ((600, 800), (800, 600), (680, 680), (600, 900))
MAX_NOISE = 9.0  # standard deviation of the brightness


def draw_scenery(look: str, rng: Generator, size: tuple[int, int]) -> Image.Image:
    """Opaque; soft light from one side, then the things of the scene."""
    width, height = size
    dark, bright = soft_colour(rng, 120, 200), soft_colour(rng, 170, 250)
    across, down = np.linspace(0, 1, width), np.linspace(0, 1, height)[:, None]
    light = np.clip(across * rng.uniform(-0.7, 0.7) + down * rng.uniform(-0.7, 0.7) + 0.5, 0, 1)[..., None]
    pixels = np.array(dark) * (1 - light) + np.array(bright) * light
    pixels += rng.normal(0, rng.uniform(0, MAX_NOISE), (height, width, 1))
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8), "RGB")
    _draw_things(look, ImageDraw.Draw(image), rng, width, height)
    return image


def soft_colour(rng: Generator, low: int, high: int) -> Colour:
    red, green, blue = (int(value) for value in rng.integers(low, high, 3))
    return red, green, blue


def _draw_things(look: str, draw: ImageDraw.ImageDraw, rng: Generator, width: int, height: int) -> None:
    colour = soft_colour(rng, 60, 170)
    if look == "shelf":
        for place in (0.32, 0.66, 0.97):
            draw.rectangle((0, place * height, width, place * height + 14), fill=colour)
            _draw_jars(draw, rng, width, place * height)
    elif look == "bottle":
        middle = width * rng.uniform(0.4, 0.6)
        draw.rounded_rectangle((middle - 150, 0.2 * height, middle + 150, 0.97 * height), 50, fill=colour)
        draw.rectangle((middle - 50, 0.1 * height, middle + 50, 0.2 * height), fill=soft_colour(rng, 20, 90))
    elif look in ("table", "counter", "floor"):
        edge = rng.uniform(0.6, 0.75) * height
        draw.polygon([(0, height), (0, 0.7 * height), (width, edge), (width, height)], fill=colour)
        _draw_jars(draw, rng, width, 0.75 * height)
    elif look == "van":
        _draw_van(draw, colour, width, height)
    elif look == "split":
        _draw_halves(draw, rng, width, height)


def _draw_van(draw: ImageDraw.ImageDraw, colour: Colour, width: int, height: int) -> None:
    draw.rounded_rectangle((0.05 * width, 0.15 * height, 0.95 * width, 0.8 * height), 40, fill=colour)
    top = 0.72 * height
    for middle in (0.25 * width, 0.75 * width):
        draw.ellipse((middle - 70, top, middle + 70, top + 140), fill=(30, 30, 34))


def _draw_halves(draw: ImageDraw.ImageDraw, rng: Generator, width: int, height: int) -> None:
    draw.rectangle((0, 0, width // 2, height), fill=soft_colour(rng, 110, 200))
    radius, top = 0.14 * width, 0.3 * height
    for middle in (0.25 * width, 0.75 * width):
        draw.ellipse((middle - radius, top, middle + radius, top + 2.6 * radius), fill=soft_colour(rng, 150, 230))


def _draw_jars(draw: ImageDraw.ImageDraw, rng: Generator, width: int, bottom: float) -> None:
    for _ in range(int(rng.integers(2, 6))):
        left, wide, high = rng.uniform(0, width - 90), rng.uniform(40, 90), rng.uniform(50, 140)
        draw.rounded_rectangle((left, bottom - high, left + wide, bottom), 14, fill=soft_colour(rng, 70, 220))
