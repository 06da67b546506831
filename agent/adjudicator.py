"""The whole path from a case to a decision, on one page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Protocol

from agent.enforcement.consequence import weigh
from agent.evidence.gathering import EvidenceGatherer
from agent.investigation.investigator import Investigator
from agent.investigation.rejudging import Rejudging
from agent.judges.base import Judge, JudgeInput, JudgeOutput
from agent.messages.disclosure_check import secrets_of
from agent.messages.education_letter import educate, locale_of
from agent.messages.writer import Written, write
from agent.stopwatch import Stopwatch
from agent.verdict.citations import CitedFinding, check_citations
from agent.verdict.injection_guard import Guard
from agent.verdict.settling import settle
from agent.verdict.thresholds import Thresholds
from domain.case import Case
from domain.consequence import Consequence
from domain.decision import Decision, DecisionBasis, Degradation, Trace
from domain.evidence import Evidence
from domain.finding import FindingStatus
from domain.signals import SignalCondition
from domain.usage import Usage
from domain.verdict import Verdict
from llm.lazy_session import LazySession
from policies.library import Library
from prompts.render import locale_for

if TYPE_CHECKING:
    from llm.session import Models


class InFlightLog(Protocol):
    """Told that a case is about to be decided, so that a crash before the end is known."""

    def begin(self, case: Case, decision_id: str, asked: DecisionBasis) -> None: ...

    def dismiss(self, decision_id: str) -> None: ...


class DecisionLog(Protocol):
    """Where decisions are kept; keeping one clears its note in the journal."""

    @property
    def in_flight(self) -> InFlightLog: ...

    def save(self, case: Case, decision: Decision) -> None: ...


class NoDecisionLog:
    """Keeps nothing, for runs that only measure or replay."""

    @property
    def in_flight(self) -> InFlightLog:
        return self

    def begin(self, case: Case, decision_id: str, asked: DecisionBasis) -> None: ...

    def dismiss(self, decision_id: str) -> None: ...

    def save(self, case: Case, decision: Decision) -> None: ...


@dataclass(frozen=True)
class Adjudicator:
    """`models` None: no language model looks anything up or writes anything. `local` is the judge whom a pass on
    content that addresses its reviewer needs. `watch` is shown what there is as soon as it is there."""

    library: Library
    gatherer: EvidenceGatherer
    judge: Judge
    local: Judge
    thresholds: Thresholds
    record: DecisionLog
    new_id: Callable[[], str]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    models: "Models | None" = None
    watch: Callable[[Evidence | Verdict], None] = lambda stage: None

    def decide(self, case: Case, as_of: date | None = None, decision_id: str | None = None) -> Decision:
        """Decides by the law in force on `as_of` (None: the content's date, or today) and records the decision, under
        an id of the caller's where one is given. Raises `NothingInForceError` where no clause binds that day,
        `UnknownMarket` for a market the corpus lacks, `LlmError` where a judge asked for by name cannot reach its
        model."""
        decision_id, now = decision_id or self.new_id(), self.now()
        on = as_of or case.content_date or now.date()
        asked = DecisionBasis(as_of=on, judge=self.judge.name, policy_fingerprint=self.library.fingerprint)
        self.record.in_flight.begin(case, decision_id, asked)
        try:
            decision = self._decide(case, on, decision_id, now)
        except Exception:
            self.record.in_flight.dismiss(decision_id)
            raise
        self.record.save(case, decision)
        return decision

    def _decide(self, case: Case, on: date, decision_id: str, now: datetime) -> Decision:
        clock = Stopwatch()
        models = LazySession(self.models) if self.models else None
        with clock.stage("gather"):
            gathered = replace(self.gatherer.gather(case, on), models=models)
        self.watch(gathered.evidence)
        with clock.stage("judge"):
            heard = Rejudging(self.judge, Investigator(self.gatherer) if models else None).run(gathered)
            brief, opinion = heard.judge_input, heard.output
        if brief.evidence != gathered.evidence:  # more was looked up
            self.watch(brief.evidence)
        with clock.stage("settle"):
            cited = check_citations(opinion.findings, case, brief.clauses)
            verdict = Guard(self.local, self._settled).hold(self._verdict(cited, brief, opinion), brief)
        self.watch(verdict)
        with clock.stage("consequence"):
            broken = [f.clause_id for f in verdict.findings if f.status is FindingStatus.VIOLATED]
            ladder = self.library.ladder(on, case.market)
            consequence = weigh([brief.clauses[name] for name in broken], ladder, brief.evidence.signals, on)
        with clock.stage("educate"):
            written = self._written(verdict, brief, consequence)
            education = educate(
                case, written.verdict, brief.clauses, consequence, ladder, brief.evidence, written.lesson
            )
        return Decision(
            decision_id=decision_id,
            case_id=case.id,
            decided_at=now,
            verdict=written.verdict,
            consequence=consequence,
            education=education,
            evidence=brief.evidence,
            trace=Trace(
                judge=self.judge.name,
                model=self.judge.model,
                policy_fingerprint=self.library.fingerprint,
                as_of=on,
                judge_contributions=opinion.judge_contributions,
                tool_calls=heard.calls,
                prompts={**opinion.prompts, **written.prompts},
                writer=written.writer,
                usage=models.usage() if models else Usage(cost=0.0),
                timings_ms=clock.milliseconds,
                degraded=(*_degraded(brief.evidence), *opinion.degraded, *written.degraded),
                rejected_quotes=tuple(quote for c in cited for quote in c.struck),
            ),
        )

    def _settled(self, brief: JudgeInput, opinion: JudgeOutput) -> Verdict:
        return self._verdict(check_citations(opinion.findings, brief.case, brief.clauses), brief, opinion)

    def _verdict(self, cited: Sequence[CitedFinding], brief: JudgeInput, opinion: JudgeOutput) -> Verdict:
        return settle(
            cited, brief.clauses, brief.evidence, self.thresholds, turn=opinion.threshold, review=opinion.review
        )

    def _written(self, verdict: Verdict, brief: JudgeInput, consequence: Consequence) -> Written:
        if brief.models is None:
            return Written(verdict)
        locale = locale_for(locale_of(brief.case, brief.evidence))
        secrets = secrets_of(brief.case, verdict, consequence, brief.evidence)
        return write(verdict, brief.clauses, brief.models, locale, secrets)


def _degraded(evidence: Evidence) -> tuple[Degradation, ...]:
    reading = evidence.signals
    if reading.condition in (SignalCondition.KNOWN, SignalCondition.NO_CREATOR):
        return ()
    return (Degradation(component="signals", reason=f"{reading.condition}: {reading.detail}"),)
