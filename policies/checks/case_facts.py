"""Finds facts of a case that no check of the policies reads, or that have another type than the policies declare."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice

from pydantic import JsonValue

from policies.checks.variables import clause_variables
from policies.library import Library
from policies.parsing.toml_files import VOCABULARY_FILE
from policies.vocabulary import Variable, VariableType

ROOT = "facts."
MAX_WARNINGS = 20  # of a case; comparing a name with those of a large vocabulary takes a millisecond
MAX_SHOWN_CHARS = 60
MIN_LIKENESS = 0.8  # where any fact is allowed: only a slip of the pen is told
EXAMPLES = {
    VariableType.BOOLEAN: "write true or false without quotes",
    VariableType.NUMBER: "write the number without quotes",
    VariableType.TEXT: "write text, in quotes",
    VariableType.DATE: "write a day such as 2026-09-14",
}


@dataclass(frozen=True)
class FactProblem:
    """`message` goes on after "has", such as `the unknown fact prise (did you mean price?)`."""

    message: str
    remedy: str


def fact_warnings(facts: Mapping[str, JsonValue], library: Library) -> tuple[str, ...]:
    """What is wrong with the facts of a case, a sentence each; at most `MAX_WARNINGS`, and one that says so."""
    problems = [*islice(fact_problems(facts, library), MAX_WARNINGS + 1)]
    warnings = [f"the case has {one.message}: {one.remedy}" for one in problems[:MAX_WARNINGS]]
    more = ["the case has more facts that are unknown or of a wrong type"] if problems[MAX_WARNINGS:] else []
    return (*warnings, *more)


def fact_problems(facts: Mapping[str, JsonValue], library: Library) -> Iterator[FactProblem]:
    """A null is a value that is not known, and no problem. Without a vocabulary any fact is allowed, except one that
    seems to be a misspelt one."""
    known = _known_facts(library)
    for name, value in facts.items():
        if name not in known:
            near = _nearest(name, known, strict=library.vocabulary is None)
            if near or library.vocabulary is not None:
                yield _unknown(name, near)
        elif (declared := known[name]) is not None and value is not None and not _has_type(value, declared.type):
            message = f"{_shown(name)} = {_shown(repr(value))}, which is not a {declared.type}"
            yield FactProblem(message, f"{EXAMPLES[declared.type]}, or leave it out if unknown")


@lru_cache(maxsize=4)
def _known_facts(library: Library) -> Mapping[str, Variable | None]:
    """The facts that a check reads or the vocabulary declares, by name; None where only a check names it."""
    read = (name for clause in library.clauses for name in clause_variables(clause))
    known: dict[str, Variable | None] = {name.removeprefix(ROOT): None for name in read if name.startswith(ROOT)}
    return known | {name.removeprefix(ROOT): variable for name, variable in (library.vocabulary or {}).items()}


def _nearest(name: str, known: Mapping[str, Variable | None], *, strict: bool) -> str | None:
    plain = name[: 2 * MAX_SHOWN_CHARS].lower().replace("-", "_").replace(" ", "_").removeprefix(ROOT)
    near = get_close_matches(plain, known, n=1, cutoff=MIN_LIKENESS if strict else 0.6)
    return near[0] if near else None


def _unknown(name: str, near: str | None) -> FactProblem:
    suggestion = f" (did you mean {near}?)" if near else ""
    remedy = (
        f"no check reads it; write {near}"
        if near
        else f"no check reads it; leave it out, or declare it in {VOCABULARY_FILE}"
    )
    return FactProblem(f"the unknown fact {_shown(name)}{suggestion}", remedy)


def _shown(text: str) -> str:
    return text if len(text) <= MAX_SHOWN_CHARS else text[: MAX_SHOWN_CHARS - 1] + "…"


def _has_type(value: JsonValue, expected: VariableType) -> bool:
    match expected:
        case VariableType.BOOLEAN:
            return isinstance(value, bool)
        case VariableType.NUMBER:
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case VariableType.TEXT:
            return isinstance(value, str)
        case VariableType.DATE:
            return isinstance(value, str) and _is_date(value)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
