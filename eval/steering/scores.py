"""Scores: whether a decision changed with the policies as it should, counted with intervals."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from math import sqrt

from pydantic import computed_field

from domain.base import FrozenModel
from domain.verdict import Outcome
from eval.steering.pair import RightVerdict

Z_95 = 1.96


class Effect(StrEnum):
    """What the edit did to the decision on a case. The first three are of cases whose right verdict changes, the next
    two of cases whose right verdict stays."""

    FOLLOWED = "followed"
    IGNORED = "ignored"
    CHANGED_WRONGLY = "changed_wrongly"
    UNMOVED = "unmoved"
    OVERREACTED = "overreacted"
    FAILED = "failed"


class Prediction(FrozenModel):
    """What a judge decided by one version of the policies; `outcome` None: the case failed with `error`."""

    outcome: Outcome | None
    violated: tuple[str, ...] = ()
    error: str = ""

    @property
    def violated_clauses(self) -> frozenset[str]:
        """Only of a violation: a verdict that a person must confirm violates nothing yet."""
        return frozenset(self.violated) if self.outcome is Outcome.VIOLATION else frozenset()

    def is_right(self, right: RightVerdict) -> bool:
        """Whether the outcome is the right one and exactly the right clauses are violated."""
        return self.outcome is right.outcome and self.violated_clauses == right.violated

    def equals(self, other: "Prediction") -> bool:
        return self.outcome is other.outcome and self.violated_clauses == other.violated_clauses


class CaseScore(FrozenModel):
    """The decisions on a case by both versions of the policies. `flips`: whether the right verdict changes."""

    pair_id: str
    change: str
    case_id: str
    flips: bool
    right_before: RightVerdict
    right_after: RightVerdict
    before: Prediction
    after: Prediction

    @computed_field  # type: ignore[prop-decorator]
    @property
    def effect(self) -> Effect:
        if self.error:
            return Effect.FAILED
        changed = not self.before.equals(self.after)
        if not self.flips:
            return Effect.OVERREACTED if changed else Effect.UNMOVED
        if not changed:
            return Effect.IGNORED
        return Effect.FOLLOWED if self.is_right_after else Effect.CHANGED_WRONGLY

    @property
    def as_it_should(self) -> bool:
        return self.effect in (Effect.FOLLOWED, Effect.UNMOVED)

    @property
    def is_right_before(self) -> bool:
        return self.before.is_right(self.right_before)

    @property
    def is_right_after(self) -> bool:
        return self.after.is_right(self.right_after)

    @property
    def error(self) -> str:
        return self.before.error or self.after.error


class Share(FrozenModel):
    """`value` = count / of, with the 95% interval of Wilson (1927); all three None where `of` is 0."""

    count: int
    of: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


class Summary(FrozenModel):
    """`flips`: cases whose right verdict changes. `followed`: of these, how many decisions changed to the right
    verdict. `followed_if_right_before`: the same among the flips whose verdict before the edit was right. `unmoved`: of
    the other cases, how many decisions stayed. `right_after`: of all cases, how many verdicts are right after the
    edit. A case that failed counts against each share."""

    pairs: int
    flips: int
    followed: Share
    followed_if_right_before: Share
    ignored: int
    changed_wrongly: int
    others: int
    unmoved: Share
    overreacted: int
    wrong_before: int
    right_after: Share
    failed: int


def share(count: int, of: int) -> Share:
    if not of:
        return Share(count=count, of=of)
    p, z = count / of, Z_95
    centre, spread = p + z * z / (2 * of), z * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    return Share(
        count=count, of=of, value=p, low=max(0.0, (centre - spread) / scale), high=min(1.0, (centre + spread) / scale)
    )


def summarise(scores: Sequence[CaseScore]) -> Summary:
    flips, others = [s for s in scores if s.flips], [s for s in scores if not s.flips]
    known = [s for s in flips if s.is_right_before]
    return Summary(
        pairs=len({s.pair_id for s in scores}),
        flips=len(flips),
        followed=share(_count(flips, Effect.FOLLOWED), len(flips)),
        followed_if_right_before=share(_count(known, Effect.FOLLOWED), len(known)),
        ignored=_count(flips, Effect.IGNORED),
        changed_wrongly=_count(flips, Effect.CHANGED_WRONGLY),
        others=len(others),
        unmoved=share(_count(others, Effect.UNMOVED), len(others)),
        overreacted=_count(others, Effect.OVERREACTED),
        wrong_before=sum(s.before.outcome is not None and not s.is_right_before for s in scores),
        right_after=share(sum(s.is_right_after for s in scores), len(scores)),
        failed=_count(scores, Effect.FAILED),
    )


def _count(scores: Iterable[CaseScore], effect: Effect) -> int:
    return sum(score.effect is effect for score in scores)
