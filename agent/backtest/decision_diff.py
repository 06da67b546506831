"""What another law does to one past case: two decisions on it compared, and the clauses that made the difference."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic import computed_field

from domain.base import FrozenModel
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision
from domain.finding import Finding, FindingStatus
from domain.verdict import Outcome
from policies.diff.change import Changes, ClauseChange, Sort

STANDING = (FindingStatus.VIOLATED, FindingStatus.EXEMPTED, FindingStatus.UNCLEAR)
NONE, WITHHELD = "none", "withheld"


@dataclass(frozen=True)
class Changed:
    """What the law changed, to be asked for by a clause's id."""

    changes: Changes

    def sorts(self, clause_id: str) -> tuple[Sort, ...]:
        return self._by_id[clause_id].sorts if clause_id in self._by_id else ()

    def name_now(self, clause_id: str) -> str:
        """The id that the clause of this id of before has now."""
        return self._renamed.get(clause_id, clause_id)

    @cached_property
    def _by_id(self) -> Mapping[str, ClauseChange]:
        return {clause.id: clause for clause in self.changes.clauses}

    @cached_property
    def _renamed(self) -> Mapping[str, str]:
        return {clause.was: clause.id for clause in self.changes.clauses if clause.was}


class Effect(FrozenModel):
    """What the ladder recommends: a measure by its word, `none` where none is due, `withheld` where it cannot tell."""

    measure: str
    days: int | None = None
    points: int = 0
    total: int = 0


class Cause(FrozenModel):
    """A clause that came out otherwise. A status None is of a clause that was kept, did not apply or was not read.
    `changes` is what the law changed in it, and `exception_changes` in the exception that was weighed: both empty where
    the words are the same and something else around them is not."""

    clause_id: str
    before: FindingStatus | None
    after: FindingStatus | None
    changes: tuple[Sort, ...] = ()
    exception_id: str | None = None
    exception_changes: tuple[Sort, ...] = ()

    @property
    def changed(self) -> bool:
        return bool(self.changes or self.exception_changes)


class Impact(FrozenModel):
    """`past` names the decision or the place of the case. `reasons` say why a person must look under one law alone,
    where no clause says it."""

    past: str
    case_id: str
    tier: str | None
    before: Outcome
    after: Outcome
    causes: tuple[Cause, ...]
    reasons: tuple[str, ...] = ()
    effect_before: Effect
    effect_after: Effect

    @computed_field  # type: ignore[prop-decorator]
    @property
    def flips(self) -> bool:
        return self.before is not self.after

    @computed_field  # type: ignore[prop-decorator]
    @property
    def changed(self) -> bool:
        """Whether the law changed any of the clauses that came out otherwise, or an exception to one."""
        return any(cause.changed for cause in self.causes)


def impact(past: str, before: Decision, after: Decision, changed: Changed) -> Impact | None:
    """None where outcome, violated clauses and consequence are the same."""
    causes = tuple(sorted(_causes(before, after, changed), key=lambda cause: not cause.changed))
    effects = effect(before.consequence), effect(after.consequence)
    flips = before.verdict.outcome is not after.verdict.outcome
    if not flips and not causes and effects[0] == effects[1]:
        return None
    return Impact(
        past=past,
        case_id=before.case_id,
        tier=tier(before),
        before=before.verdict.outcome,
        after=after.verdict.outcome,
        causes=causes,
        reasons=() if causes or not flips else _reasons(before, after),
        effect_before=effects[0],
        effect_after=effects[1],
    )


def effect(consequence: Consequence) -> Effect:
    if consequence.status is ConsequenceStatus.NOT_DETERMINED:
        return Effect(measure=WITHHELD)
    return Effect(
        measure=consequence.action.word if consequence.action is not None else NONE,
        days=consequence.days,
        points=consequence.points_case,
        total=consequence.points_total,
    )


def tier(decision: Decision) -> str | None:
    known = decision.evidence.signals.signals
    return known.tier if known else None


def _causes(before: Decision, after: Decision, changed: Changed) -> Iterator[Cause]:
    """The clauses that are broken under one law only; where a person must look under either, those unclear too."""
    review = Outcome.NEEDS_REVIEW in (before.verdict.outcome, after.verdict.outcome)
    telling = {FindingStatus.VIOLATED, FindingStatus.UNCLEAR} if review else {FindingStatus.VIOLATED}
    now = {finding.clause_id: finding for finding in after.verdict.findings}
    then = {changed.name_now(finding.clause_id): finding for finding in before.verdict.findings}
    for name in dict.fromkeys((*then, *now)):
        was, is_ = _standing(then.get(name)), _standing(now.get(name))
        if was is not is_ and {was, is_} & telling:
            yield _cause(name, then.get(name), now.get(name), changed)


def _cause(name: str, then: Finding | None, now: Finding | None, changed: Changed) -> Cause:
    weighed = [now.exception_id] if now and now.exception_id else []
    weighed += [changed.name_now(then.exception_id)] if then and then.exception_id else []
    exception = next((name for name in weighed if changed.sorts(name)), weighed[0] if weighed else None)
    return Cause(
        clause_id=name,
        before=_standing(then),
        after=_standing(now),
        changes=changed.sorts(name),
        exception_id=exception,
        exception_changes=changed.sorts(exception) if exception else (),
    )


def _standing(finding: Finding | None) -> FindingStatus | None:
    return finding.status if finding is not None and finding.status in STANDING else None


def _reasons(before: Decision, after: Decision) -> tuple[str, ...]:
    then, now = ([reason.text for reason in one.verdict.review_reasons] for one in (before, after))
    return tuple(dict.fromkeys([*(text for text in now if text not in then), *(t for t in then if t not in now)]))
