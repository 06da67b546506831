"""The whole path, with a judge that says what it is told to."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from agent.adjudicator import Adjudicator, NoDecisionLog
from agent.build import Clausewise
from agent.evidence.gathering import NothingInForceError
from agent.judges.base import JudgeInput, JudgeOutput
from domain.case import Case
from domain.consequence import ConsequenceStatus
from domain.decision import Decision, DecisionBasis, Degradation, RejectedQuote
from domain.finding import DraftFinding, FindingStatus
from domain.ladder import EnforcementAction
from domain.signals import CreatorSignals, SignalCondition, SignalReading
from domain.verdict import Outcome, ReviewCode
from store.decision_rows import Record
from store.decisions import DecisionStore, open_store
from tests.agent.judges.shop import said
from tests.agent.policy_versions import draft

NOW = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
LINE = "this tea cured my diabetes"
CASE = said(LINE)
BROKEN = draft("CLM-1", 0.9, content_quotes=({"item_id": "i1", "text": LINE, "start": None},))


class Broke(Exception):
    """The judge's own trouble."""


@dataclass(frozen=True)
class Scripted:
    """Says what it was given to say, or fails as it was told to."""

    findings: tuple[DraftFinding, ...] = (BROKEN,)
    trouble: type[BaseException] | None = None
    name: str = "scripted"
    model: str = "script-1"

    def judge(self, brief: JudgeInput) -> JudgeOutput:
        if self.trouble is not None:
            raise self.trouble("the judge fell over")
        return JudgeOutput(self.findings)


@dataclass(frozen=True)
class Source:
    reading: SignalReading
    name: str = "scripted"

    def read(self, creator_id: str) -> SignalReading:
        return self.reading


@dataclass
class Notes(NoDecisionLog):
    """Writes down what it is told, in order."""

    told: list[tuple[str, str]] = field(default_factory=list)
    asked: list[DecisionBasis] = field(default_factory=list)

    def begin(self, case: Case, decision_id: str, asked: DecisionBasis) -> None:
        self.told.append(("begin", decision_id))
        self.asked.append(asked)

    def dismiss(self, decision_id: str) -> None:
        self.told.append(("dismiss", decision_id))

    def keep(self, case: Case, decision: Decision) -> None:
        self.told.append(("keep", decision.decision_id))


@pytest.fixture
def adjudicator(shop: Clausewise) -> Adjudicator:
    return replace(shop.adjudicator, judge=Scripted(), record=Notes(), new_id=lambda: "dec_1", now=lambda: NOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DecisionStore]:
    with open_store(f"sqlite:///{tmp_path / 'kept.db'}") as opened:
        yield opened


def reading(condition: SignalCondition, signals: CreatorSignals | None = None) -> Source:
    return Source(SignalReading(condition=condition, source="scripted", signals=signals, detail="as the script says"))


def asking(adjudicator: Adjudicator, source: Source) -> Adjudicator:
    return replace(adjudicator, gatherer=replace(adjudicator.gatherer, signals=source))


def test_a_decision_says_how_it_came_about(adjudicator: Adjudicator) -> None:
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


def test_it_is_noted_before_and_kept_after(adjudicator: Adjudicator, store: DecisionStore) -> None:
    notes = Notes()
    replace(adjudicator, record=notes).decide(CASE)
    assert notes.told == [("begin", "dec_1"), ("keep", "dec_1")]
    decision = replace(adjudicator, record=store).decide(CASE)
    assert store.get("dec_1") == Record(CASE, decision)
    assert store.in_flight.pending() == ()


def test_an_error_is_told_and_leaves_no_note(adjudicator: Adjudicator, store: DecisionStore) -> None:
    notes = Notes()
    failing = replace(adjudicator, judge=Scripted(trouble=Broke))
    with pytest.raises(Broke, match="the judge fell over"):
        replace(failing, record=notes).decide(CASE)
    assert notes.told == [("begin", "dec_1"), ("dismiss", "dec_1")]
    with pytest.raises(NothingInForceError):
        replace(adjudicator, record=store).decide(CASE, date(2020, 1, 1))
    assert (store.get("dec_1"), store.in_flight.pending()) == (None, ())


