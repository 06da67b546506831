from domain.finding import FindingStatus
from domain.verdict import Outcome
from tests.eval.scorers.decisions import CURE, decision, finding, label, score_values

VIOLATION, NO_VIOLATION = Outcome.VIOLATION, Outcome.NO_VIOLATION
VIOLATED = FindingStatus.VIOLATED


def test_clause_counts_as_cited_with_a_quote_or_a_fact() -> None:
    decided = decision(VIOLATION, finding("P-1", VIOLATED, CURE), finding("P-2", price=45), finding("P-3"))
    values = score_values(label(VIOLATION, "P-1", "P-2", "P-3", "P-4"), decided)
    assert (values["citation_precision"], values["citation_recall"]) == (3 / 3, 2 / 4)


def test_citation_in_a_compliant_case_lowers_precision() -> None:
    decided = decision(VIOLATION, finding("P-1", VIOLATED, CURE))
    assert score_values(label(NO_VIOLATION), decided)["citation_precision"] == 0
    assert score_values(label(NO_VIOLATION), decision(NO_VIOLATION))["citation_precision"] is None


def test_quotes_are_verified_again() -> None:
    forged = CURE.model_copy(update={"text": "This tea cures cancer."})
    elsewhere = CURE.model_copy(update={"item_id": "c9"})
    moved = CURE.model_copy(update={"start": 1})
    decided = decision(VIOLATION, finding("P-1", VIOLATED, CURE, forged, elsewhere, moved), rejected_quotes=1)
    assert score_values(label(VIOLATION, "P-1"), decided)["citation_verbatim"] == 1 / 5
    assert score_values(label(VIOLATION, "P-1"), decision(VIOLATION))["citation_verbatim"] is None
