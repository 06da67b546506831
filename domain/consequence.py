"""The consequence: what the ladder recommends, and every incident that was or was not counted."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import FrozenModel
from domain.ladder import EnforcementAction


class ConsequenceStatus(StrEnum):
    """Never `applied`: a consequence is a recommendation to people."""

    RECOMMENDED = "recommended"
    NOT_DUE = "not_due"
    NOT_DETERMINED = "not_determined"


class Incident(FrozenModel):
    """A past violation as the ladder saw it; `reason` says why it counted or did not."""

    violation_id: str
    clause_id: str
    date: date
    points: int
    counted: bool
    reason: str


class Consequence(FrozenModel):
    """`points_total` is `points_before` (past incidents counted) plus `points_case` (this case's gravest clause)."""

    status: ConsequenceStatus
    reason: str
    ladder_clause_id: str | None = None
    action: EnforcementAction | None = None
    days: int | None = None
    points_case: int = Field(default=0, ge=0)
    points_before: int = Field(default=0, ge=0)
    points_total: int = Field(default=0, ge=0)
    window_days: int | None = None
    incidents: tuple[Incident, ...] = ()
    rules_applied: tuple[str, ...] = ()
