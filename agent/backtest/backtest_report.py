"""The report of a backtest: every case that changes, and counts by clause, creator tier and enforcement action."""

from collections import Counter
from collections.abc import Iterable

from agent.backtest.backtest import BacktestResult, FailedCase
from agent.backtest.decision_diff import NONE, NOT_DETERMINED, DecisionDiff, creator_tier, recommended_action
from domain.base import FrozenModel
from domain.ladder import EnforcementAction
from domain.verdict import Outcome

UNKNOWN_TIER = "unknown"
ACTIONS = (NONE, *(action.label for action in EnforcementAction), NOT_DETERMINED)


class Failure(FrozenModel):
    past_case: str
    reason: str


class TierCount(FrozenModel):
    cases: int
    outcomes_changed: int


class ClauseCount(FrozenModel):
    """How many outcomes the clause changed. `policy_changed`: the clause, or the exception that was considered, was
    edited."""

    clause_id: str
    outcomes_changed: int
    policy_changed: bool


class BeforeAfter(FrozenModel):
    before: int
    after: int


class BacktestReport(FrozenModel):
    """`decided` cases were decided under both versions; `decided_once` of them once for both, because none of the
    policies that they depend on differs. `changed_by_classifier` outcomes change only because the classifier of the
    embedded judge, which learns from the whole corpus, was trained again. `not_reproduced` names past decisions whose
    outcome the first version alone does not reproduce: another corpus, judge or version of Clausewise made them."""

    before: str
    after: str
    decided: int
    decided_once: int
    outcomes_changed: int
    changed_by_classifier: int
    diffs: tuple[DecisionDiff, ...]
    outcomes: dict[str, BeforeAfter]
    clauses: tuple[ClauseCount, ...]
    tiers: dict[str, TierCount]
    actions: dict[str, BeforeAfter]
    not_reproduced: tuple[str, ...]
    failures: tuple[Failure, ...]


def build_report(results: Iterable[BacktestResult | FailedCase], before: str, after: str) -> BacktestReport:
    """Stores only what changes, so that there may be many results."""
    builder = _ReportBuilder()
    for result in results:
        builder.add(result)
    return builder.report(before, after)


class _ReportBuilder:
    def __init__(self) -> None:
        self._diffs: list[DecisionDiff] = []
        self._failures: list[Failure] = []
        self._not_reproduced: list[str] = []
        self._decided = self._decided_once = 0
        self._tiers = Counter[str]()
        self._before, self._after = Counter[str](), Counter[str]()

    def add(self, result: BacktestResult | FailedCase) -> None:
        if isinstance(result, FailedCase):
            self._failures.append(Failure(past_case=result.name, reason=result.reason))
            return
        self._decided += 1
        self._decided_once += result.decided_once
        self._tiers[creator_tier(result.before) or UNKNOWN_TIER] += 1
        for decision, counter in ((result.before, self._before), (result.after, self._after)):
            counter.update((decision.verdict.outcome.value, recommended_action(decision.consequence).action))
        if result.past_case.outcome not in (None, result.before.verdict.outcome):
            self._not_reproduced.append(result.past_case.name)
        if result.diff is not None:
            self._diffs.append(result.diff)

    def report(self, before: str, after: str) -> BacktestReport:
        changed = [diff for diff in self._diffs if diff.outcome_changed]
        return BacktestReport(
            before=before,
            after=after,
            decided=self._decided,
            decided_once=self._decided_once,
            outcomes_changed=len(changed),
            changed_by_classifier=sum(diff.by_classifier for diff in changed),
            diffs=tuple(self._diffs),
            outcomes=self._totals(outcome.value for outcome in Outcome),
            clauses=_by_clause(changed),
            tiers=self._by_tier(changed),
            actions=self._totals(ACTIONS),
            not_reproduced=tuple(self._not_reproduced),
            failures=tuple(self._failures),
        )

    def _totals(self, names: Iterable[str]) -> dict[str, BeforeAfter]:
        counted = (name for name in names if self._before[name] or self._after[name])
        return {name: BeforeAfter(before=self._before[name], after=self._after[name]) for name in counted}

    def _by_tier(self, changed: Iterable[DecisionDiff]) -> dict[str, TierCount]:
        counts = Counter(diff.tier or UNKNOWN_TIER for diff in changed)
        tiers = sorted(self._tiers, key=lambda tier: (tier == UNKNOWN_TIER, tier))
        return {tier: TierCount(cases=self._tiers[tier], outcomes_changed=counts[tier]) for tier in tiers}


def _by_clause(changed: Iterable[DecisionDiff]) -> tuple[ClauseCount, ...]:
    """Edited clauses first, then by falling count."""
    causes = [cause for diff in changed for cause in diff.causes]
    edited = {cause.clause_id for cause in causes if cause.policy_changed}
    counts = Counter(cause.clause_id for cause in causes)
    ranked = sorted(counts, key=lambda clause_id: (clause_id not in edited, -counts[clause_id], clause_id))
    return tuple(
        ClauseCount(clause_id=clause_id, outcomes_changed=counts[clause_id], policy_changed=clause_id in edited)
        for clause_id in ranked
    )
