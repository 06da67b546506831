"""The order of upload says what it is worth."""

import pytest

from signals.copies.evidence import Change, Overlap, upload_order


def test_order_of_upload_claims_no_author() -> None:
    order = upload_order("p1", 100_000, "p2", 1_000_000)
    assert order.earlier == "p1"
    assert str(order) == (
        "order of upload on this platform only: p1 came first, by 10 days; "
        "who made it, and when it was shown elsewhere, is not known"
    )


@pytest.mark.parametrize(
    ("first_at", "second_at", "text"),
    [
        (None, 5, "order of upload unknown: a time is missing"),
        (5, None, "order of upload unknown: a time is missing"),
        (100, 159, "uploaded within 60 seconds: the order is not known"),
    ],
)
def test_unknown_order(first_at: int | None, second_at: int | None, text: str) -> None:
    order = upload_order("p1", first_at, "p2", second_at)
    assert (order.earlier, str(order)) == (None, text)


def test_order_is_the_same_from_both_sides() -> None:
    assert upload_order("a", 10_000, "b", 100) == upload_order("b", 100, "a", 10_000)


def test_swapping_twice_changes_nothing() -> None:
    overlap = Overlap(0.5, 0.9, 0.1, (Change.CROPPED,), 1.0, 2.0, 2.0)
    assert overlap.swapped().speed == 0.5
    assert overlap.swapped().swapped() == overlap
    assert (overlap.transformation, Overlap(1, 1, 0).transformation) == ("cropped", "unchanged")
