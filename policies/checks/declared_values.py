"""The values that the checks of a library read, held against its vocabulary."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import product
from typing import Any

from domain.clause import Clause
from policies.checks.problem import Level, Problem
from policies.library import Library
from policies.parsing.cel import CheckRunError, CheckSyntaxError, compile_check, values_read
from policies.parsing.vocabulary import BUILT_IN, SAMPLES, VOCABULARY, Quantity

MOST_TRIALS = 256


def undeclared_values(library: Library) -> Iterator[Problem]:
    """A corpus without a vocabulary may read any fact."""
    known = {**BUILT_IN, **(library.vocabulary or {})}
    for clause in library.clauses:
        for name in measured(clause):
            if name not in known and (library.vocabulary is not None or not name.startswith("facts.")):
                yield Problem(
                    Level.ERROR, clause.key, f"the check reads {name}, which is not declared", _remedy(name, known)
                )


def _remedy(name: str, known: Iterable[str]) -> str:
    root, _, key = name.partition(".")
    keys = [other.removeprefix(f"{root}.") for other in known if other.startswith(f"{root}.")]
    near = get_close_matches(key, keys, n=1)
    meant = f"write {root}.{near[0]}" if near else "see clausewise policies vocabulary"
    return f"{meant}, or declare it in {VOCABULARY}" if root == "facts" else meant


def unfitting_checks(library: Library) -> Iterator[Problem]:
    """Tries each check on values of the declared types."""
    known = {**BUILT_IN, **(library.vocabulary or {})}
    for clause in library.clauses:
        quantities = {name: known[name] for name in measured(clause) if name in known}
        if clause.check is None or len(quantities) < len(measured(clause)):
            continue
        wrong = next(_failures(clause.check, quantities), None)
        if wrong is not None:
            types = ", ".join(f"{name} is a {quantity.type}" for name, quantity in quantities.items())
            yield Problem(Level.ERROR, clause.key, f"the check `{clause.check}` cannot be evaluated: {wrong}", types)


def _failures(source: str, quantities: dict[str, Quantity]) -> Iterator[CheckRunError]:
    try:
        check = compile_check(source)
    except CheckSyntaxError:
        return
    trials = product(*(SAMPLES[quantity.type] for quantity in quantities.values()))
    for trial, _ in zip(trials, range(MOST_TRIALS), strict=False):
        values: dict[str, dict[str, Any]] = {}
        for name, value in zip(quantities, trial, strict=True):
            root, _, key = name.partition(".")
            values.setdefault(root, {})[key] = value
        try:
            check.evaluate(values)
        except CheckRunError as error:
            yield error


def measured(clause: Clause) -> tuple[str, ...]:
    """The names that are measured: of `facts.shop.name` the first two parts."""
    names = values_read(clause.check) if clause.check else ()
    return tuple(dict.fromkeys(".".join(name.split(".")[:2]) for name in names))
