"""Pictures and clips that are made for the tests."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Frame = NDArray[np.uint8]
RATE = 8


def scene(seed: int = 0, height: int = 180, width: int = 320) -> Frame:
    """Smooth shapes with fine detail, full of contrast, as pictures of things have them."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:height, 0:width]
    shapes = np.zeros((height, width))
    for _ in range(12):
        x, y, size = random.uniform(0, width), random.uniform(0, height), random.uniform(10, 60)
        shapes += random.choice([-1, 1]) * ((rows - y) ** 2 + (columns - x) ** 2 < size**2) * random.uniform(20, 70)
    return np.clip(128 + shapes + random.normal(0, 6, shapes.shape), 25, 240).astype(np.uint8)


def blurred(frame: Frame, times: int) -> Frame:
    soft = frame.astype(np.float64)
    for _ in range(times):
        padded = np.pad(soft, 1, mode="edge")
        soft = (padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:] + soft) / 5
    return soft.astype(np.uint8)


def moving(seconds: float, seed: int = 0) -> list[Frame]:
    """The scene moves sideways."""
    wide = scene(seed, width=1000)
    return [wide[:, 8 * n : 8 * n + 320] for n in range(round(seconds * RATE))]


def write_clip(path: Path, frames: list[Frame], tone: "NDArray[np.float32] | None" = None) -> Path:
    """With `tone` a sound track: one channel with 8,000 samples a second."""
    import av

    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=RATE)
        video.width, video.height, video.pix_fmt = frames[0].shape[1], frames[0].shape[0], "yuv420p"
        video.bit_rate = 4_000_000
        sound = container.add_stream("aac", rate=8_000, layout="mono") if tone is not None else None
        for frame in frames:
            container.mux(video.encode(av.VideoFrame.from_ndarray(np.stack([frame] * 3, axis=2), format="rgb24")))
        container.mux(video.encode())
        if tone is not None and sound is not None:
            samples = av.AudioFrame.from_ndarray(tone[None, :], format="fltp", layout="mono")
            samples.sample_rate = 8_000
            container.mux(sound.encode(samples))
            container.mux(sound.encode())
    return path


def write_picture(path: Path, frame: Frame) -> Path:
    from PIL import Image

    Image.fromarray(frame).save(path)
    return path
