"""Complaints: everything wrong in a policy file, gathered so that its owner sees all of it at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from domain.errors import InputError


@dataclass(frozen=True)
class PolicyError:
    """One thing wrong in one place; `line` counts from 1, 0 for the file as a whole; `right` is what would be right."""

    file: str
    line: int
    wrong: str
    right: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.wrong}; {self.right}"


class CorpusErrors(InputError):
    """Why a corpus was not loaded: one line an error."""

    def __init__(self, errors: Iterable[PolicyError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, self.errors)))


@dataclass
class Complaints:
    """A file's errors as they are found; readers complain and go on with a stand-in, `settle` lets nothing pass."""

    file: str
    errors: list[PolicyError] = field(default_factory=list)

    def add(self, line: int, wrong: str, right: str) -> None:
        error = PolicyError(self.file, line, wrong.encode(errors="backslashreplace").decode(), right)
        if error not in self.errors:
            self.errors.append(error)

    def settle(self) -> None:
        """Raises CorpusErrors, in reading order, where anything was wrong."""
        if self.errors:
            raise CorpusErrors(sorted(self.errors, key=lambda error: error.line))


def one_of(word: str, known: Iterable[str]) -> str:
    """The known words as a remedy: `write low or high (did you mean "high"?)`."""
    names = list(known)
    listed = ", ".join(names[:-1]) + " or " + names[-1] if len(names) > 1 else "".join(names)
    by_folded = {name.casefold(): name for name in names}
    near = get_close_matches(word.casefold(), by_folded, n=1)
    return f'write {listed} (did you mean "{by_folded[near[0]]}"?)' if near else f"write {listed}"
