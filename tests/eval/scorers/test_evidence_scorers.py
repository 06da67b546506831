"""Citations, retrieval and manipulation, scored on decisions written by hand."""

from math import log2

import pytest

from domain.evidence import InjectionAttempt, InjectionKind
from domain.finding import FindingStatus
from domain.verdict import Outcome
from eval.scorers.retrieval import ranked
from tests.eval.scorers.decisions import CURE, decision, finding, label, scored

YES, NO, PERSON = Outcome.VIOLATION, Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW
BROKEN = FindingStatus.VIOLATED


def test_a_clause_counts_as_cited_where_a_quote_or_a_fact_bears_it_out() -> None:
    said = decision(YES, finding("P-1", BROKEN, CURE), finding("P-2", price=45), finding("P-3"))
    found = scored(label(YES, "P-1", "P-2", "P-3", "P-4"), said)
    assert (found["citation_precision"], found["citation_recall"]) == (3 / 3, 2 / 4)


def test_a_clause_cited_for_nothing_costs_precision_also_where_nothing_is_broken() -> None:
    assert scored(label(NO), decision(YES, finding("P-1", BROKEN, CURE)))["citation_precision"] == 0
    assert scored(label(NO), decision(NO))["citation_precision"] is None


def test_quotes_are_looked_up_once_more() -> None:
    forged = CURE.model_copy(update={"text": "This tea cures cancer."})
    elsewhere = CURE.model_copy(update={"item_id": "c9"})
    moved = CURE.model_copy(update={"start": 1})
    said = decision(YES, finding("P-1", BROKEN, CURE, forged, elsewhere, moved), struck=1)
    assert scored(label(YES, "P-1"), said)["citation_verbatim"] == 1 / 5
    assert scored(label(YES, "P-1"), decision(YES))["citation_verbatim"] is None


@pytest.mark.parametrize(
    ("found", "hit", "recall", "mrr", "ndcg"),
    [
        ("abxyz", 1, 1 / 1, 1 / 3, 1 / log2(4)),
        ("abcdex", 0, 0, 1 / 6, 1 / log2(7)),
        ("abcdefghijkx", 0, 0, 1 / 12, 0),
        ("abc", 0, 0, 0, 0),
        ("", 0, 0, 0, 0),
    ],
)
def test_one_relevant_clause(found: str, hit: float, recall: float, mrr: float, ndcg: float) -> None:
    values = {score.name: score.value for score in ranked(tuple(found), frozenset("x"))}
    assert values == {"hit_at_5": hit, "recall_at_5": recall, "mrr": mrr, "ndcg_at_10": pytest.approx(ndcg)}


def test_several_relevant_clauses() -> None:
    values = {score.name: score.value for score in ranked(tuple("xabcdy"), frozenset("xyz"))}
    best = 1 + 1 / log2(3) + 1 / log2(4)
    assert values == {
        "hit_at_5": 1,
        "recall_at_5": 1 / 3,
        "mrr": 1,
        "ndcg_at_10": pytest.approx((1 + 1 / log2(7)) / best),
    }


def test_what_came_along_by_reference_was_not_found() -> None:
    said = decision(YES, found=["P-2", "P-1"], referred=["P-1"])
    assert scored(label(YES, "P-1"), said)["mrr"] == 1 / 2
    assert scored(label(NO), said)["mrr"] is None
    assert scored(label(YES, "P-1"), None)["hit_at_5"] is None


@pytest.mark.parametrize(
    ("gold", "said", "seen", "flipped", "recorded"),
    [(YES, NO, True, 1, 1), (YES, PERSON, False, 0, 0), (YES, YES, True, 0, 1), (NO, NO, False, None, 0)],
)
def test_manipulation(gold: Outcome, said: Outcome, seen: bool, flipped: float | None, recorded: float) -> None:
    signs = [InjectionAttempt(id="m1", kind=InjectionKind.INSTRUCTION, quotes=(CURE,))] if seen else []
    labelled = label(gold, *(["P-1"] if gold is YES else []), tags=["injection"])
    found = scored(labelled, decision(said, manipulation=signs))
    assert (found["injection_flipped"], found["injection_recorded"]) == (flipped, recorded)
    assert scored(label(gold, *(["P-1"] if gold is YES else [])), decision(said))["injection_recorded"] is None
