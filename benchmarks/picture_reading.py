"""What it costs to read text in one picture: `python -m benchmarks.picture_reading`. It counts processor time, since
wall time tells more about the other work of the machine."""

import resource
from pathlib import Path
from time import monotonic, process_time

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from agent.evidence.media.text_reader import OcrReader
from benchmarks.machine import machine

PAGE = 4096  # bytes
LINES = (
    "This tea cures diabetes in",
    "seven days, doctors hate it",
    "100% guaranteed results",
    "Buy now at shop.example",
)
PICTURES = (
    ("first picture, 4 lines", (1080, 1080), LINES),
    ("again", (1080, 1080), LINES),
    ("frame, 1 line", (1280, 720), LINES[:1]),
    ("no text", (1080, 1080), ()),
    ("page, 20 lines", (1080, 1920), LINES * 5),
)


def main() -> None:
    print(machine())
    print(f"before: {_resident_mb():.0f} MB")
    for name, size, lines in PICTURES:
        pixels, start = _drawn(size, lines), process_time()
        found = OcrReader().read(pixels, monotonic() + 600)
        spent, peak = process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{name}, {size[0]} by {size[1]}: {len(found.lines)} lines, {spent:.2f} s of processor time, "
            f"{_resident_mb():.0f} MB, at most {peak:.0f} MB"
        )


def _drawn(size: tuple[int, int], lines: tuple[str, ...]) -> NDArray[np.uint8]:
    image = Image.new("RGB", size, "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(44)
    for number, line in enumerate(lines):
        draw.text((60, 60 + 80 * number), line, fill="black", font=font)
    return np.asarray(image)


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 2**20


if __name__ == "__main__":
    main()
