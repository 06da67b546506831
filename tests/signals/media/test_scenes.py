from io import BytesIO

import numpy as np
import pytest

from signals.copies.videos.decode import Frames, VideoLimits, read_frames_of
from signals.media.errors import Unreadable
from signals.media.scenes import find_scenes, read_scenes
from tests.agent.evidence.media.files import video


def frames(*levels: float) -> Frames:
    return Frames(
        tuple(float(n) for n in range(len(levels))),
        tuple(np.full((72, 128), level, np.float32) for level in levels),
        float(len(levels)),
    )


def test_only_what_changes_is_a_scene() -> None:
    assert find_scenes(frames(0, 1, 0, 200, 201, 90), 10).starts == (0, 3, 5)


def test_small_part_that_changes_is_a_scene() -> None:
    both = frames(50, 50)
    both.greys[1][60:70, 10:60] = 220
    assert find_scenes(both, 10).starts == (0, 1)


def test_of_too_many_scenes_each_part_of_the_time_gives_one() -> None:
    scenes = find_scenes(frames(*(0, 200) * 10), 4)
    assert scenes.starts == (0, 5, 10, 15)
    assert scenes.slot_s == 5.0


def test_slow_change_is_seen_against_the_frame_before_in_the_list() -> None:
    assert len(find_scenes(frames(*range(0, 100, 5)), 50).starts) > 5


def test_frames_are_decoded_in_colour() -> None:
    content = video([("red", "a"), ("blue", "b")])
    limits = VideoLimits()
    found = read_frames_of(BytesIO(content), len(content), limits)
    starts = find_scenes(found, 10).starts
    red, blue = read_scenes(BytesIO(content), found, starts, limits)
    assert red.pixels[5, 5, 0] > 200 > 100 > red.pixels[5, 5, 2]
    assert blue.pixels[5, 5, 2] > 200 > 100 > blue.pixels[5, 5, 0]
    assert red.end_s == blue.start_s


def test_decoding_is_bounded_in_time() -> None:
    content = video([("red", "a")])
    found = read_frames_of(BytesIO(content), len(content), VideoLimits())
    with pytest.raises(Unreadable, match="took too long"):
        [*read_scenes(BytesIO(content), found, (0,), VideoLimits(work_s=-1.0))]
