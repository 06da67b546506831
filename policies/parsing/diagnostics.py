"""Diagnostics: the errors of a policy file, collected so that its owner sees all of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from domain.errors import InputError


@dataclass(frozen=True)
class PolicyError:
    """One error. `line` counts from 1; 0 stands for the whole file. `remedy` says what to do."""

    file: str
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        location = f"{self.file}:{self.line}" if self.line else self.file
        return f"{location}: {self.message}; {self.remedy}"


class CorpusErrors(InputError):
    """The corpus could not be read; the message has a line for each error."""

    def __init__(self, errors: Iterable[PolicyError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, self.errors)))


@dataclass
class Diagnostics:
    """The errors of one file. A reader adds an error and goes on with a default; `raise_errors` ends the reading."""

    file: str
    errors: list[PolicyError] = field(default_factory=list)

    def add(self, line: int, message: str, remedy: str) -> None:
        error = PolicyError(self.file, line, message.encode(errors="backslashreplace").decode(), remedy)
        if error not in self.errors:
            self.errors.append(error)

    def raise_errors(self) -> None:
        """Raises CorpusErrors, in the order of lines, if there is any error."""
        if self.errors:
            raise CorpusErrors(sorted(self.errors, key=lambda error: error.line))


def suggest(word: str, known: Iterable[str]) -> str:
    """The known words as a remedy: `write low or high (did you mean "high"?)`."""
    names = list(known)
    listed = ", ".join(names[:-1]) + " or " + names[-1] if len(names) > 1 else "".join(names)
    return f"write {listed}{did_you_mean(word, names)}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest of many known words: ` (did you mean "high"?)`, or nothing."""
    by_folded = {name.casefold(): name for name in known}
    similar = get_close_matches(word.casefold(), by_folded, n=1)
    return f' (did you mean "{by_folded[similar[0]]}"?)' if similar else ""
