"""The enforcement ladder: which enforcement action is due at how many points in a rolling window."""

from pydantic import Field

from domain.base import FrozenModel
from domain.clause import Severity
from domain.ordered_enum import OrderedEnum


class EnforcementAction(OrderedEnum):
    """Ordered from the mildest to the most severe."""

    EDUCATION = 0
    WARNING = 1
    FEATURE_LIMIT = 2
    COMMISSION_FREEZE = 3
    SUSPENSION = 4
    REMOVAL = 5


class LadderThreshold(FrozenModel):
    """`action` is due from `points` in the window; it lasts `days` (None: no end)."""

    points: int = Field(ge=0)
    action: EnforcementAction
    days: int | None = Field(default=None, gt=0)


class Ladder(FrozenModel):
    """`window_days`: how long a violation counts. `repeat_count` violations of one clause in the window (this case
    included) lead to at least `repeat_action`; a violation of `skip_severity` or above leads to at least
    `skip_action`. `thresholds` ascend in points, and never descend in action. `appeal_days`: the time to appeal."""

    clause_id: str
    window_days: int = Field(gt=0)
    repeat_count: int = Field(ge=2)
    repeat_action: EnforcementAction
    skip_severity: Severity
    skip_action: EnforcementAction
    appeal_days: int = Field(gt=0)
    thresholds: tuple[LadderThreshold, ...] = Field(min_length=1)
