"""A policy version to test on past cases: an installation with its corpus, and the day of the policies in force."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from agent.build import Clausewise
from agent.enforcement.consequence import recommend_action
from domain.case import Case
from domain.clause import Clause, ClauseKind
from domain.decision import Decision
from domain.ladder import Ladder
from domain.signals import SignalReading
from domain.verdict import Outcome
from signals.sources.recorded_source import RecordedSignals


@dataclass(frozen=True)
class PastCase:
    """A case to decide again. A case from the decision log has `decided_as_of` (the day of the policies that were
    applied), `signal_reading` (what was known of the creator) and `outcome`."""

    name: str
    case: Case
    decided_as_of: date | None = None
    signal_reading: SignalReading | None = None
    outcome: Outcome | None = None

    @cached_property
    def original_date(self) -> date:
        return self.decided_as_of or self.case.content_date or datetime.now(UTC).date()


@dataclass(frozen=True)
class RelevantPolicies:
    """Everything in the policies that a decision depends on. Judges compare the content with rules of other markets and
    with future rules too."""

    in_force: tuple[Clause, ...]
    current_and_future_rules: tuple[Clause, ...]
    ladder: Ladder | None


@dataclass(frozen=True)
class PolicyVersion:
    """`as_of` None: each case is decided by the policies in force on its own date."""

    clausewise: Clausewise
    as_of: date | None

    def date_for(self, past_case: PastCase) -> date:
        return self.as_of or past_case.original_date

    def decide(self, past_case: PastCase, reading: SignalReading | None) -> Decision:
        """With the signals of `reading`; None: those of the configured source."""
        as_of = self.date_for(past_case)
        signals = RecordedSignals(reading) if reading is not None else None
        decision = self.clausewise.adjudicator.decide(past_case.case, as_of, signals=signals)
        return decision if as_of == past_case.original_date else self._with_original_history(decision, past_case)

    def _with_original_history(self, decision: Decision, past_case: PastCase) -> Decision:
        """Counts the creator's history as on the case's own date, so that only the policies differ."""
        library = self.clausewise.corpus.library
        clauses = library.clauses_of_decision(decision)
        violated = [clauses[clause_id] for clause_id in decision.verdict.violated]
        ladder = library.ladder(self.date_for(past_case), past_case.case.market)
        consequence = recommend_action(violated, ladder, decision.evidence.signals, past_case.original_date)
        return decision.model_copy(update={"consequence": consequence})

    def relevant_policies(self, past_case: PastCase) -> RelevantPolicies:
        library, as_of, case = self.clausewise.corpus.library, self.date_for(past_case), past_case.case
        rules = (clause for clause in library.of_subject(case.subject) if clause.kind is ClauseKind.RULE)
        return RelevantPolicies(
            in_force=library.in_force(as_of, case.market, case.scope, case.subject),
            current_and_future_rules=tuple(r for r in rules if r.effective_to is None or r.effective_to >= as_of),
            ladder=library.ladder(as_of, case.market),
        )
