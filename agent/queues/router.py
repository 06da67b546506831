"""Chooses the jobs of decisions, appeals, reviews and escalations by the routing rules."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from agent.queues.routing_values import Values, routing_values
from agent.queues.rules import RoutingRules
from agent.queues.sampling import is_drawn, is_drawn_for_a_clause, uncertainty
from domain.case import Case
from domain.decision import Decision
from domain.job import BLIND_KINDS, Job, JobKind, NewJob
from domain.review import Review
from domain.strategy_hit import StrategyLabel
from domain.verdict import Outcome
from policies.library import Library


class LabelSource(Protocol):
    """Labels of strategies that hold on a day."""

    def of(self, day: date, creator_id: str | None = None, post_id: str | None = None) -> tuple[StrategyLabel, ...]: ...


@dataclass(frozen=True)
class RuleRouter:
    """Implements the store's JobRouter. `labels`: of strategies; None: there are none."""

    library: Library
    rules: RoutingRules
    labels: LabelSource | None = None

    def for_decision(self, case: Case, decision: Decision, *, letter_held: bool) -> Sequence[NewJob]:
        """One job where the verdict is open or the letter waits; else one if the decision is drawn. Beside it, one
        where an account may act together with others."""
        return (*self._of_verdict(case, decision, letter_held=letter_held), *self._of_links(case, decision))

    def _of_verdict(self, case: Case, decision: Decision, *, letter_held: bool) -> Sequence[NewJob]:
        if decision.verdict.outcome is Outcome.NEEDS_REVIEW:
            return (self._job(JobKind.NEEDS_REVIEW, case, decision),)
        if letter_held:
            return (self._job(JobKind.HELD_LETTER, case, decision),)
        return self._drawn(JobKind.SAMPLE, "decisions", case, decision)

    def _of_links(self, case: Case, decision: Decision) -> Sequence[NewJob]:
        if decision.assessment is None or not decision.assessment.links_to_review:
            return ()
        return (self._job(JobKind.LINKED_ACCOUNTS, case, decision),)

    def for_appeal(self, case: Case, decision: Decision) -> NewJob:
        return self._job(JobKind.APPEAL, case, decision)

    def for_escalation(self, case: Case, decision: Decision, job: Job) -> NewJob:
        """At least as urgent as the job that is escalated."""
        escalation = self._job(JobKind.ESCALATION, case, decision)
        return escalation.model_copy(update={"priority": max(escalation.priority, job.priority)})

    def for_kind(self, kind: JobKind, case: Case, decision: Decision) -> NewJob:
        """Where a job of this kind would go."""
        return self._job(kind, case, decision)

    def for_review(
        self, case: Case, decision: Decision, review: Review, previous: Review | None, finished: Collection[JobKind]
    ) -> Sequence[NewJob]:
        """A second review if the decision is drawn; an escalation if a second review differs from the first."""
        if JobKind.SECOND_REVIEW in finished and previous is not None:
            return (self._job(JobKind.ESCALATION, case, decision),) if _differ(review, previous) else ()
        if BLIND_KINDS & {*finished} or JobKind.ESCALATION in finished:
            return ()
        return self._drawn(JobKind.SECOND_REVIEW, "reviews", case, decision)

    def _drawn(self, kind: JobKind, of: str, case: Case, decision: Decision) -> Sequence[NewJob]:
        if not self.rules.samples:
            return ()
        values = self._values(kind, case, decision)
        return (self._routed(kind, values),) if self._is_drawn(of, values, decision) else ()

    def _is_drawn(self, of: str, values: Values, decision: Decision) -> bool:
        decision_id, clauses = decision.decision_id, values["decision"]["clauses"]
        for name, sample in self.rules.samples_of(of, values):
            chance = sample.share * (uncertainty(decision.verdict.probability) if sample.weighted else 1)
            by_clause = sample.by_clause and clauses
            if by_clause and is_drawn_for_a_clause(decision_id, name, chance, clauses):
                return True
            if not by_clause and is_drawn(decision_id, name, chance):
                return True
        return False

    def _job(self, kind: JobKind, case: Case, decision: Decision) -> NewJob:
        return self._routed(kind, self._values(kind, case, decision))

    def _routed(self, kind: JobKind, values: Values) -> NewJob:
        rule = self.rules.rule_of(values)
        return NewJob(kind=kind, queue=rule.queue, priority=rule.priority, sla=timedelta(minutes=rule.sla_minutes))

    def _values(self, kind: JobKind, case: Case, decision: Decision) -> Values:
        clauses = self.library.clauses_of_decision(decision)
        return routing_values(kind, case, decision, clauses, self._labels(case))

    def _labels(self, case: Case) -> Collection[str]:
        """Looked up only for rules that read them."""
        if self.labels is None or not self.rules.reads_labels:
            return ()
        found = self.labels.of(datetime.now(UTC).date(), case.creator_id, case.id)
        return tuple(dict.fromkeys(one.strategy for one in found))


def _differ(one: Review, other: Review) -> bool:
    return (one.outcome, set(one.violated)) != (other.outcome, set(other.violated))
