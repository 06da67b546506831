"""Videos are aligned in time, and edited ones are found."""

from pathlib import Path

import numpy as np
import pytest

from signals.copies.evidence import Change, NotMeasured, Overlap
from signals.copies.videos.decode import Frames, VideoLimits, read_frames
from signals.copies.videos.match import match_videos
from signals.copies.videos.timing import time_map
from signals.copies.videos.video_hash import VideoHash, hash_video
from tests.signals.copies.drawings import Pixels, cropped, drawing, save_video


def moving(seed: int, frames: int = 60) -> list[Pixels]:
    """A camera that moves over a large drawing."""
    wide = drawing(seed, 900, 240)
    return [wide[:, 10 * number : 10 * number + 256] for number in range(frames)]


def as_video(frames: list[Pixels], step_s: float = 0.5) -> VideoHash:
    times = tuple(step_s * number for number in range(len(frames)))
    greys = tuple(frame.astype(np.float32) for frame in frames)
    found = hash_video(Frames(times, greys, step_s * len(frames)))
    assert isinstance(found, VideoHash)
    return found


def test_shortened_video_is_found_with_its_start() -> None:
    frames = moving(1, 40)[::4]
    overlap = match_videos(as_video(frames), as_video(frames[3:]))
    assert overlap
    assert Change.SHORTENED in overlap.changes
    assert (overlap.start_first, overlap.start_second, overlap.speed) == (1.5, 0.0, 1.0)
    assert overlap.coverage_first < overlap.coverage_second == 1.0


def test_equal_videos_and_strangers() -> None:
    one, other = as_video(moving(1)[::6]), as_video(moving(2)[::6])
    assert match_videos(one, one) == Overlap(1.0, 1.0, 0.0, (), 0.0, 0.0, 1.0)
    assert match_videos(one, other) is None


def test_order_does_not_matter() -> None:
    one, other = as_video(moving(1)[::6]), as_video([frame[:, ::-1] for frame in moving(1)[12::6]])
    there, back = match_videos(one, other), match_videos(other, one)
    assert there
    assert back
    assert there == back.swapped()
    assert Change.MIRRORED in there.changes


def test_plain_video_is_not_measured() -> None:
    plain = np.zeros((100, 100), dtype=np.float32)
    found = hash_video(Frames((0.0, 0.5, 1.0), (plain, plain, plain), 1.5))
    assert found == NotMeasured("the video has too few frames that can be told from others")


@pytest.mark.parametrize(("speed", "offset"), [(1.0, 0.0), (1.0, -3.2), (1.05, 1.3), (0.8, 0.0)])
def test_time_map_is_found_among_wrong_pairs(speed: float, offset: float) -> None:
    rng = np.random.default_rng(1)
    first = np.arange(5, 30, 0.5)
    second = speed * first + offset
    wrong = rng.uniform(0, 30, (2, 25))
    times = np.concatenate([first, wrong[0]]), np.concatenate([second, wrong[1]])
    found = time_map(*times, np.ones(len(times[0])), 0.3)
    assert found
    assert found.speed == speed
    assert found.offset == pytest.approx(offset, abs=0.3)


def test_no_pairs_have_no_time_map() -> None:
    nothing = np.array([])
    assert time_map(nothing, nothing, nothing, 0.3) is None


@pytest.mark.slow
@pytest.mark.parametrize("edit", ["as it is", "mirrored", "cropped", "faster", "cut"])
def test_encoded_edit_is_found(tmp_path: Path, edit: str) -> None:
    frames = moving(5)
    edited = {
        "as it is": frames,
        "mirrored": [frame[:, ::-1] for frame in frames],
        "cropped": [cropped(frame, 0.12)[:180, :192] for frame in frames],
        "faster": frames,
        "cut": frames[17:],
    }[edit]
    original = read_video(save_video(tmp_path / "one.mp4", frames))
    copy = read_video(save_video(tmp_path / "two.mp4", edited, rate=15 if edit == "faster" else 10))
    overlap = match_videos(original, copy)
    assert overlap
    assert (Change.SPEED in overlap.changes) == (edit == "faster")
    assert match_videos(read_video(save_video(tmp_path / "other.mp4", moving(6))), copy) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (VideoLimits(pixels=10_000), "a frame has 256 by 240 pixels, and at most 10,000 are read"),
        (VideoLimits(duration_s=2), "the video is longer than 2 seconds"),
        (VideoLimits(work_s=0), "decoding took longer than 0 seconds"),
        (VideoLimits(file_bytes=100), "bytes, and at most 100 are read"),
    ],
)
def test_video_beyond_the_limits_is_not_measured(tmp_path: Path, limits: VideoLimits, reason: str) -> None:
    read = read_frames(save_video(tmp_path / "one.mp4", moving(1)), limits)
    assert isinstance(read, NotMeasured)
    assert reason in read.reason


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no video",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://192.0.2.1/one.ts\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile 'one.mp4'\n",
    ],
)
def test_file_that_is_no_video_or_names_others_is_not_read(tmp_path: Path, content: bytes) -> None:
    pytest.importorskip("av")
    path = tmp_path / "one.mp4"
    path.write_bytes(content)
    read = read_frames(path, VideoLimits())
    assert isinstance(read, NotMeasured)
    assert "damaged or of an unknown format" in read.reason


def read_video(path: Path) -> VideoHash:
    read = read_frames(path, VideoLimits())
    assert isinstance(read, Frames)
    found = hash_video(read)
    assert isinstance(found, VideoHash)
    return found
