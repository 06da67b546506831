from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from agent.backtest.replay import Difference, Replay, compare
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision, Degradation, Trace
from domain.education import EducationMessage
from domain.evidence import Evidence, FoundBy, FoundClause
from domain.finding import ContentQuote, Finding, FindingStatus
from domain.signals import SignalCondition, SignalReading
from domain.verdict import Outcome, Verdict

QUOTE = ContentQuote(item_id="c1", start=0, end=3, text="abc")


def finding(clause_id: str, probability: float = 0.9) -> Finding:
    return Finding(
        clause_id=clause_id,
        status=FindingStatus.VIOLATED,
        confidence=0.9,
        probability=probability,
        rationale="It says so.",
        judge="local",
        content_quotes=(QUOTE,),
    )


def decision(*findings: Finding, run: int = 1, **trace: str) -> Decision:
    """`run` is in all that differs from run to run."""
    verdict = Verdict.model_validate(
        {"outcome": Outcome.VIOLATION, "probability": 0.9, "confidence": 0.9, "summary": "", "findings": findings}
        | ({"turn": 0.5} if "turn" in Verdict.model_fields else {})
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


def test_what_belongs_to_a_run_is_left_aside() -> None:
    result = compare(decision(finding("A-1"), run=1), decision(finding("A-1"), run=2))
    assert result == Replay((), ())
    assert result.same


def test_values_differ_by_their_path() -> None:
    before, after = decision(finding("A-1"), finding("B-1")), decision(finding("B-1"), finding("A-1", 0.8))
    result = compare(before, after)
    assert result.differences == (Difference("verdict.findings.A-1.probability", 0.9, 0.8),)
    assert not result.same
    assert result.under("verdict.findings") == result.under("verdict") == result.differences
    assert result.under("verdict.find") == result.under("evidence") == ()


def test_what_is_no_longer_there_differs() -> None:
    paths = [d.path for d in compare(decision(finding("A-1")), decision()).differences]
    assert paths[0] == "verdict.findings.A-1.clause_id"
    assert "verdict.findings.A-1.content_quotes.0.text" in paths
    assert paths[-1] == "verdict.findings"


def test_rounding_is_no_difference() -> None:
    assert compare(decision(finding("A-1", 0.9)), decision(finding("A-1", 0.9 + 1e-9))).same
    assert not compare(decision(finding("A-1", 0.9)), decision(finding("A-1", 0.9001))).same


def test_the_ground_is_told_apart_from_the_result() -> None:
    result = compare(decision(), decision(policy_fingerprint="g", model="n"))
    assert result.same
    assert result.grounds == (Difference("model", "m", "n"), Difference("policy_fingerprint", "f", "g"))


def test_a_part_that_failed_only_once_differs() -> None:
    broken = decision().trace.model_copy(update={"degraded": (Degradation(component="signals", reason="gone"),)})
    result = compare(decision(), decision().model_copy(update={"trace": broken}))
    assert [d.path for d in result.differences] == [
        "trace.degraded",
        "trace.degraded.0.part",
        "trace.degraded.0.reason",
    ]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES, VALUES)
def test_two_are_the_same_just_where_their_values_are(one: JsonValue, other: JsonValue) -> None:
    before, after = (
        decision().model_copy(
            update={"evidence": Evidence(signals=SignalReading(condition=SignalCondition.KNOWN, source=repr(value)))}
        )
        for value in (one, other)
    )
    assert compare(before, after).same == (repr(one) == repr(other))
