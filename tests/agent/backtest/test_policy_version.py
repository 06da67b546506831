"""A law decides a case by its own day or by the case's, and always with the history of the case's own day."""

from datetime import date
from typing import Any

from agent.build import Clausewise
from domain.signals import SignalCondition
from domain.verdict import Outcome
from tests.agent.edited import DAY, MAYA, law, past

LATER = date(2026, 12, 1)
ENDS: dict[str, Any] = {"effective_to": date(2026, 8, 31)}


def test_the_day_of_the_law_goes_before_that_of_the_case(shop: Clausewise) -> None:
    case = past(30)
    assert (law(shop).on(case), law(shop, LATER).on(case)) == (DAY, LATER)
    assert law(shop).on(past(30, day=LATER)) == LATER


def test_a_clause_that_ended_does_not_bind_on_a_later_day(shop: Clausewise) -> None:
    on_its_day = law(shop, **ENDS).decide(past(30), MAYA)
    later = law(shop, LATER, **ENDS).decide(past(30), MAYA)
    assert (on_its_day.verdict.outcome, later.verdict.outcome) == (Outcome.VIOLATION, Outcome.NEEDS_REVIEW)
    assert later.trace.as_of == LATER


def test_history_counts_as_on_the_day_of_the_case(shop: Clausewise) -> None:
    own, later = (law(shop, day).decide(past(30), MAYA) for day in (None, LATER))
    assert own.consequence.points_total == 7
    assert later.consequence == own.consequence


def test_without_a_reading_the_configured_source_is_asked(shop: Clausewise) -> None:
    known = law(shop).decide(past(30), None).evidence.signals
    assert (known.condition, known.source) == (SignalCondition.KNOWN, "embedded")
    assert law(shop).decide(past(30), MAYA).evidence.signals == MAYA


def test_equal_laws_bear_on_a_case_alike(shop: Clausewise) -> None:
    assert law(shop).bearing(past(30)) == law(shop, LATER).bearing(past(30))
    assert law(shop).bearing(past(30)) != law(shop, points=3).bearing(past(30))
    ended = law(shop, LATER, **ENDS)
    assert ended.bearing(past(30)) != law(shop, **ENDS).bearing(past(30))
