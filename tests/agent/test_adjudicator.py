"""A case is decided from evidence to letter, with a scripted judge."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from agent.adjudicator import Adjudicator
from agent.build import Clausewise
from agent.decision_log import NoDecisionLog
from agent.evidence.gathering import NothingInForceError
from agent.judges.base import JudgeInput, JudgeOutput
from domain.case import Case
from domain.consequence import ConsequenceStatus
from domain.decision import Decision, DecisionBasis, Degradation, RejectedQuote
from domain.evidence import Evidence
from domain.finding import DraftFinding, FindingStatus
from domain.ladder import EnforcementAction
from domain.signals import CreatorSignals, SignalCondition, SignalReading
from domain.verdict import Outcome, ReviewCode, Verdict
from store.decision_log import StoreDecisionLog
from store.decision_rows import StoredDecision
from store.decisions import DecisionStore, open_store
from tests.agent.clauses import make_draft
from tests.agent.judges.shop import make_case

NOW = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
LINE = "this tea cured my diabetes"
CASE = make_case(LINE)
VIOLATED = make_draft("CLM-1", 0.9, content_quotes=({"item_id": "i1", "text": LINE, "start": None},))


class JudgeError(Exception):
    """The judge fails."""


@dataclass(frozen=True)
class ScriptedJudge:
    """Returns the given findings, or raises the given error."""

    findings: tuple[DraftFinding, ...] = (VIOLATED,)
    error: type[BaseException] | None = None
    name: str = "scripted"
    model: str = "script-1"

    def judge(self, judge_input: JudgeInput) -> JudgeOutput:
        if self.error is not None:
            raise self.error("the judge failed")
        return JudgeOutput(self.findings)


@dataclass(frozen=True)
class ScriptedSignals:
    reading: SignalReading
    name: str = "scripted"

    def read(self, creator_id: str) -> SignalReading:
        return self.reading


@dataclass
class RecordingLog(NoDecisionLog):
    """Records the calls in their order."""

    calls: list[tuple[str, str]] = field(default_factory=list)
    bases: list[DecisionBasis] = field(default_factory=list)

    def begin(self, case: Case, decision_id: str, basis: DecisionBasis) -> None:
        self.calls.append(("begin", decision_id))
        self.bases.append(basis)

    def dismiss(self, decision_id: str) -> None:
        self.calls.append(("dismiss", decision_id))

    def save(self, case: Case, decision: Decision, answers: Mapping[str, str] | None = None) -> None:
        self.calls.append(("save", decision.decision_id))


@pytest.fixture
def adjudicator(shop: Clausewise) -> Adjudicator:
    return with_judge(shop.adjudicator, ScriptedJudge())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DecisionStore]:
    with open_store(f"sqlite:///{tmp_path / 'decisions.db'}") as opened:
        yield opened


def with_judge(adjudicator: Adjudicator, judge: ScriptedJudge) -> Adjudicator:
    return replace(adjudicator, judge=judge, new_id=lambda: "dec_1", now=lambda: NOW)


def make_signals(condition: SignalCondition, signals: CreatorSignals | None = None) -> ScriptedSignals:
    reading = SignalReading(condition=condition, source="scripted", signals=signals, detail="as scripted")
    return ScriptedSignals(reading)


def test_trace_describes_how_the_decision_was_made(adjudicator: Adjudicator) -> None:
    decision = adjudicator.decide(CASE)
    assert (decision.decision_id, decision.case_id, decision.decided_at) == ("dec_1", "case", NOW)
    assert decision.verdict.outcome is Outcome.VIOLATION
    assert LINE in decision.education.body
    trace = decision.trace
    assert (trace.judge, trace.model) == ("scripted", "script-1")
    assert trace.policy_fingerprint == adjudicator.library.fingerprint
    assert list(trace.timings_ms) == ["gather", "judge", "settle", "consequence", "educate"]
    assert trace.rejected_quotes == ()
    assert Decision.model_validate_json(decision.model_dump_json()) == decision


def test_case_is_in_flight_before_and_saved_after(adjudicator: Adjudicator, store: DecisionStore) -> None:
    log = RecordingLog()
    adjudicator.decide(CASE, decision_log=log)
    assert log.calls == [("begin", "dec_1"), ("save", "dec_1")]
    decision = adjudicator.decide(CASE, decision_log=StoreDecisionLog(store))
    assert store.get("dec_1") == StoredDecision(CASE, decision)
    assert store.in_flight.interrupted() == ()


def test_decision_id_of_the_caller_is_used(adjudicator: Adjudicator) -> None:
    assert adjudicator.decide(CASE, decision_id="dec_9").decision_id == "dec_9"


def test_progress_is_reported_before_the_decision(adjudicator: Adjudicator) -> None:
    reported: list[Evidence | Verdict] = []
    decision = adjudicator.decide(CASE, on_progress=reported.append)
    assert reported == [decision.evidence, decision.verdict]


def test_failed_decision_leaves_no_in_flight_entry(adjudicator: Adjudicator, store: DecisionStore) -> None:
    log = RecordingLog()
    with pytest.raises(JudgeError, match="the judge failed"):
        with_judge(adjudicator, ScriptedJudge(error=JudgeError)).decide(CASE, decision_log=log)
    assert log.calls == [("begin", "dec_1"), ("dismiss", "dec_1")]
    with pytest.raises(NothingInForceError):
        adjudicator.decide(CASE, date(2020, 1, 1), decision_log=StoreDecisionLog(store))
    assert (store.get("dec_1"), store.in_flight.interrupted()) == (None, ())


def test_interrupted_decision_leaves_its_in_flight_entry(adjudicator: Adjudicator) -> None:
    log = RecordingLog()
    with pytest.raises(KeyboardInterrupt):
        with_judge(adjudicator, ScriptedJudge(error=KeyboardInterrupt)).decide(CASE, decision_log=log)
    assert log.calls == [("begin", "dec_1")]
    fingerprint = adjudicator.library.fingerprint
    assert log.bases == [DecisionBasis(as_of=NOW.date(), judge="scripted", policy_fingerprint=fingerprint)]


@pytest.mark.parametrize(
    ("argument", "content_date", "expected"),
    [
        (date(2026, 3, 3), date(2026, 2, 2), date(2026, 3, 3)),
        (None, date(2026, 2, 2), date(2026, 2, 2)),
        (None, None, date(2026, 6, 1)),
    ],
)
def test_policies_are_those_of_the_argument_or_the_content_or_today(
    adjudicator: Adjudicator, argument: date | None, content_date: date | None, expected: date
) -> None:
    assert adjudicator.decide(make_case(LINE, content_date=content_date), argument).trace.as_of == expected


def test_inexact_quote_is_rejected_and_traced(adjudicator: Adjudicator) -> None:
    invented = make_draft("CLM-1", 0.9, content_quotes=({"item_id": "i1", "text": "it heals all", "start": 0},))
    decision = with_judge(adjudicator, ScriptedJudge((invented, make_draft("NO-1", 1.0)))).decide(CASE)
    assert decision.trace.rejected_quotes == (RejectedQuote(clause_id="CLM-1", item_id="i1", text="it heals all"),)
    assert [reason.code for reason in decision.verdict.review_reasons] == [ReviewCode.NO_VERIFIED_QUOTE]
    assert [finding.clause_id for finding in decision.verdict.findings] == ["CLM-1"]
    assert decision.consequence.status is ConsequenceStatus.NOT_DUE


@pytest.mark.parametrize("condition", [SignalCondition.UNKNOWN_CREATOR, SignalCondition.UNREACHABLE])
def test_without_signals_the_consequence_is_not_determined(
    adjudicator: Adjudicator, condition: SignalCondition
) -> None:
    decision = adjudicator.decide(make_case(LINE, creator_id="cr_x"), signals=make_signals(condition))
    assert decision.verdict.outcome is Outcome.VIOLATION
    assert decision.consequence.status is ConsequenceStatus.NOT_DETERMINED
    assert decision.trace.degraded == (Degradation(component="signals", reason=f"{condition}: as scripted"),)


def test_with_signals_an_action_is_recommended(adjudicator: Adjudicator) -> None:
    signals = make_signals(SignalCondition.KNOWN, CreatorSignals(creator_id="cr_x"))
    decision = adjudicator.decide(make_case(LINE, creator_id="cr_x"), signals=signals)
    assert decision.trace.degraded == ()
    assert (decision.consequence.action, decision.consequence.points_total) == (EnforcementAction.WARNING, 6)
    without_creator = adjudicator.decide(CASE, signals=signals)
    assert without_creator.trace.degraded == ()
    assert without_creator.consequence.status is ConsequenceStatus.NOT_DETERMINED


def test_exempted_content_has_no_consequence(adjudicator: Adjudicator) -> None:
    exception = make_draft("CLM-9", 0.9, status=FindingStatus.EXEMPTED)
    decision = with_judge(adjudicator, ScriptedJudge((VIOLATED, exception))).decide(CASE)
    assert decision.verdict.outcome is Outcome.NO_VIOLATION
    assert decision.verdict.findings[0].exception_id == "CLM-9"
    assert decision.consequence.status is ConsequenceStatus.NOT_DUE
