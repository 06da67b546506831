"""Files of strangers: what can be measured is, what cannot says why, and limits hold."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from signals.quality.measure import Measure, MeasureName
from signals.quality.media.clip_file import read_clip
from signals.quality.media.limits import MediaLimits, MediaRefused
from signals.quality.media.picture_file import read_picture
from signals.quality.post import MediaMeasurer, without_media
from tests.signals.quality.media.clips import moving, scene, write_clip, write_picture

pytest.importorskip("av")
pytest.importorskip("PIL")
LIMITS = MediaLimits()


def by_name(measures: tuple[Measure, ...]) -> dict[MeasureName, Measure]:
    return {measure.name: measure for measure in measures}


def tone(seconds: float, loud_from: float = 0) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    time = np.arange(round(seconds * 8_000)) / 8_000
    return np.where(time >= loud_from, 0.4 * np.sin(2_000 * time), 0).astype(np.float32)


def test_a_film_with_sound(tmp_path: Path) -> None:
    found = by_name(MediaMeasurer().measure(write_clip(tmp_path / "p1.mp4", moving(4), tone(4, loud_from=2))))
    assert {name: found[name].value for name in (MeasureName.STILL_SHARE, MeasureName.TEXT_ONLY)} == {
        MeasureName.STILL_SHARE: 0,
        MeasureName.TEXT_ONLY: 0,
    }
    assert found[MeasureName.SILENCE_SHARE].value == pytest.approx(0.5, abs=0.06)


def test_a_still_picture_as_a_film_without_sound(tmp_path: Path) -> None:
    found = by_name(MediaMeasurer().measure(write_clip(tmp_path / "p1.mp4", [scene()] * 32)))
    assert found[MeasureName.STILL_SHARE].value == 1
    assert found[MeasureName.SILENCE_SHARE].value == 1


def test_a_picture(tmp_path: Path) -> None:
    found = by_name(MediaMeasurer().measure(write_picture(tmp_path / "p1.png", scene())))
    assert found[MeasureName.STILL_SHARE].value is None
    assert (found[MeasureName.SHARPNESS].value or 0) > 0.5


def test_frames_at_equal_steps_and_at_most_as_many_as_allowed(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "p1.mp4", moving(6))
    clip = read_clip(path, LIMITS)
    assert np.diff(clip.times).tolist() == [0.5] * 11
    few = read_clip(path, MediaLimits(frames=4))
    assert 4 <= len(few.times) <= 6


def test_what_the_limits_leave_out_lowers_the_confidence(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "p1.mp4", moving(10))
    whole, part = read_clip(path, LIMITS), read_clip(path, MediaLimits(read_s=2))
    assert whole.share_read == 1
    assert 0.1 < part.share_read < 0.4


def test_decoding_ends_when_its_time_is_over(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "p1.mp4", moving(10))
    seconds = iter(range(0, 10_000, 3))
    clip = read_clip(path, MediaLimits(work_s=60), clock=lambda: float(next(seconds)))
    assert len(clip.times) < 20
    assert clip.seconds_unread > 1


def test_a_picture_bomb_is_not_decoded(tmp_path: Path) -> None:
    """A header of 60,000 by 60,000 pixels with next to nothing behind it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    path = tmp_path / "p1.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))))
    with pytest.raises(MediaRefused, match="pixels"):
        read_picture(path, LIMITS)
    assert all("pixels" in measure.reason for measure in MediaMeasurer().measure(path))


def test_large_frames_and_narrow_pictures_are_refused(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "p1.mp4", moving(1))
    with pytest.raises(MediaRefused, match="320 by 180 pixels"):
        read_clip(clip, MediaLimits(pixels=10_000))
    with pytest.raises(MediaRefused, match="bytes"):
        read_clip(clip, MediaLimits(file_bytes=100))
    with pytest.raises(MediaRefused, match="too narrow"):
        read_picture(write_picture(tmp_path / "p2.png", scene(height=2000, width=16)), LIMITS)


@pytest.mark.parametrize("name", ["p1.mp4", "p1.png", "p1.webm"])
@pytest.mark.parametrize("content", [b"", b"no media at all", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n"])
def test_a_file_that_is_no_media_says_so(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    measures = MediaMeasurer().measure(path)
    assert all(measure.value is None and measure.reason.startswith("not measured: ") for measure in measures)


def test_a_damaged_clip_says_so(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "p1.mp4", moving(2))
    path.write_bytes(path.read_bytes()[:2_000])
    assert all(measure.value is None for measure in MediaMeasurer().measure(path))


def test_a_file_that_is_not_there_is_not_measured(tmp_path: Path) -> None:
    assert all("cannot be opened" in measure.reason for measure in MediaMeasurer().measure(tmp_path / "p1.mp4"))


def test_a_post_without_its_file_has_its_caption_measured() -> None:
    found = by_name(tuple(without_media("buy this today", ["buy this today!"] * 4)))
    assert found[MeasureName.OWN_REPETITION].value == 1
    assert found[MeasureName.SHARPNESS].value is None
