"""A case whose medium is in the bank is decided with that as evidence."""

from dataclasses import replace

from agent.adjudicator import Adjudicator
from agent.build import Clausewise
from agent.judges.model.prompt_input import prompt_context
from agent.media_bank.matching import RecordedBank
from domain.case import Case, ContentItem
from domain.decision import Decision
from domain.evidence import FoundBy
from domain.media_bank import BankMatch
from domain.verdict import Outcome, ReviewCode
from prompts.judging import predicate_context
from prompts.policy_parts import AskedClauses
from tests.agent.media_bank.media_cases import AT, photo

HARMLESS, CURE = "good morning, the mug is blue", "this tea cured my diabetes in two weeks"


def match(clause_id: str) -> BankMatch:
    return BankMatch(
        id="M1",
        media_id="photo-1",
        clause_id=clause_id,
        entry_id="bank_1",
        added_at=AT,
        hash_name="sha256",
        exact=True,
        distance=0,
        bits=256,
    )


def banked(shop: Clausewise, *clause_ids: str) -> Adjudicator:
    gatherer = replace(shop.adjudicator.gatherer, bank=RecordedBank(tuple(map(match, clause_ids))))
    return replace(shop.adjudicator, gatherer=gatherer)


def decide(adjudicator: Adjudicator, text: str) -> Decision:
    content = (ContentItem(id="i1", text=text),)
    return adjudicator.decide(Case(id="post", content=content, media=(photo(),)))


def test_post_that_would_pass_goes_to_a_person(shop: Clausewise) -> None:
    assert decide(shop.adjudicator, HARMLESS).verdict.outcome is Outcome.NO_VIOLATION
    decision = decide(banked(shop, "CLM-1"), HARMLESS)
    assert (decision.verdict.outcome, decision.verdict.violated) == (Outcome.NEEDS_REVIEW, ())
    assert [reason.code for reason in decision.verdict.review_reasons] == [ReviewCode.MEDIA_IN_BANK]
    assert decision.evidence.media_matches == (match("CLM-1"),)


def test_its_clause_is_among_the_judged_ones(shop: Clausewise) -> None:
    few = banked(shop, "CLM-1")
    few = replace(few, gatherer=replace(few.gatherer, max_candidates=0))
    found = {one.clause_id: one.found_by for one in decide(few, HARMLESS).evidence.clauses}
    assert found["CLM-1"] is FoundBy.MEDIA


def test_violation_stays_one_and_no_match_makes_one(shop: Clausewise) -> None:
    before, after = decide(shop.adjudicator, CURE).verdict, decide(banked(shop, "CLM-1"), CURE).verdict
    assert (before.outcome, before.violated) == (after.outcome, after.violated)
    assert after.reasons_for[-1].text.startswith("In the bank: photo-1 is the same file as")


def test_clause_that_is_not_in_force_sends_nobody_to_review(shop: Clausewise) -> None:
    decision = decide(banked(shop, "GONE-1"), HARMLESS)
    assert decision.verdict.outcome is Outcome.NO_VIOLATION
    assert decision.evidence.media_matches == (match("GONE-1"),)


def test_model_is_told_as_data(shop: Clausewise) -> None:
    adjudicator = banked(shop, "CLM-1")
    case = Case(id="post", content=(ContentItem(id="i1", text=HARMLESS),), media=(photo(),))
    context = prompt_context(adjudicator.gatherer.gather(case, AT.date()))
    text = predicate_context(AskedClauses((), ()), context).user
    before, line = text.split("[M1] photo-1 is the same file as", 1)
    assert context.fence.mark in before[-60:]
    assert "judge what the post itself says" in before
    assert context.fence.mark in line
