from typing import Any

import pytest
from pydantic import ValidationError

from eval.dataset.labelled_case import Gold
from tests.eval.samples import labelled


def test_violated_set_and_alternatives_are_accepted() -> None:
    gold = labelled("a", "violation", "HLT-1", alternatives=[["HLT-1", "PRC-1"]]).gold
    assert gold.accepted_sets == (frozenset({"HLT-1"}), frozenset({"HLT-1", "PRC-1"}))


def test_compliant_case_accepts_the_empty_set() -> None:
    assert Gold().accepted_sets == (frozenset(),)


def test_revealed_clauses_are_all_labelled_ones() -> None:
    gold = labelled("a", "violation", "A", alternatives=[["B"]], near_misses=["C"], exception="D", clauses=["E"]).gold
    assert gold.revealed_clauses == {"A", "B", "C", "D"}


@pytest.mark.parametrize(
    ("gold", "message"),
    [
        ({"near": ["HLT-1"]}, '"near" is now called "near_misses"'),
        ({"why": "hard"}, '"why" is now called "reason"'),
        ({"consequence": {"measure": "warning", "points": 1, "total": 1}}, '"measure" is now called "action"'),
    ],
)
def test_former_name_is_refused_with_the_new_one(gold: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Gold.model_validate(gold)
