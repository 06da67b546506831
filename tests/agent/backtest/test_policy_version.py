"""A version decides by its original date or by that of the case, with the history of the original date."""

from datetime import date
from typing import Any

from agent.build import Clausewise
from domain.signals import SignalCondition
from domain.verdict import Outcome
from tests.agent.edited_policies import CASE_DATE, MAYA, edited_version, past_case

LATER = date(2026, 12, 1)
ENDS_IN_AUGUST: dict[str, Any] = {"effective_to": date(2026, 8, 31)}


def test_date_of_the_version_precedes_that_of_the_case(shop: Clausewise) -> None:
    case = past_case(30)
    assert (edited_version(shop).date_for(case), edited_version(shop, LATER).date_for(case)) == (CASE_DATE, LATER)
    assert edited_version(shop).date_for(past_case(30, decided_as_of=LATER)) == LATER


def test_clause_that_ended_does_not_apply_later(shop: Clausewise) -> None:
    on_its_date = edited_version(shop, **ENDS_IN_AUGUST).decide(past_case(30), MAYA)
    later = edited_version(shop, LATER, **ENDS_IN_AUGUST).decide(past_case(30), MAYA)
    assert (on_its_date.verdict.outcome, later.verdict.outcome) == (Outcome.VIOLATION, Outcome.NEEDS_REVIEW)
    assert later.trace.as_of == LATER


def test_history_counts_as_on_the_original_date(shop: Clausewise) -> None:
    original, later = (edited_version(shop, day).decide(past_case(30), MAYA) for day in (None, LATER))
    assert original.consequence.points_total == 7
    assert later.consequence == original.consequence


def test_configured_source_is_read_without_a_recorded_reading(shop: Clausewise) -> None:
    reading = edited_version(shop).decide(past_case(30), None).evidence.signals
    assert (reading.condition, reading.source) == (SignalCondition.KNOWN, "file")
    assert edited_version(shop).decide(past_case(30), MAYA).evidence.signals == MAYA


def test_relevant_policies_are_equal_for_equal_versions(shop: Clausewise) -> None:
    assert edited_version(shop).relevant_policies(past_case(30)) == edited_version(shop, LATER).relevant_policies(
        past_case(30)
    )
    assert edited_version(shop).relevant_policies(past_case(30)) != edited_version(shop, points=3).relevant_policies(
        past_case(30)
    )
    ended = edited_version(shop, LATER, **ENDS_IN_AUGUST)
    assert ended.relevant_policies(past_case(30)) != edited_version(shop, **ENDS_IN_AUGUST).relevant_policies(
        past_case(30)
    )
