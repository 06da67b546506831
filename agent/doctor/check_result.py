"""What the check of a component found."""

from dataclasses import dataclass
from enum import StrEnum


class HealthStatus(StrEnum):
    OK = "ok"
    UNUSED = "unused"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class CheckResult:
    """`message` describes the component and, if it is not ok, says what to do."""

    component: str
    health: HealthStatus
    message: str