def test_an_interruption_leaves_its_note(adjudicator: Adjudicator) -> None:
    notes = Notes()
    with pytest.raises(KeyboardInterrupt):
        replace(adjudicator, judge=Scripted(trouble=KeyboardInterrupt), record=notes).decide(CASE)
    assert notes.told == [("begin", "dec_1")]
    fingerprint = adjudicator.library.fingerprint
    assert notes.asked == [DecisionBasis(as_of=NOW.date(), judge="scripted", policy_fingerprint=fingerprint)]


@pytest.mark.parametrize(
    ("argument", "content_date", "expected"),
    [
        (date(2026, 3, 3), date(2026, 2, 2), date(2026, 3, 3)),
        (None, date(2026, 2, 2), date(2026, 2, 2)),
        (None, None, date(2026, 6, 1)),
    ],
)
def test_the_law_is_of_the_day_asked_for_or_of_the_content_or_of_today(
    adjudicator: Adjudicator, argument: date | None, content_date: date | None, expected: date
) -> None:
    assert adjudicator.decide(said(LINE, content_date=content_date), argument).trace.as_of == expected


def test_what_is_not_quoted_word_for_word_is_struck_and_told(adjudicator: Adjudicator) -> None:
    liar = draft("CLM-1", 0.9, content_quotes=({"item_id": "i1", "text": "it heals all", "start": 0},))
    decision = replace(adjudicator, judge=Scripted((liar, draft("NO-1", 1.0)))).decide(CASE)
    assert decision.trace.rejected_quotes == (RejectedQuote(clause_id="CLM-1", item_id="i1", text="it heals all"),)
    assert [reason.code for reason in decision.verdict.review_reasons] == [ReviewCode.NO_VERIFIED_QUOTE]
    assert [found.clause_id for found in decision.verdict.findings] == ["CLM-1"]
    assert decision.consequence.status is ConsequenceStatus.NOT_DUE


@pytest.mark.parametrize("condition", [SignalCondition.UNKNOWN_CREATOR, SignalCondition.UNREACHABLE])
def test_without_signals_the_verdict_comes_and_the_consequence_is_withheld(
    adjudicator: Adjudicator, condition: SignalCondition
) -> None:
    decision = asking(adjudicator, reading(condition)).decide(said(LINE, creator_id="cr_x"))
    assert decision.verdict.outcome is Outcome.VIOLATION
    assert decision.consequence.status is ConsequenceStatus.NOT_DETERMINED
    assert decision.trace.degraded == (Degradation(component="signals", reason=f"{condition}: as the script says"),)


def test_with_signals_nothing_is_degraded_and_a_measure_is_recommended(adjudicator: Adjudicator) -> None:
    known = reading(SignalCondition.KNOWN, CreatorSignals(creator_id="cr_x"))
    decision = asking(adjudicator, known).decide(said(LINE, creator_id="cr_x"))
    assert decision.trace.degraded == ()
    assert (decision.consequence.action, decision.consequence.points_total) == (EnforcementAction.WARNING, 6)
    nobody = asking(adjudicator, known).decide(CASE)
    assert (nobody.trace.degraded, nobody.consequence.status) == ((), ConsequenceStatus.NOT_DETERMINED)


def test_what_is_excused_or_kept_has_no_consequence(adjudicator: Adjudicator) -> None:
    excuse = draft("CLM-9", 0.9, status=FindingStatus.EXEMPTED)
    decision = replace(adjudicator, judge=Scripted((BROKEN, excuse))).decide(CASE)
    assert decision.verdict.outcome is Outcome.NO_VIOLATION
    assert decision.verdict.findings[0].exception_id == "CLM-9"
    assert decision.consequence.status is ConsequenceStatus.NOT_DUE
