"""The whole path from a case to a decision, on one page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from agent.citations import check_citations
from agent.consequence import weigh
from agent.educate import educate
from agent.gather import Gatherer
from agent.settle import settle
from agent.stopwatch import Stopwatch
from agent.thresholds import Thresholds
from domain.case import Case
from domain.decision import Asked, Decision, Degradation, Trace
from domain.evidence import Evidence
from domain.finding import FindingStatus
from domain.signals import SignalCondition
from judges.judge import Judge
from policies.library import Library


class Journal(Protocol):
    """Told that a case is about to be decided, so that a crash before the end is known."""

    def begin(self, case: Case, decision_id: str, asked: Asked) -> None: ...

    def dismiss(self, decision_id: str) -> None: ...


class Record(Protocol):
    """Where decisions are kept; keeping one clears its note in the journal."""

    @property
    def journal(self) -> Journal: ...

    def keep(self, case: Case, decision: Decision) -> None: ...


class Unrecorded:
    """Keeps nothing, for runs that only measure or replay."""

    @property
    def journal(self) -> Journal:
        return self

    def begin(self, case: Case, decision_id: str, asked: Asked) -> None: ...

    def dismiss(self, decision_id: str) -> None: ...

    def keep(self, case: Case, decision: Decision) -> None: ...


@dataclass(frozen=True)
class Adjudicator:
    library: Library
    gatherer: Gatherer
    judge: Judge
    thresholds: Thresholds
    record: Record
    new_id: Callable[[], str]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def decide(self, case: Case, as_of: date | None = None) -> Decision:
        """Decides by the law in force on `as_of` (None: the content's date, or today) and records the decision.
        Raises `NothingInForceError` where no clause binds that day, `UnknownMarket` for a market the corpus lacks."""
        decision_id, now = self.new_id(), self.now()
        on = as_of or case.content_date or now.date()
        asked = Asked(as_of=on, judge=self.judge.name, policy_fingerprint=self.library.fingerprint)
        self.record.journal.begin(case, decision_id, asked)
        try:
            decision = self._decide(case, on, decision_id, now)
        except Exception:
            self.record.journal.dismiss(decision_id)
            raise
        self.record.keep(case, decision)
        return decision

    def _decide(self, case: Case, on: date, decision_id: str, now: datetime) -> Decision:
        watch = Stopwatch()
        with watch.stage("gather"):
            brief = self.gatherer.gather(case, on)
        with watch.stage("judge"):
            opinion = self.judge.judge(brief)
        with watch.stage("settle"):
            cited = check_citations(opinion.findings, case, brief.clauses)
            verdict = settle(
                cited, brief.clauses, brief.evidence, self.thresholds, turn=opinion.turn, review=opinion.review
            )
        with watch.stage("consequence"):
            broken = [f.clause_id for f in verdict.findings if f.status is FindingStatus.VIOLATED]
            ladder = self.library.ladder(on, case.market)
            consequence = weigh([brief.clauses[name] for name in broken], ladder, brief.evidence.signals, on)
        with watch.stage("educate"):
            education = educate(case, verdict, brief.clauses, consequence, ladder, brief.evidence)
        return Decision(
            decision_id=decision_id,
            case_id=case.id,
            decided_at=now,
            verdict=verdict,
            consequence=consequence,
            education=education,
            evidence=brief.evidence,
            trace=Trace(
                judge=self.judge.name,
                model=self.judge.model,
                policy_fingerprint=self.library.fingerprint,
                as_of=on,
                timings_ms=watch.milliseconds,
                degraded=_degraded(brief.evidence),
                struck_quotes=tuple(quote for c in cited for quote in c.struck),
            ),
        )


def _degraded(evidence: Evidence) -> tuple[Degradation, ...]:
    reading = evidence.signals
    if reading.condition in (SignalCondition.KNOWN, SignalCondition.NO_CREATOR):
        return ()
    return (Degradation(part="signals", reason=f"{reading.condition}: {reading.detail}"),)
