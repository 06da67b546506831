"""Which decisions people have confirmed by a day: what a model may learn from, and what it may not."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

DAY = 86_400
APPEAL_DAYS = 30

Texts: TypeAlias = NDArray[np.object_]
Times: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DecisionStates:
    """One value for each decision as it stood at the end of a day. `at` in Unix seconds. `outcome`: what holds. Times
    are nan where nothing happened; `appeal_result` is None then."""

    creator_id: Texts
    post_id: Texts
    at: NDArray[np.int64]
    outcome: Texts
    clause_id: Texts
    reviewed_at: Times
    appealed_at: Times
    closed_at: Times
    appeal_result: Texts

    def part(self, chosen: NDArray[np.bool_]) -> "DecisionStates":
        return DecisionStates(**{name: getattr(self, name)[chosen] for name in self.__dataclass_fields__})

    @property
    def is_violation(self) -> NDArray[np.bool_]:
        return np.asarray(self.outcome == "violation")


def confirmed(states: DecisionStates, day: int, appeal_days: int = APPEAL_DAYS) -> NDArray[np.bool_]:
    """Which decisions are labels on `day`: a person looked at it in a review or an appeal, it came out as a violation
    or not, the time to appeal is over, and no appeal is open. A violation that was overturned holds as none, and is a
    label like others."""
    end = (day + 1) * DAY
    settled = np.isin(states.outcome.astype(str), ("violation", "no_violation"))
    by_person = (states.reviewed_at < end) | np.isin(states.appeal_result.astype(str), ("upheld", "overturned"))
    last_word = np.fmax(states.at.astype(np.float64), states.reviewed_at)
    over = last_word + appeal_days * DAY <= end
    open_appeal = ~np.isnan(states.appealed_at) & np.isnan(states.closed_at)
    return np.asarray(settled & by_person & over & ~open_appeal)
