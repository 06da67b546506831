"""An account that may act together with others becomes a job beside the others, by its priority; nothing else does."""

from datetime import date
from pathlib import Path

import pytest

from agent.build import Clausewise
from agent.queues.routing_values import routing_values
from domain.assessment import (
    AccountEvidence,
    AccountReading,
    AccountTool,
    Assessment,
    PriorityLevel,
    ReviewPriority,
)
from domain.case import Case
from domain.decision import Decision
from domain.job import JobKind
from domain.subject import Subject
from domain.verdict import Outcome, Reason
from tests.agent.queues.test_router import CASE, places, router, with_verdict

DAY = date(2026, 11, 20)
ACCOUNT = Case(id="account-1", creator_id="cr_1", subject=Subject.ACCOUNT, facts={"account_posts": 3})


@pytest.fixture(scope="module")
def decision(shop: Clausewise) -> Decision:
    return shop.adjudicator.decide(CASE, DAY)


def assessed(decision: Decision, level: PriorityLevel, *cited: str) -> Decision:
    """With a line about links (L1) and one about the account itself (B1)."""
    readings = tuple(
        AccountReading(name=name, tool=tool, as_of=DAY, value=1, lines=(AccountEvidence(id=line, code="C", text="t"),))
        for name, tool, line in (
            ("links", AccountTool.LINKED_ACCOUNTS, "L1"),
            ("behaviour", AccountTool.BEHAVIOUR_PATTERN, "B1"),
        )
    )
    reasons = tuple(Reason(text=f"see {line}", evidence_ids=(line,)) for line in cited)
    assessment = Assessment(
        creator_id="cr_1",
        first_day=DAY,
        last_day=DAY,
        readings=readings,
        priority=ReviewPriority(level=level, reasons=reasons),
    )
    return decision.model_copy(update={"assessment": assessment})


@pytest.mark.parametrize(("level", "priority"), [(PriorityLevel.HIGH, 45), (PriorityLevel.NORMAL, 30)])
def test_links_are_a_job_of_their_own(
    shop: Clausewise, decision: Decision, tmp_path: Path, level: PriorityLevel, priority: int
) -> None:
    rules, quiet = router(shop, tmp_path), with_verdict(decision, Outcome.NO_VIOLATION)
    linked = ("linked_accounts", "default", priority)
    assert places(rules.for_decision(ACCOUNT, assessed(quiet, level, "B1", "L1"), letter_held=False)) == [linked]
    opened = assessed(with_verdict(decision, Outcome.NEEDS_REVIEW), level, "L1")
    assert places(rules.for_decision(ACCOUNT, opened, letter_held=False)) == [("needs_review", "default", 50), linked]
    assert places(rules.for_decision(ACCOUNT, opened, letter_held=True))[1:] == [linked]


def test_other_reasons_and_posts_are_none(shop: Clausewise, decision: Decision, tmp_path: Path) -> None:
    rules, quiet = router(shop, tmp_path), with_verdict(decision, Outcome.NO_VIOLATION)
    for one in (quiet, assessed(quiet, PriorityLevel.NORMAL, "B1"), assessed(quiet, PriorityLevel.NONE)):
        assert rules.for_decision(ACCOUNT, one, letter_held=False) == ()


def test_contest_comes_before_other_links(shop: Clausewise, decision: Decision, tmp_path: Path) -> None:
    (found,) = places([router(shop, tmp_path).for_kind(JobKind.CONTESTED_LINK, ACCOUNT, decision)])
    assert found == ("contested_link", "default", 65)


def test_rules_read_the_priority(shop: Clausewise, decision: Decision, tmp_path: Path) -> None:
    values = [
        routing_values(JobKind.LINKED_ACCOUNTS, ACCOUNT, one, {})["assessment"]["priority"]
        for one in (decision, assessed(decision, PriorityLevel.HIGH, "L1"))
    ]
    assert values == [None, "high"]
    rules = """
[queues.links]
title = "Links"

[queues.rest]
title = "Rest"

[[rules]]
when = 'assessment.priority == "high"'
queue = "links"
priority = 5
sla_minutes = 60

[[rules]]
queue = "rest"
priority = 1
sla_minutes = 60
"""
    routed = router(shop, tmp_path, rules)
    high = assessed(with_verdict(decision, Outcome.NO_VIOLATION), PriorityLevel.HIGH, "L1")
    assert places(routed.for_decision(ACCOUNT, high, letter_held=False)) == [("linked_accounts", "links", 5)]
    assert places([routed.for_kind(JobKind.APPEAL, CASE, decision)]) == [("appeal", "rest", 1)]
