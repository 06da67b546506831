"""A reading has a value, or says why it has none."""

import pytest

from signals.reading import Reading, Reason


def test_a_reading_without_a_value_says_why() -> None:
    assert Reading.none("x", 1, "no posts").value is None
    with pytest.raises(ValueError, match="says why"):
        Reading("x", 1)
    with pytest.raises(ValueError, match="says why"):
        Reading("x", 1, value=0.5, not_measured="no posts")


def test_the_evidence_of_all_reasons_once() -> None:
    reasons = Reason("A", "a", 1.0, ("p1", "p2")), Reason("B", "b", None, ("p2", "p3"))
    assert Reading("x", 1, value=0.5, reasons=reasons).evidence == ("p1", "p2", "p3")
