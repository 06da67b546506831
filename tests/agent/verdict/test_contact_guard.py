"""A pass whose picture shows a contact goes to a person, where a rule depends on a fact that nobody gave."""

from typing import Any

import pytest

from agent.build import Clausewise
from agent.verdict.contact_guard import with_shown_contacts
from domain.case import Case, ContentItem, ContentKind
from domain.finding import ContentQuote, ShortlistedClause
from domain.verdict import Outcome, ReviewCode, ReviewReason, Verdict
from tests.agent.judges.judge_inputs import AS_OF

FACTS = frozenset({"facts.stock_left"})  # as if a contact proved it: of the corpus, only SCR-1 reads it
TEXT = "A picture shows “www.loft.example” (o1), on which SCR-1 may depend, and facts.stock_left was not provided."


def settled(
    shop: Clausewise,
    text: str,
    outcome: Outcome = Outcome.NO_VIOLATION,
    facts: frozenset[str] = FACTS,
    kind: ContentKind = ContentKind.OCR,
    shortlist: tuple[ShortlistedClause, ...] = (),
    **fields: Any,
) -> Verdict:
    items = (
        ContentItem(id="c1", kind=ContentKind.CAPTION, text="good morning"),
        ContentItem(id="o1", kind=kind, text=text),
    )
    judge_input = shop.adjudicator.gatherer.gather(Case(id="case", content=items, **fields), AS_OF)
    earlier = (ReviewReason(code=ReviewCode.UNCERTAIN, text="earlier"),) if outcome is Outcome.NEEDS_REVIEW else ()
    verdict = Verdict(outcome=outcome, probability=0.1, confidence=None, summary="as it was", review_reasons=earlier)
    return with_shown_contacts(verdict, judge_input, facts, shortlist)


def test_pass_needs_review_and_says_what_the_picture_shows(shop: Clausewise) -> None:
    verdict = settled(shop, "thank you\nwww.loft.example")
    assert verdict.outcome is Outcome.NEEDS_REVIEW
    assert verdict.summary == f"Human review required: {TEXT}"
    assert verdict.review_reasons == (ReviewReason(code=ReviewCode.MISSING_FACT, text=TEXT),)


def test_review_is_told_too_and_a_violation_stands(shop: Clausewise) -> None:
    verdict = settled(shop, "www.loft.example", Outcome.NEEDS_REVIEW)
    assert (verdict.summary, [reason.text for reason in verdict.review_reasons]) == ("as it was", ["earlier", TEXT])
    assert settled(shop, "www.loft.example", Outcome.VIOLATION).review_reasons == ()


def test_rule_of_the_fact_is_listed_first(shop: Clausewise) -> None:
    def listed(name: str) -> ShortlistedClause:
        quote = ContentQuote(item_id="c1", start=0, end=4, text="good")
        return ShortlistedClause(clause_id=name, title=name, probability=0.1, similarity=0.2, quote=quote)

    verdict = settled(shop, "www.loft.example", shortlist=(listed("CLM-1"), listed("SCR-1"), listed("OFF-1")))
    assert [one.clause_id for one in verdict.shortlist] == ["SCR-1", "CLM-1", "OFF-1"]


@pytest.mark.parametrize(
    "change",
    [
        {"text": "thank you"},
        {"kind": ContentKind.CAPTION},
        {"facts": frozenset()},
        {"facts": frozenset({"facts.no_rule_reads_it"})},
        {"fields": {"facts": {"stock_left": 3}}},
    ],
)
def test_pass_stands_without_a_contact_or_with_the_fact(shop: Clausewise, change: dict[str, Any]) -> None:
    fields = {"text": "www.loft.example", **change.pop("fields", {}), **change}
    assert settled(shop, **fields).outcome is Outcome.NO_VIOLATION
