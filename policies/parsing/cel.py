"""The language of a clause's check: a CEL expression over facts, signals and case; the only file that knows CEL.

All numbers are decimals here, as they are in JSON, so that `facts.price * 1.2` holds for a price of 20 as for one of
19.99. Division and remainder are left out: a zero beneath them would decide a clause silently.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from policies.parsing.cel_tokens import ROOTS, names_bound, names_read, tokens, with_decimals

if TYPE_CHECKING:
    from cel import Program

LONGEST = 2_000

_FUNCTIONS = frozenset(
    {"contains", "double", "duration", "endsWith", "int", "matches", "size", "startsWith", "string", "timestamp"}
)
_LEFT_OUT = {"_/_": "division", "_%_": "remainder"}


class CheckSyntaxError(ValueError):
    """The expression cannot be a check; the message says why and, where it can, what to write."""


class CheckRunError(ValueError):
    """The expression could not be decided on these values."""


@cache
def values_read(source: str) -> tuple[str, ...]:
    """The dotted names that a check reads, told without compiling it."""
    return names_read(tokens(source))


@dataclass(frozen=True)
class Check:
    """`names` are the values that the source reads, dotted, in order: `facts.matched_share`, `case.market`."""

    source: str
    names: tuple[str, ...]
    program: "Program"

    def evaluate(self, values: Mapping[str, Mapping[str, object]]) -> bool:
        """True where the clause catches the case. `values` maps each root to its names; a null counts as missing.
        Raises CheckRunError for a missing value, values of the wrong type, or an answer that is not true or false."""
        try:
            answer = self.program.execute({root: _decimal(values.get(root, {})) for root in ROOTS})
        except KeyError as error:
            raise CheckRunError(f"{self._missing(str(error.args[0]))} is not known") from error
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
            raise CheckRunError(f"the values do not fit the expression ({_first_sentence(error)})") from error
        if not isinstance(answer, bool):
            raise CheckRunError(f"the answer is {answer!r}, neither true nor false")
        return answer

    def _missing(self, key: str) -> str:
        return next((name for name in self.names if key in name.split(".")[1:]), key)


@cache
def compile_check(source: str) -> Check:
    """The check that the CEL source says. Raises CheckSyntaxError."""
    from cel import compile as compile_cel

    if len(source) > LONGEST:
        raise CheckSyntaxError(f"it is {len(source)} characters long; keep a check under {LONGEST}")
    row = tokens(source)
    try:
        program = compile_cel(with_decimals(source, row))
    except ValueError as error:
        raise CheckSyntaxError(_syntax(error)) from error
    _refuse_functions(program.functions())
    _refuse_roots(set(program.variables()) - names_bound(row) - set(ROOTS))
    if not names_read(row):
        raise CheckSyntaxError("it reads no value; compare something of facts, signals or case")
    return Check(source, names_read(row), program)


def _refuse_functions(names: list[str]) -> None:
    for name in names:
        if name in _LEFT_OUT:
            raise CheckSyntaxError(f"{_LEFT_OUT[name]} is left out of checks; multiply the other side instead")
        if name[0].isalpha() and name not in _FUNCTIONS:
            near = get_close_matches(name, _FUNCTIONS, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(sorted(_FUNCTIONS))}"
            raise CheckSyntaxError(f'unknown function "{name}"; {hint}')


def _refuse_roots(names: set[str]) -> None:
    if names:
        raise CheckSyntaxError(f'unknown name "{min(names)}"; a check reads facts.…, signals.… and case.… only')


def _decimal(value: object) -> object:
    """The value with its numbers as decimals and, in mappings, without nulls."""
    if isinstance(value, Mapping):
        return {key: _decimal(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_decimal(inner) for inner in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _syntax(error: ValueError) -> str:
    found = re.search(r"ERROR: <input>:\d+:\d+: (?:Syntax error: )?(.*?)(?: expecting .*)?$", str(error), re.MULTILINE)
    return f"it is not CEL: {found.group(1) if found else _first_sentence(error)}"


def _first_sentence(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0].split(". ")[0].rstrip(".")
