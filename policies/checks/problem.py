"""A problem in a library, as the check and the lint report it."""

from dataclasses import dataclass
from enum import StrEnum

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
