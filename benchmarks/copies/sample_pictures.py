"""Pictures to edit: photographs of a folder, and drawn ones with clouds, shapes and words."""

from pathlib import Path

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from PIL.Image import Image as Picture

SIZES = ((640, 480), (480, 640), (540, 960), (512, 512), (720, 404))


def photographs(folder: Path) -> list[Picture]:
    return [Image.open(path).convert("RGB") for path in sorted(folder.glob("*.jpg"))]


def drawn_picture(seed: int) -> Picture:
    rng = default_rng(seed)
    width, height = SIZES[rng.integers(len(SIZES))]
    low, high = rng.integers(0, 256, (2, 3))
    pixels = low + (high - low) * _clouds(rng, width, height)[..., None]
    pixels = pixels + rng.normal(0, rng.uniform(0, 8), pixels.shape)
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    drawing = ImageDraw.Draw(image)
    for _ in range(int(rng.integers(1, 9))):
        _draw(drawing, rng, width, height)
    return image


def _draw(drawing: ImageDraw.ImageDraw, rng: Generator, width: int, height: int) -> None:
    x, y, size = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0.05, 0.3) * min(width, height)
    red, green, blue = (int(value) for value in rng.integers(0, 256, 3))
    kind = rng.integers(3)
    if kind == 0:
        drawing.ellipse((x - size, y - size * 0.7, x + size, y + size * 0.8), fill=(red, green, blue))
    elif kind == 1:
        moves = rng.uniform(-size, size, (int(rng.integers(3, 7)), 2))
        drawing.polygon([(x + float(dx), y + float(dy)) for dx, dy in moves], fill=(red, green, blue))
    else:
        word = "".join(chr(97 + letter) for letter in rng.integers(0, 26, 8))
        drawing.text((x - size, y), word, fill=(red, green, blue), font=ImageFont.load_default(size=size * 0.8))


def _clouds(rng: Generator, width: int, height: int) -> NDArray[np.float64]:
    """Noise whose strength falls with its frequency, 0 to 1."""
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width)[None])
    frequency[0, 0] = 1
    noise = np.fft.ifft2(np.exp(2j * np.pi * rng.random((height, width))) / frequency ** rng.uniform(0.9, 1.8)).real
    return np.asarray((noise - noise.min()) / np.ptp(noise))
