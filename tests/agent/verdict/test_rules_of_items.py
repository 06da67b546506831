"""A rule that only one item is similar to is found, whatever the other items say."""

from dataclasses import replace

from agent.build import Clausewise
from agent.judges.base import JudgeInput
from agent.verdict.rules_of_items import with_rules_of_items
from domain.clause import ClauseKind
from tests.agent.judges.judge_inputs import AS_OF
from tests.agent.judges.shop import make_case

CASE = make_case("this tea cured my diabetes in two weeks", "only two left in the world!")


def crowded_out(shop: Clausewise) -> JudgeInput:
    """Of the rules, retrieval found none."""
    judge_input = shop.adjudicator.gatherer.gather(CASE, AS_OF)
    kinds = {name: clause for name, clause in judge_input.clauses.items() if clause.kind is not ClauseKind.RULE}
    return replace(judge_input, clauses=kinds, evidence=judge_input.evidence.model_copy(update={"clauses": ()}))


def test_rules_of_each_item_are_added_with_their_references_and_scores(shop: Clausewise) -> None:
    wider = with_rules_of_items(crowded_out(shop), shop.corpus.index)
    assert {"CLM-1", "CLM-9", "DEF-1", "SCR-1"} <= set(wider.clauses)
    scores = {found.clause_id: found.score for found in wider.evidence.clauses}
    assert {"CLM-1", "SCR-1"} <= {name for name, score in scores.items() if score != 0}
    assert [found.id for found in wider.evidence.clauses] == [f"C{n}" for n in range(1, len(scores) + 1)]


def test_rules_that_were_found_are_not_added_again(shop: Clausewise) -> None:
    judge_input = shop.adjudicator.gatherer.gather(CASE, AS_OF)
    wider = with_rules_of_items(judge_input, shop.corpus.index)
    names = [found.clause_id for found in wider.evidence.clauses]
    assert len(names) == len(set(names))
    assert with_rules_of_items(wider, shop.corpus.index) is wider
