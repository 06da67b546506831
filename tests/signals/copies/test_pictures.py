"""Two pictures are matched if they show the same after what people do to them, and not otherwise."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from signals.copies.evidence import Change, NotMeasured, Overlap
from signals.copies.pictures.difference_hash import difference_bits, distances
from signals.copies.pictures.grey import WHOLE, Areas, to_grey
from signals.copies.pictures.match import match_pictures
from signals.copies.pictures.picture_hash import PictureHash, hash_picture
from signals.copies.pictures.store import PictureStore
from tests.signals.copies.drawings import cropped, drawing, framed

EDITS: dict[str, Callable[[NDArray[Any]], NDArray[Any]]] = {
    "brighter": lambda pixels: np.clip(pixels * 1.2 + 10, 0, 255),
    "half size": lambda pixels: pixels[::2, ::2],
    "cropped": lambda pixels: cropped(pixels, 0.12),
    "framed": framed,
    "mirrored": lambda pixels: pixels[:, ::-1],
    "mirrored and cropped": lambda pixels: cropped(pixels, 0.12)[:, ::-1],
    "banner": lambda pixels: np.concatenate([pixels[:200], np.full((40, pixels.shape[1]), 250)]),
}


def hashed(pixels: NDArray[Any]) -> PictureHash:
    found = hash_picture(pixels)
    assert isinstance(found, PictureHash)
    return found


@pytest.mark.parametrize("edit", EDITS)
def test_edited_picture_is_found(edit: str) -> None:
    for seed in range(4):
        pixels = drawing(seed)
        assert match_pictures(hashed(pixels), hashed(EDITS[edit](pixels))), seed


def test_strangers_are_not_matched() -> None:
    strangers = [hashed(drawing(seed)) for seed in range(12)]
    assert [pair for pair in combinations(strangers, 2) if match_pictures(*pair)] == []


def test_changes_and_coverage_are_named() -> None:
    pixels = drawing(1)
    whole = hashed(pixels)
    crop = match_pictures(whole, hashed(cropped(pixels, 0.12)))
    assert crop
    assert (Change.CROPPED in crop.changes, Change.MIRRORED in crop.changes) == (True, False)
    assert crop.coverage_first < 0.8 < crop.coverage_second
    frame = match_pictures(whole, hashed(framed(pixels)))
    assert frame
    assert (Change.FRAMED in frame.changes, Change.CROPPED in frame.changes) == (True, False)


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000), width=st.integers(80, 300), height=st.integers(80, 300))
def test_picture_matches_itself_and_its_mirror_image(seed: int, width: int, height: int) -> None:
    pixels = drawing(seed, width, height)
    one = hashed(pixels)
    assert match_pictures(one, one) == Overlap(1.0, 1.0, 0.0)
    mirrored = match_pictures(one, hashed(pixels[:, ::-1]))
    assert mirrored
    assert Change.MIRRORED in mirrored.changes


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000), edit=st.sampled_from(sorted(EDITS)))
def test_order_of_two_pictures_does_not_matter(seed: int, edit: str) -> None:
    pixels = drawing(seed)
    one, other = hashed(pixels), hashed(EDITS[edit](pixels))
    there, back = match_pictures(one, other), match_pictures(other, one)
    assert there == (back.swapped() if back else None)


def test_store_finds_the_same_pictures_as_comparing_all() -> None:
    originals = [hashed(drawing(seed)) for seed in range(10)]
    store = PictureStore.of(originals)
    for edit in EDITS.values():
        for seed in (3, 7):
            assert store.lookup(hashed(edit(drawing(seed))))[0] == seed
    assert store.lookup(hashed(drawing(99))) == []
    assert PictureStore.of([]).lookup(originals[0]) == []


def test_difference_bits_of_a_slope() -> None:
    slope = np.tile(np.arange(64.0), (64, 1))
    bits, mirrored = difference_bits(Areas.of(slope), WHOLE)
    assert [f"{word:016x}" for word in bits[0]] == ["f" * 16, "0" * 16]
    assert [f"{word:016x}" for word in mirrored[0]] == ["0" * 16, "0" * 16]
    assert distances(bits, mirrored).tolist() == [[64]]


def test_colours_become_brightness() -> None:
    colours = np.zeros((300, 200, 3), dtype=np.uint8)
    colours[..., 1] = 100
    grey = to_grey(colours)
    assert (grey.shape, round(float(grey.mean()), 1)) == ((128, 85), 58.7)


@pytest.mark.parametrize(
    ("pixels", "reason"),
    [
        (np.full((200, 200), 128), "the picture is too plain to be told from others"),
        (drawing(1, 320, 10), "the picture is too small or too narrow"),
        (np.zeros((1, 1)), "the picture is too small or too narrow"),
    ],
)
def test_what_cannot_be_told_from_others_is_not_measured(pixels: NDArray[Any], reason: str) -> None:
    assert hash_picture(pixels) == NotMeasured(reason)
    assert str(hash_picture(pixels)) == f"not measured: {reason}"
