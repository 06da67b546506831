"""Captions are near-duplicates by what they share that others do not have."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.copies.captions.match import match_captions, near_duplicates
from signals.copies.evidence import Change, Overlap

ORIGINAL = "three linen dresses in soft sage green for a long warm evening by the sea with friends"
REWORDED = "three linen dresses in soft moss green for a long warm evening by the lake with friends"


def test_reworded_caption_is_found() -> None:
    overlap = match_captions(ORIGINAL, REWORDED)
    assert overlap
    assert (overlap.changes, overlap.coverage_first == overlap.coverage_second) == ((Change.REWORDED,), True)
    assert 0 < overlap.distance < 0.65


@pytest.mark.parametrize(
    "other",
    [
        ORIGINAL.upper(),
        f"  {ORIGINAL}  ",
        ORIGINAL.replace("e", "\u0435"),  # Cyrillic
        ORIGINAL.replace("linen", "li\u200bnen"),
    ],
)
def test_disguised_caption_is_the_same(other: str) -> None:
    assert match_captions(ORIGINAL, other) == Overlap(1.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ครีมกันแดดเนื้อบางเบาไม่เหนียวเหนอะหนะใช้ได้ทุกวัน", "ครีมกันแดดเนื้อบางเบาไม่เหนียวเหนอะหนะใช้ได้ทั้งวัน"),
        ("この軽い日焼け止めは毎日使えてべたつきません", "この軽い日焼け止めは毎朝使えてべたつきません"),
    ],
)
def test_scripts_without_spaces(one: str, other: str) -> None:
    assert match_captions(one, other)
    assert match_captions(one, ORIGINAL) is None


def test_short_captions_tell_nothing() -> None:
    found = near_duplicates(["so pretty", "so pretty", ""])
    assert (found.pairs, found.families, sorted(found.not_measured)) == ((), (), [0, 1, 2])


def test_template_does_not_join_strangers() -> None:
    rng = random.Random(1)
    words = [f"w{number}" for number in range(20_000)]
    template = "link in bio shop now free shipping today only"
    captions = [f"{' '.join(rng.choices(words, k=6))} {template}" for _ in range(3_000)]
    found = near_duplicates([*captions, template, template, ORIGINAL, REWORDED])
    assert [(pair.first, pair.second) for pair in found.pairs] == [(3_002, 3_003)]
    assert {3_000, 3_001} <= found.not_measured.keys()


def test_family_of_many_is_joined() -> None:
    captions = [f"{ORIGINAL} number {number}" for number in range(500)]
    found = near_duplicates([*captions, "something else that nobody copied at all today in this town"])
    assert found.families == (tuple(range(500)),)


@pytest.mark.parametrize(
    "captions",
    [
        [ORIGINAL] * 20_000,
        [f"{ORIGINAL} {number}" for number in range(5_000)],
        ["long " * 100_000, "x" * 500_000, "ก" * 500_000, ORIGINAL],
        [],
    ],
    ids=["one caption", "near one caption", "long ones", "none"],
)
def test_pairs_grow_no_faster_than_captions(captions: list[str]) -> None:
    assert len(near_duplicates(captions).pairs) <= 20 * len(captions)


@given(captions=st.lists(st.text("ab cdé \n#ก漢", max_size=60), max_size=12), seed=st.integers(0, 100))
def test_order_does_not_matter(captions: list[str], seed: int) -> None:
    order = random.Random(seed).sample(range(len(captions)), len(captions))
    found = near_duplicates(captions).families
    shuffled = near_duplicates([captions[place] for place in order]).families
    assert {frozenset(family) for family in found} == {frozenset(order[one] for one in family) for family in shuffled}


@given(words=st.lists(st.text("abcdefghij", min_size=3, max_size=8), min_size=6, max_size=30, unique=True))
def test_caption_matches_itself(words: list[str]) -> None:
    assert match_captions(" ".join(words), " ".join(words)) == Overlap(1.0, 1.0, 0.0)
