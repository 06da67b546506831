from eval.dataset.labelled_case import Gold
from tests.eval.samples import labelled


def test_accepted_are_the_violated_set_and_each_alternative() -> None:
    gold = labelled("a", "violation", "HLT-1", alternatives=[["HLT-1", "PRC-1"]]).gold
    assert gold.accepted == (frozenset({"HLT-1"}), frozenset({"HLT-1", "PRC-1"}))


def test_a_pass_accepts_that_nothing_is_broken() -> None:
    assert Gold().accepted == (frozenset(),)


def test_shown_is_all_that_a_reader_learns_of() -> None:
    gold = labelled("a", "violation", "A", alternatives=[["B"]], near=["C"], exception="D", clauses=["E"]).gold
    assert gold.shown == {"A", "B", "C", "D"}
