import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.evidence.media.tiles import LONGEST, tiles
from domain.media import Box


def test_small_picture_is_one_tile() -> None:
    (tile,) = tiles(np.zeros((900, 1200, 3), np.uint8))
    box = Box(x=0.1, y=0.2, width=0.3, height=0.4)
    assert tile.in_picture(box) == box
    assert tile.owns(box)


def test_large_picture_is_shrunk_by_its_shorter_side() -> None:
    (tile,) = tiles(np.zeros((4000, 4400, 3), np.uint8))
    assert tile.pixels.shape == (1600, 1760, 3)


def test_narrow_picture_is_padded_and_boxes_stay_in_place() -> None:
    (tile,) = tiles(np.zeros((30, 900, 3), np.uint8))
    assert tile.pixels.shape == (300, 900, 3)
    assert tile.in_picture(Box(x=0.5, y=0.05, width=0.1, height=0.05)) == Box(x=0.5, y=0.5, width=0.1, height=0.5)
    assert tile.in_picture(Box(x=0.5, y=0.5, width=0.1, height=0.5)) == Box(x=0.5, y=1.0, width=0.1, height=0.0)


@pytest.mark.parametrize("upright", [True, False])
@given(length=st.integers(LONGEST + 1, 5 * LONGEST), at=st.floats(0, 1))
def test_every_place_belongs_to_one_tile(upright: bool, length: int, at: float) -> None:
    shape = (length, 60, 3) if upright else (60, length, 3)
    cut = [*tiles(np.zeros(shape, np.uint8))]
    assert all(max(tile.pixels.shape[:2]) <= LONGEST for tile in cut)
    assert all(max(tile.pixels.shape[:2]) <= 3 * min(tile.pixels.shape[:2]) for tile in cut)
    place = Box(x=0.0, y=at, width=0.0, height=0.0) if upright else Box(x=at, y=0.0, width=0.0, height=0.0)
    assert sum(tile.owns(place) for tile in cut) == 1
