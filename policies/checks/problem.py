"""A problem that the check or the lint finds in a library, where it lies, and how it is cured."""

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
    """`where` is a clause or a policy with its version, `HLT-2.1@2.0` or `health-claims@2.0`, or a key of a TOML file,
    `glossary.toml "bundle"`. `words` are those of the clause that it is about, where it is not about the whole."""

    level: Level
    where: str
    message: str
    remedy: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.level}: {self.where}: {self.message}; {self.remedy}"


def place(document: PolicyDocument) -> str:
    return f"{document.id}@{document.version}"


def together(one: Clause | PolicyDocument, other: Clause | PolicyDocument) -> bool:
    """Whether both are in force on some day in some market."""
    begin = max(one.effective_from or date.min, other.effective_from or date.min)
    end = min(one.effective_to or date.max, other.effective_to or date.max)
    return begin <= end and (not one.markets or not other.markets or bool(one.markets & other.markets))
