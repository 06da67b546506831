"""What people do to a picture before they upload it again, each with random parameters."""

import io
from collections.abc import Callable, Mapping

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps
from PIL.Image import Image as Picture
from PIL.Image import Resampling, Transform

Edit = Callable[[Picture, Generator], Picture]
FRAME = (540, 960)


def jpeg(image: Picture, quality: int = 30) -> Picture:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def crop_each_side(image: Picture, share: float) -> Picture:
    x, y = round(share * image.width), round(share * image.height)
    return image.crop((x, y, image.width - x, image.height - y))


def crop_anywhere(image: Picture, rng: Generator, share: float) -> Picture:
    width, height = round((1 - share) * image.width), round((1 - share) * image.height)
    x, y = int(rng.integers(0, image.width - width + 1)), int(rng.integers(0, image.height - height + 1))
    return image.crop((x, y, x + width, y + height))


def portrait_frame(image: Picture, rng: Generator, *, blurred: bool = False) -> Picture:
    """In a frame of 9:16, before one colour or before itself, blurred."""
    scale = min(FRAME[0] / image.width, FRAME[1] / image.height)
    small = image.resize((int(image.width * scale), int(image.height * scale)), Resampling.BILINEAR)
    background = Image.new("RGB", FRAME, _colour(rng))
    if blurred:
        background = ImageOps.fit(image, FRAME).filter(ImageFilter.GaussianBlur(25))
    background.paste(small, ((FRAME[0] - small.width) // 2, (FRAME[1] - small.height) // 2))
    return background


def letterbox(image: Picture) -> Picture:
    background = Image.new("RGB", (image.width, int(image.height * 1.4)))
    background.paste(image, (0, int(image.height * 0.2)))
    return background


def banner(image: Picture, rng: Generator) -> Picture:
    image, height = image.copy(), image.height * 0.16
    top = 0 if rng.random() < 0.3 else image.height - height
    drawing = ImageDraw.Draw(image)
    drawing.rectangle((0, top, image.width, top + height), fill=_colour(rng))
    font = ImageFont.load_default(size=max(6, height * 0.6))
    drawing.text((image.width * 0.05, top + height * 0.1), "SALE 50% OFF today", fill="white", font=font)
    return image


def text(image: Picture) -> Picture:
    image, size = image.copy(), max(8, image.height * 0.08)
    drawing = ImageDraw.Draw(image)
    for line in range(3):
        place = (image.width * 0.08, image.height * (0.2 + 0.22 * line))
        font = ImageFont.load_default(size=size)
        drawing.text(place, "wait for the end of it", fill="white", stroke_width=2, stroke_fill="black", font=font)
    return image


def sticker(image: Picture, rng: Generator) -> Picture:
    image, size = image.copy(), 0.35 * min(image.size)
    x, y = rng.uniform(0, image.width - size), rng.uniform(0, image.height - size)
    drawing = ImageDraw.Draw(image)
    drawing.ellipse((x, y, x + size, y + size), fill=(255, 210, 0))
    for eye in (0.2, 0.6):
        drawing.ellipse((x + size * eye, y + size * 0.25, x + size * (eye + 0.2), y + size * 0.45), fill="black")
    return image


def screen(image: Picture, rng: Generator) -> Picture:
    """Filmed from a screen: in perspective before a dark room, with moire, glare, other brightness, noise and blur."""
    width, height = image.size
    corner = [0.02 + rng.uniform(0, 0.05, 2) for _ in range(4)]
    corners = [
        (corner[0][0] * width, corner[0][1] * height),
        ((1 - corner[1][0]) * width, corner[1][1] * height),
        ((1 - corner[2][0]) * width, (1 - corner[2][1]) * height),
        (corner[3][0] * width, (1 - corner[3][1]) * height),
    ]
    numbers = _perspective(corners, [(0, 0), (width, 0), (width, height), (0, height)])
    shown = Image.new("RGB", image.size, (18, 18, 22))
    mask = Image.new("L", image.size, 255).transform(image.size, Transform.PERSPECTIVE, numbers, Resampling.BILINEAR)
    shown.paste(image.transform(image.size, Transform.PERSPECTIVE, numbers, Resampling.BILINEAR), (0, 0), mask)
    pixels = _filmed(np.asarray(shown, dtype=np.float64), rng)
    return jpeg(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(0.8)), 70)


def rotate(image: Picture, rng: Generator, *, zoom: float = 1.0) -> Picture:
    """By 3 degrees. With a zoom, no corner is empty."""
    width, height = image.size
    large = image.resize((int(width * zoom), int(height * zoom)), Resampling.BILINEAR)
    turned = large.rotate(3 if rng.random() < 0.5 else -3, Resampling.BILINEAR)
    x, y = (turned.width - width) // 2, (turned.height - height) // 2
    return turned.crop((x, y, x + width, y + height))


def half_size(image: Picture) -> Picture:
    return image.resize((max(1, image.width // 2), max(1, image.height // 2)), Resampling.BILINEAR)


def brighter(image: Picture) -> Picture:
    return ImageEnhance.Contrast(ImageEnhance.Brightness(image).enhance(1.35)).enhance(1.2)


def _filmed(pixels: NDArray[np.float64], rng: Generator) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    angle, period = rng.uniform(0, np.pi), rng.uniform(3, 9)
    moire = 1 + 0.1 * np.sin(2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / period)
    shown = np.clip(pixels * moire[..., None] / 255, 0, 1) ** rng.uniform(0.75, 1.3)
    glare_x, glare_y = (x - rng.uniform(0, width)) / (0.3 * width), (y - rng.uniform(0, height)) / (0.3 * height)
    glare = 30 * np.exp(-(glare_x**2) - glare_y**2)
    filmed = 255 * shown * rng.uniform(0.8, 1.1) + rng.uniform(0, 15) + glare[..., None]
    return np.asarray(np.clip(filmed + rng.normal(0, 5, pixels.shape), 0, 255), dtype=np.uint8)


def _perspective(corners: list[tuple[float, float]], sources: list[tuple[float, float]]) -> list[float]:
    """The eight numbers of the map from the corners to the sources."""
    rows = list[list[float]]()
    for (x, y), (u, v) in zip(corners, sources, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    return [float(number) for number in np.linalg.solve(np.array(rows), np.array(sources).ravel())]


def _colour(rng: Generator) -> tuple[int, int, int]:
    red, green, blue = (int(value) for value in rng.integers(0, 256, 3))
    return red, green, blue


EDITS: Mapping[str, Edit] = {
    "JPEG at quality 30": lambda image, rng: jpeg(image),
    "half size": lambda image, rng: half_size(image),
    "brighter": lambda image, rng: brighter(image),
    "blurred": lambda image, rng: image.filter(ImageFilter.GaussianBlur(min(image.size) * 0.01)),
    "grey": lambda image, rng: ImageOps.grayscale(image).convert("RGB"),
    "mirrored": lambda image, rng: ImageOps.mirror(image),
    "cropped, 5% of each side": lambda image, rng: crop_each_side(image, 0.05),
    "cropped, 12% of each side": lambda image, rng: crop_each_side(image, 0.12),
    "cropped, 12% anywhere": lambda image, rng: crop_anywhere(image, rng, 0.12),
    "cropped, 24% anywhere": lambda image, rng: crop_anywhere(image, rng, 0.24),
    "letterbox": lambda image, rng: letterbox(image),
    "9:16 frame, plain": portrait_frame,
    "9:16 frame, blurred": lambda image, rng: portrait_frame(image, rng, blurred=True),
    "banner": banner,
    "three lines of text": lambda image, rng: text(image),
    "sticker": sticker,
    "re-recorded from a screen": screen,
    "rotated 3 degrees": rotate,
    "rotated and zoomed": lambda image, rng: rotate(image, rng, zoom=1.08),
    "mirrored and cropped 12%": lambda image, rng: ImageOps.mirror(crop_each_side(image, 0.12)),
    "cropped, banner, JPEG": lambda image, rng: jpeg(banner(crop_anywhere(image, rng, 0.12), rng), 50),
    "mirrored, framed, text": lambda image, rng: text(portrait_frame(ImageOps.mirror(image), rng)),
}
