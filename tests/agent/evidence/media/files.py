"""Small files of pictures, videos and sound, drawn for each test, and a reader of text that is written out."""

import base64
import wave
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from agent.evidence.media.reading_order import TextLine
from agent.evidence.media.text_reader import PictureText
from domain.media import Box

RATE = 16_000


def picture(*lines: str, size: tuple[int, int] = (640, 360), name: str = "PNG") -> bytes:
    written = BytesIO()
    draw_lines(lines, size).save(written, name)
    return written.getvalue()


def draw_lines(lines: Sequence[str], size: tuple[int, int] = (640, 360), paper: str = "white") -> Image.Image:
    image = Image.new("RGB", size, paper)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(36)
    for number, line in enumerate(lines):
        draw.text((40, 60 + 50 * number), line, fill="black", font=font)
    return image


def video(
    scenes: Sequence[tuple[str, str]], *, seconds: int = 2, sound: bool = False, tracks: Sequence[int] = (8_000,)
) -> bytes:
    """Each scene is the colour of its paper and a line, shown for some seconds at 5 frames a second. `tracks`: the
    height of the tone in each track of sound."""
    written = BytesIO()
    with av.open(written, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        heard = [(container.add_stream("aac", rate=RATE), height) for height in tracks if sound]
        for paper, line in scenes:
            image = draw_lines([line], (320, 180), paper)
            for _ in range(5 * seconds):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")))
        container.mux(stream.encode())
        for audio, height in heard:
            samples = tone(seconds * len(scenes), height).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
            frame.sample_rate = RATE
            container.mux(audio.encode(frame))
            container.mux(audio.encode())
    return written.getvalue()


def tone(seconds: float, height: int = 8_000) -> NDArray[np.int16]:
    times = np.arange(int(RATE * seconds)) / RATE
    return (np.sin(2 * np.pi * 440 * times) * height).astype(np.int16)


def sound(samples: NDArray[np.int16]) -> bytes:
    written = BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return written.getvalue()


def data_url(content: bytes, media_type: str = "image/png") -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


@dataclass
class WrittenText:
    """Sees in each picture the line that stands for its brightness: `dark`, `grey` or `light`."""

    lines: dict[str, str] = field(default_factory=lambda: {"dark": "night", "grey": "noon", "light": "dawn"})
    missing: str | None = None
    seen: int = 0

    def read(self, pixels: NDArray[np.uint8], deadline: float) -> PictureText:
        self.seen += 1
        mean = float(pixels.mean())
        text = self.lines["dark" if mean < 85 else "grey" if mean < 170 else "light"]
        return PictureText((TextLine(text, Box(x=0.1, y=0.2, width=0.5, height=0.1), 0.9),) if text else ())
