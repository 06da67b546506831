"""A problem that the check or the lint finds in a library, with a remedy."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.clause import Clause
from domain.policy import PolicyDocument


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Problem:
    """`where` is a clause or policy with its version (`HLT-2.1@2.0`, `health-claims@2.0`) or a key of a TOML file
    (`glossary.toml "bundle"`). `excerpt` is the text in question, empty if the problem concerns the whole clause."""

    level: Level
    where: str
    message: str
    remedy: str
    excerpt: str = ""

    def __str__(self) -> str:
        return f"{self.level}: {self.where}: {self.message}; {self.remedy}"


def policy_key(document: PolicyDocument) -> str:
    return f"{document.id}@{document.version}"


def in_force_together(one: Clause | PolicyDocument, other: Clause | PolicyDocument) -> bool:
    """Whether both are in force on the same day in the same market."""
    begin = max(one.effective_from or date.min, other.effective_from or date.min)
    end = min(one.effective_to or date.max, other.effective_to or date.max)
    return begin <= end and (not one.markets or not other.markets or bool(one.markets & other.markets))
