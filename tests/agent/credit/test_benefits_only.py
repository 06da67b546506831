"""Credit only gives: no enforcement action, verdict, check or letter can read a balance or a tier."""

import ast
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import grimp
from hypothesis import given
from hypothesis import strategies as st

from agent.credit.rules import gives_all_of
from agent.credit.rules_file import read_credit_rules
from agent.enforcement.consequence import recommend_action
from domain.clause import Clause, ClauseKind, Severity
from domain.ladder import EnforcementAction, Ladder, LadderThreshold
from domain.signals import CreatorSignals, PastViolation, SignalCondition, SignalReading

ROOT = Path(__file__).parents[3]
DECIDING = (
    "agent.adjudicator",
    "agent.assessment.assessor",
    "agent.build",
    "agent.enforcement.consequence",
    "agent.evidence.gathering",
    "agent.messages.education_letter",
    "agent.queues.router",
    "agent.verdict.settling",
    "policies.parsing.cel",
    "signals.sources.base",
)
LADDER = Ladder(
    clause_id="ENF-1",
    window_days=90,
    repeat_count=3,
    repeat_action=EnforcementAction.COMMISSION_FREEZE,
    skip_severity=Severity.CRITICAL,
    skip_action=EnforcementAction.SUSPENSION,
    appeal_days=14,
    thresholds=(
        LadderThreshold(points=0, action=EnforcementAction.EDUCATION),
        LadderThreshold(points=4, action=EnforcementAction.WARNING),
        LadderThreshold(points=8, action=EnforcementAction.FEATURE_LIMIT, days=7),
    ),
)
DAY = date(2026, 9, 14)


def test_nothing_that_decides_imports_credit() -> None:
    graph = grimp.build_graph("agent", "domain", "llm", "policies", "prompts", "retrieval", "signals", "store", "text")
    for module in DECIDING:
        assert module in graph.modules
        reached = graph.find_upstream_modules(module)
        reading = {one for one in reached if one.startswith("agent.credit.") or one == "store.credit.credit_lines"}
        allowed = {"store.credit.credit_lines"}  # an erasure deletes the lines, and reads none
        assert reading - allowed == set(), module


def test_erasure_is_all_that_the_store_does_with_lines_elsewhere() -> None:
    users = {
        path.relative_to(ROOT).as_posix(): names
        for path in (ROOT / "store").rglob("*.py")
        if "credit" not in path.parts and (names := {*imported_names(path)})
    }
    assert users == {"store/erasure.py": {"erase_credit"}, "store/tables.py": {"credit_schema"}}


def imported_names(path: Path) -> Iterator[str]:
    """What a file imports from the tables and lines of credit."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("store.credit"):
            yield from (alias.name for alias in node.names)


@given(
    st.none() | st.text(max_size=20),
    st.none() | st.text(max_size=20),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 12)), max_size=4),
    st.integers(0, 12),
)
def test_tier_changes_no_enforcement_action(
    one: str | None, other: str | None, past: list[tuple[int, int]], points: int
) -> None:
    clause = Clause(id="HLT-1", policy_id="p", version="1", title="t", text="x", kind=ClauseKind.RULE, points=points)
    violations = tuple(
        PastViolation(id=f"v{number}", clause_id="HLT-1", date=date.fromordinal(DAY.toordinal() - age), points=cost)
        for number, (age, cost) in enumerate(past)
    )

    def action(tier: str | None) -> object:
        signals = CreatorSignals(creator_id="x", violations=violations, tier=tier)
        reading = SignalReading(condition=SignalCondition.KNOWN, source="test", signals=signals)
        return recommend_action([clause], LADDER, reading, DAY)

    assert action(one) == action(other)


def test_lowest_tier_takes_nothing_and_each_gives_what_the_one_below_gives() -> None:
    first, *_ = tiers = read_credit_rules().tiers
    assert (first.from_points, first.benefits.appeal_hours, first.benefits.precheck_share) == (None, None, 1.0)
    assert all(gives_all_of(high.benefits, low.benefits) for low, high in pairwise(tiers))
