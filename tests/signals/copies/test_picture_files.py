"""Picture files: what is read, and what is refused before it is decoded."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from signals.copies.evidence import NotMeasured
from signals.copies.pictures import decode
from signals.copies.pictures.decode import read_picture
from signals.copies.pictures.match import match_pictures
from signals.copies.pictures.picture_hash import PictureHash, hash_picture
from tests.signals.copies.drawings import drawing, save

pytest.importorskip("PIL")


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises a large picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".gif", ".bmp"])
def test_formats_show_the_same(tmp_path: Path, suffix: str) -> None:
    read = read_picture(save(tmp_path / f"one{suffix}", drawing(3)))
    assert not isinstance(read, NotMeasured)
    one, other = hash_picture(read), hash_picture(drawing(3))
    assert isinstance(one, PictureHash)
    assert isinstance(other, PictureHash)
    assert match_pictures(one, other)


def test_transparent_and_deep_pictures_are_read(tmp_path: Path) -> None:
    pixels = drawing(4)
    transparent = np.dstack([pixels, pixels, pixels, np.full_like(pixels, 128)])
    read = read_picture(save(tmp_path / "clear.png", transparent))
    assert not isinstance(read, NotMeasured)
    assert read.min() > 100  # half of it is white
    deep = read_picture(save(tmp_path / "deep.png", pixels.astype(np.uint16) * 256))
    assert not isinstance(deep, NotMeasured)
    assert round(float(deep.max())) == 255


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (bomb(20_000, 20_000), "pixels"),
        (bomb(12_000, 6_000), "the picture has 12,000 by 6,000 pixels, and at most 50,000,000 are read"),
        (bomb(5_000, 20), "the picture is too narrow (5,000 by 20 pixels)"),
        (bomb(2_000, 2_000)[:300], "damaged"),
        (b"", "no picture of a known format"),
        (b"GIF89a", "no picture of a known format"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "no picture of a known format"),
    ],
)
def test_file_that_is_not_read_has_a_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "one.png"
    path.write_bytes(content)
    read = read_picture(path)
    assert isinstance(read, NotMeasured)
    assert reason in read.reason


def test_large_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    with path.open("wb") as file:
        file.truncate(decode.LIMITS.file_bytes + 1)  # a sparse file
    assert str(read_picture(path)) == "not measured: the file has 64,000,001 bytes, and at most 64,000,000 are read"
