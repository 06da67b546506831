"""What an examination finds of one part."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    FINE = "fine"
    UNUSED = "not used"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True)
class Symptom:
    """`said` tells what is the case and, where it is not fine, what to do."""

    part: str
    health: Health
    said: str
