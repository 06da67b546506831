"""Pictures made for tests: clouds and shapes, each seed another one."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def drawing(seed: int, width: int = 320, height: int = 240) -> Pixels:
    """Shape (height, width)."""
    rng = np.random.default_rng(seed)
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width)[None])
    frequency[0, 0] = 1
    clouds = np.fft.ifft2(np.exp(2j * np.pi * rng.random((height, width))) / frequency**1.2).real
    pixels = 200 * (clouds - clouds.min()) / np.ptp(clouds)
    y, x = np.mgrid[0:height, 0:width]
    for _ in range(6):
        centre_x, centre_y, radius = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(15, 50)
        pixels[(x - centre_x) ** 2 + (y - centre_y) ** 2 < radius**2] = rng.uniform(0, 255)
    return np.asarray(np.clip(pixels, 0, 255), np.uint8)


def cropped(pixels: NDArray[Any], share: float) -> NDArray[Any]:
    """Of each side."""
    rows, columns = round(share * pixels.shape[0]), round(share * pixels.shape[1])
    return pixels[rows : pixels.shape[0] - rows, columns : pixels.shape[1] - columns]


def framed(pixels: Pixels, brightness: int = 20) -> Pixels:
    """In the middle of a portrait frame."""
    height, width = pixels.shape
    frame = np.full((width * 16 // 9, width), brightness, dtype=np.uint8)
    top = (len(frame) - height) // 2
    frame[top : top + height] = pixels
    return frame


def save(path: Path, pixels: NDArray[Any]) -> Path:
    from PIL import Image

    Image.fromarray(np.ascontiguousarray(pixels)).save(path)
    return path


def save_video(path: Path, frames: list[Pixels], rate: int = 10) -> Path:
    """Encoded with the codec that every FFmpeg has."""
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=rate)
        stream.height, stream.width = frames[0].shape
        stream.pix_fmt, stream.gop_size, stream.bit_rate = "yuv420p", 50, 2_000_000
        for pixels in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="gray8")))
        container.mux(stream.encode())
    return path
