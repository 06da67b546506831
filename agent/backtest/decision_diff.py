"""The difference between two decisions on one past case, and the clauses that cause it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic import computed_field

from domain.base import FrozenModel
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision
from domain.finding import Finding, FindingStatus
from domain.verdict import Outcome
from policies.diff.change import ChangeKind, ClauseChange, CorpusDiff

REPORTED_STATUSES = (FindingStatus.VIOLATED, FindingStatus.EXEMPTED, FindingStatus.UNCLEAR)
NONE, NOT_DETERMINED = "none", "not_determined"


@dataclass(frozen=True)
class PolicyChanges:
    """The changes of the policies by clause id."""

    diff: CorpusDiff

    def change_kinds(self, clause_id: str) -> tuple[ChangeKind, ...]:
        return self._by_id[clause_id].kinds if clause_id in self._by_id else ()

    def current_id(self, clause_id: str) -> str:
        """The new id of the clause that had this id before."""
        return self._renamed.get(clause_id, clause_id)

    @cached_property
    def _by_id(self) -> Mapping[str, ClauseChange]:
        return {clause.id: clause for clause in self.diff.clauses}

    @cached_property
    def _renamed(self) -> Mapping[str, str]:
        return {clause.previous_id: clause.id for clause in self.diff.clauses if clause.previous_id}


class RecommendedAction(FrozenModel):
    """`action` is an enforcement action, `none` if none is due, or `not_determined`."""

    action: str
    days: int | None = None
    points: int = 0
    points_total: int = 0


class ClauseDifference(FrozenModel):
    """A clause with another result. Status None: satisfied, not applicable or not judged. `changes` are those of the
    clause, `exception_changes` those of the exception that was considered; both are empty if the policies around the
    clause changed, but not its text."""

    clause_id: str
    before: FindingStatus | None
    after: FindingStatus | None
    changes: tuple[ChangeKind, ...] = ()
    exception_id: str | None = None
    exception_changes: tuple[ChangeKind, ...] = ()

    @property
    def policy_changed(self) -> bool:
        return bool(self.changes or self.exception_changes)


class DecisionDiff(FrozenModel):
    """`past_case` is the decision id or the file position of the case. `review_reasons` say why only one version
    requires human review, if no clause says it. `by_classifier`: with the classifier of the old corpus, the new
    policies give the old outcome."""

    past_case: str
    case_id: str
    tier: str | None
    before: Outcome
    after: Outcome
    causes: tuple[ClauseDifference, ...]
    review_reasons: tuple[str, ...] = ()
    by_classifier: bool = False
    action_before: RecommendedAction
    action_after: RecommendedAction

    @computed_field  # type: ignore[prop-decorator]
    @property
    def outcome_changed(self) -> bool:
        return self.before is not self.after

    @computed_field  # type: ignore[prop-decorator]
    @property
    def policy_changed(self) -> bool:
        """Whether one of the causes, or its exception, was changed in the policies."""
        return any(cause.policy_changed for cause in self.causes)


def compare_decisions(past_case: str, before: Decision, after: Decision, changes: PolicyChanges) -> DecisionDiff | None:
    """None if outcome, violated clauses and recommended action are the same."""
    causes = tuple(sorted(_causes(before, after, changes), key=lambda cause: not cause.policy_changed))
    action_before, action_after = recommended_action(before.consequence), recommended_action(after.consequence)
    outcome_changed = before.verdict.outcome is not after.verdict.outcome
    if not outcome_changed and not causes and action_before == action_after:
        return None
    return DecisionDiff(
        past_case=past_case,
        case_id=before.case_id,
        tier=creator_tier(before),
        before=before.verdict.outcome,
        after=after.verdict.outcome,
        causes=causes,
        review_reasons=_different_review_reasons(before, after) if outcome_changed and not causes else (),
        action_before=action_before,
        action_after=action_after,
    )


def recommended_action(consequence: Consequence) -> RecommendedAction:
    if consequence.status is ConsequenceStatus.NOT_DETERMINED:
        return RecommendedAction(action=NOT_DETERMINED)
    return RecommendedAction(
        action=consequence.action.label if consequence.action is not None else NONE,
        days=consequence.days,
        points=consequence.points_case,
        points_total=consequence.points_total,
    )


def creator_tier(decision: Decision) -> str | None:
    signals = decision.evidence.signals.signals
    return signals.tier if signals else None


def _causes(before: Decision, after: Decision, changes: PolicyChanges) -> Iterator[ClauseDifference]:
    """The clauses that are violated under one version only; unclear ones too if either version requires a review."""
    review = Outcome.NEEDS_REVIEW in (before.verdict.outcome, after.verdict.outcome)
    decisive = {FindingStatus.VIOLATED, FindingStatus.UNCLEAR} if review else {FindingStatus.VIOLATED}
    old = {changes.current_id(finding.clause_id): finding for finding in before.verdict.findings}
    new = {finding.clause_id: finding for finding in after.verdict.findings}
    for clause_id in dict.fromkeys((*old, *new)):
        statuses = _status(old.get(clause_id)), _status(new.get(clause_id))
        if statuses[0] is not statuses[1] and {*statuses} & decisive:
            yield _cause(clause_id, old.get(clause_id), new.get(clause_id), changes)


def _cause(clause_id: str, old: Finding | None, new: Finding | None, changes: PolicyChanges) -> ClauseDifference:
    exceptions = [new.exception_id] if new and new.exception_id else []
    exceptions += [changes.current_id(old.exception_id)] if old and old.exception_id else []
    first = exceptions[0] if exceptions else None
    exception = next((name for name in exceptions if changes.change_kinds(name)), first)
    return ClauseDifference(
        clause_id=clause_id,
        before=_status(old),
        after=_status(new),
        changes=changes.change_kinds(clause_id),
        exception_id=exception,
        exception_changes=changes.change_kinds(exception) if exception else (),
    )


def _status(finding: Finding | None) -> FindingStatus | None:
    return finding.status if finding is not None and finding.status in REPORTED_STATUSES else None


def _different_review_reasons(before: Decision, after: Decision) -> tuple[str, ...]:
    old, new = ([reason.text for reason in one.verdict.review_reasons] for one in (before, after))
    return tuple(
        dict.fromkeys([*(text for text in new if text not in old), *(text for text in old if text not in new)])
    )
