import pytest

from domain.finding import FindingStatus
from domain.verdict import Outcome
from tests.eval.scorers.decisions import CURE, decision, finding, label, score_values

VIOLATION, NO_VIOLATION = Outcome.VIOLATION, Outcome.NO_VIOLATION


@pytest.mark.parametrize(
    ("gold", "predicted", "exact", "jaccard"),
    [
        (("P-1",), ("P-1",), 1, 1),
        (("P-1",), ("P-1", "P-2"), 0, 1 / 2),
        (("P-1", "P-2", "P-3"), ("P-2", "P-3", "P-4"), 0, 2 / 4),
        (("P-1",), (), 0, 0),
    ],
)
def test_sets_are_compared(gold: tuple[str, ...], predicted: tuple[str, ...], exact: float, jaccard: float) -> None:
    values = score_values(label(VIOLATION, *gold), decision(VIOLATION, *map(finding, predicted)))
    assert (values["violated_set_exact"], values["violated_set_jaccard"]) == (exact, jaccard)


def test_alternative_set_is_accepted() -> None:
    either = label(VIOLATION, "P-1", alternatives=[["P-2", "P-3"]])
    values = score_values(either, decision(VIOLATION, finding("P-2"), finding("P-3")))
    assert [values[name] for name in ("violated_set_exact", "violated_set_jaccard", "citation_precision")] == [1, 1, 1]


def test_error_is_wrong() -> None:
    values = score_values(label(VIOLATION, "P-1"), None)
    assert [values[name] for name in ("violated_set_exact", "violated_set_jaccard", "citation_recall")] == [0, 0, 0]


def test_compliant_case_is_not_scored() -> None:
    violation = decision(VIOLATION, finding("P-1", FindingStatus.VIOLATED, CURE))
    assert score_values(label(NO_VIOLATION), violation)["violated_set_exact"] is None


def test_violation_without_labelled_clauses_is_not_scored() -> None:
    for predicted in ((), (finding("P-1"),)):
        values = score_values(label(VIOLATION), decision(VIOLATION, *predicted))
        names = ("violated_set_exact", "violated_set_jaccard", "citation_precision", "citation_recall")
        assert [values[name] for name in names] == [None] * 4


def test_empty_alternative_overlaps_with_an_empty_prediction() -> None:
    values = score_values(label(VIOLATION, "P-1", alternatives=[[]]), decision(NO_VIOLATION))
    assert (values["violated_set_exact"], values["violated_set_jaccard"]) == (1, 1)
