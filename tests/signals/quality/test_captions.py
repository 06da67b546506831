"""Repetition of a creator's own captions."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from signals.quality.captions import MIN_EARLIER, caption_families, own_repetition
from signals.quality.copied import CopyFound, copy_of_other

SALE = "Only today: this lamp for 9.99, order now!"


def test_a_changed_price_is_the_same_caption() -> None:
    earlier = [
        "Only today: this lamp for 8.49, order now!!",
        "A walk through the old town at night",
        SALE.upper(),
        SALE,
    ]
    assert own_repetition(SALE, earlier).value == 0.75


def test_captions_that_tell_nothing_are_not_measured() -> None:
    assert own_repetition("", [SALE] * 5).value is None
    assert own_repetition("12 34 !!", [SALE] * 5).value is None
    assert "fewer than" in own_repetition(SALE, [SALE] * (MIN_EARLIER - 1)).reason


def test_families_are_of_one_creator() -> None:
    owner = np.array([0, 0, 1, 0, 1, 0])
    captions = [SALE, "quite another thing", SALE, SALE.lower(), None, "Only today: this lamp for 7, order!"]
    families = caption_families(owner, captions)
    assert families[0] == families[3] == families[5]
    assert len({families[0], families[1], families[2]}) == 3
    assert families[4] == -1


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from([SALE, SALE.upper(), "abc", "", "other words here"]))))
def test_later_captions_change_no_family(rows: list[tuple[int, str]]) -> None:
    owner, captions = np.array([row[0] for row in rows], np.int64), [row[1] for row in rows]
    families = caption_families(owner, captions)
    half = len(rows) // 2
    assert caption_families(owner[:half], captions[:half]).tolist() == families[:half].tolist()


def test_only_the_later_post_copies() -> None:
    """Being copied does not count, and where the order is not known nothing is measured."""
    assert copy_of_other(CopyFound(0.9, 0.1, is_later=True)).value == 0.9
    assert copy_of_other(CopyFound(0.9, 0.1, is_later=False)).value == 0
    assert copy_of_other(CopyFound(0.9, 0.1, is_later=None)).value is None
    assert copy_of_other(None).value == 0
