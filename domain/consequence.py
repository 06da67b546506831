"""The consequence: the enforcement action that the ladder recommends, and the past violations it counted."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import FrozenModel
from domain.ladder import EnforcementAction


class ConsequenceStatus(StrEnum):
    """There is no `applied`: people carry out the recommendation."""

    RECOMMENDED = "recommended"
    NOT_DUE = "not_due"
    NOT_DETERMINED = "not_determined"


class Incident(FrozenModel):
    """A past violation as the ladder read it; `reason` says why it was `counted` or not."""

    violation_id: str
    clause_id: str
    date: date
    points: int
    counted: bool
    reason: str


class Consequence(FrozenModel):
    """`points_total` is `points_before` (past incidents counted) plus `points_case` (the violated clause with the most
    points). `action` lasts `days` (None: no end). `window_days` is how long an incident counts."""

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
