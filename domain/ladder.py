"""The enforcement ladder: which measure follows how many points in a rolling window."""

from pydantic import Field

from domain.base import FrozenModel
from domain.clause import Severity
from domain.ordered_enum import OrderedEnum


class EnforcementAction(OrderedEnum):
    """What may be recommended against a creator, ordered from the mildest."""

    EDUCATION = 0
    WARNING = 1
    FEATURE_LIMIT = 2
    COMMISSION_FREEZE = 3
    SUSPENSION = 4
    REMOVAL = 5


class LadderThreshold(FrozenModel):
    """From `points` in the window on, `measure` follows; `days` is its length, None where it has no end."""

    points: int = Field(ge=0)
    action: EnforcementAction
    days: int | None = Field(default=None, gt=0)


class Ladder(FrozenModel):
    """`window_days`: how long a violation counts. `repeat_count` breaches of one clause in the window (this one
    included) bring at least `repeat_measure`; a breach of `skip_severity` or graver brings at least `skip_measure`.
    `rungs` rise in points and never fall in measure."""

    clause_id: str
    window_days: int = Field(gt=0)
    repeat_count: int = Field(ge=2)
    repeat_action: EnforcementAction
    skip_severity: Severity
    skip_action: EnforcementAction
    appeal_days: int = Field(gt=0)
    thresholds: tuple[LadderThreshold, ...] = Field(min_length=1)
