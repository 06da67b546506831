"""Items that the embedder does not read are read by the optional reader, for candidates and for the reviewer."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from agent.build import Clausewise
from agent.evidence.gathering import EvidenceGatherer
from domain.verdict import Outcome
from retrieval.other_languages import open_other_languages
from tests.agent.judges.shop import make_case
from tests.retrieval.letter_embedder import LetterEmbedder

AS_OF = date(2026, 6, 1)
FRENCH = "cette tisane a guéri mon diabète en trois jours, je ne prends plus aucun médicament"


@pytest.fixture
def gatherer(shop: Clausewise, tmp_path: Path) -> EvidenceGatherer:
    reader = open_other_languages(tmp_path, shop.corpus.library.clauses, "v1", LetterEmbedder())
    return replace(shop.adjudicator.gatherer, languages=reader)


def test_reader_lists_the_likeliest_rules_with_a_quote_of_the_item(gatherer: EvidenceGatherer) -> None:
    judge_input = gatherer.gather(make_case("we pack the orders in the morning", FRENCH), AS_OF)
    listed = judge_input.unread_shortlist
    assert listed
    assert {rule.quote.item_id for rule in listed} == {"i2"}
    probabilities = [rule.probability for rule in listed if rule.probability is not None]
    assert probabilities == sorted(probabilities, reverse=True)
    assert {rule.clause_id for rule in listed} <= {*judge_input.in_force}


def test_english_case_is_not_read_twice(gatherer: EvidenceGatherer) -> None:
    assert gatherer.gather(make_case("this tea cured my diabetes"), AS_OF).unread_shortlist == ()


def test_reviewer_gets_the_shortlist_and_no_rule_is_named(shop: Clausewise, gatherer: EvidenceGatherer) -> None:
    decision = replace(shop.adjudicator, gatherer=gatherer).decide(make_case(FRENCH), AS_OF)
    assert decision.verdict.outcome is Outcome.NEEDS_REVIEW
    assert decision.verdict.violated == ()
    assert decision.verdict.shortlist == gatherer.gather(make_case(FRENCH), AS_OF).unread_shortlist


def test_order_of_the_rules_follows_the_reader(shop: Clausewise, gatherer: EvidenceGatherer) -> None:
    case = make_case("il ne reste que deux sacs, dépêchez-vous")
    judge_input, without = gatherer.gather(case, AS_OF), shop.adjudicator.gatherer.gather(case, AS_OF)
    assert {*judge_input.nearest_rules} == {*without.nearest_rules}
    assert judge_input.nearest_rules != without.nearest_rules
