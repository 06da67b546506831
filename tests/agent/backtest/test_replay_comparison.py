"""A replay is compared with the saved decision: every difference has its path."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from agent.backtest.replay_comparison import Difference, ReplayComparison, compare
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision, Degradation, Trace
from domain.education import EducationMessage
from domain.evidence import Evidence, FoundBy, FoundClause
from domain.finding import ContentQuote, Finding, FindingStatus
from domain.signals import SignalCondition, SignalReading
from domain.verdict import Outcome, Verdict

QUOTE = ContentQuote(item_id="c1", start=0, end=3, text="abc")


def make_finding(clause_id: str, probability: float = 0.9) -> Finding:
    return Finding(
        clause_id=clause_id,
        status=FindingStatus.VIOLATED,
        confidence=0.9,
        probability=probability,
        rationale="It says so.",
        judge="local",
        content_quotes=(QUOTE,),
    )


def make_decision(*findings: Finding, run: int = 1, **trace: str) -> Decision:
    """`run` is in every value that differs between runs."""
    verdict = Verdict.model_validate(
        {"outcome": Outcome.VIOLATION, "probability": 0.9, "confidence": 0.9, "summary": "", "findings": findings}
    )
    return Decision(
        decision_id=f"dec_{run}",
        case_id="case",
        decided_at=datetime(2026, 11, run, tzinfo=UTC),
        verdict=verdict,
        consequence=Consequence(status=ConsequenceStatus.NOT_DUE, reason="none"),
        education=EducationMessage(locale="en", subject="s", body="b", steps=("one", "two")),
        evidence=Evidence(
            clauses=(FoundClause(id="C1", clause_id="A-1", version="1", score=0.5, found_by=FoundBy.CONTENT),),
            signals=SignalReading(condition=SignalCondition.NO_CREATOR, source="embedded"),
        ),
        trace=Trace.model_validate(
            {"judge": "local", "model": "m", "policy_fingerprint": "f", "as_of": date(2026, 11, 1)}
            | {"timings_ms": {"judge": float(run)}, "usage": {"calls": run}}
            | trace
        ),
    )


def test_values_that_differ_in_every_run_are_not_compared() -> None:
    result = compare(make_decision(make_finding("A-1"), run=1), make_decision(make_finding("A-1"), run=2))
    assert result == ReplayComparison((), ())
    assert result.is_same


def test_difference_has_its_path() -> None:
    before, after = (
        make_decision(make_finding("A-1"), make_finding("B-1")),
        make_decision(make_finding("B-1"), make_finding("A-1", 0.8)),
    )
    result = compare(before, after)
    assert result.differences == (Difference("verdict.findings.A-1.probability", 0.9, 0.8),)
    assert not result.is_same
    assert result.under("verdict.findings") == result.under("verdict") == result.differences
    assert result.under("verdict.find") == result.under("evidence") == ()


def test_missing_value_is_a_difference() -> None:
    paths = [d.path for d in compare(make_decision(make_finding("A-1")), make_decision()).differences]
    assert paths[0] == "verdict.findings.A-1.clause_id"
    assert "verdict.findings.A-1.content_quotes.0.text" in paths
    assert paths[-1] == "verdict.findings"


def test_rounding_is_no_difference() -> None:
    assert compare(make_decision(make_finding("A-1", 0.9)), make_decision(make_finding("A-1", 0.9 + 1e-9))).is_same
    assert not compare(make_decision(make_finding("A-1", 0.9)), make_decision(make_finding("A-1", 0.9001))).is_same


def test_basis_is_compared_separately() -> None:
    result = compare(make_decision(), make_decision(policy_fingerprint="g", model="n"))
    assert result.is_same
    assert result.basis_differences == (Difference("model", "m", "n"), Difference("policy_fingerprint", "f", "g"))


def test_degraded_component_is_a_difference() -> None:
    degraded = make_decision().trace.model_copy(update={"degraded": (Degradation(component="signals", reason="gone"),)})
    result = compare(make_decision(), make_decision().model_copy(update={"trace": degraded}))
    assert [d.path for d in result.differences] == [
        "trace.degraded",
        "trace.degraded.0.component",
        "trace.degraded.0.reason",
    ]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES, VALUES)
def test_comparison_finds_every_difference(one: JsonValue, other: JsonValue) -> None:
    before, after = (
        make_decision().model_copy(
            update={"evidence": Evidence(signals=SignalReading(condition=SignalCondition.KNOWN, source=repr(value)))}
        )
        for value in (one, other)
    )
    assert compare(before, after).is_same == (repr(one) == repr(other))
