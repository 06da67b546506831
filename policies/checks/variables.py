"""Finds checks of clauses that read undeclared variables or use them with the wrong type."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import product

from domain.clause import Clause
from policies.checks.problem import Level, Problem
from policies.library import Library
from policies.parsing.cel import CheckRunError, CheckSyntaxError, compile_check, variable_names
from policies.parsing.toml_files import VOCABULARY_FILE
from policies.vocabulary import BUILT_IN_VARIABLES, SAMPLE_VALUES, Variable, nested_values

MAX_TRIALS = 256


def undeclared_variables(library: Library) -> Iterator[Problem]:
    """Without a vocabulary a check may read any fact."""
    known = {**BUILT_IN_VARIABLES, **(library.vocabulary or {})}
    for clause in library.clauses:
        for name in clause_variables(clause):
            if name not in known and (library.vocabulary is not None or not name.startswith("facts.")):
                yield Problem(
                    Level.ERROR, clause.key, f"the check reads {name}, which is not declared", _remedy(name, known)
                )


def review_only_variables(library: Library) -> Iterator[Problem]:
    """What links an account to others decides who looks at it, never whether it violates a rule."""
    for clause in library.clauses:
        for name in clause_variables(clause):
            variable = (library.vocabulary or {}).get(name)
            if variable is not None and variable.review_only:
                message = f"the check reads {name}, which is for review only"
                yield Problem(
                    Level.ERROR, clause.key, message, "leave it out: a person decides about links of accounts"
                )


def _remedy(name: str, known: Iterable[str]) -> str:
    root, _, key = name.partition(".")
    keys = [other.removeprefix(f"{root}.") for other in known if other.startswith(f"{root}.")]
    similar = get_close_matches(key, keys, n=1)
    remedy = f"write {root}.{similar[0]}" if similar else "see clausewise policies vocabulary"
    return f"{remedy}, or declare it in {VOCABULARY_FILE}" if root == "facts" else remedy


def mistyped_checks(library: Library) -> Iterator[Problem]:
    """Evaluates each check on sample values of the declared types."""
    known = {**BUILT_IN_VARIABLES, **(library.vocabulary or {})}
    for clause in library.clauses:
        variables = {name: known[name] for name in clause_variables(clause) if name in known}
        if clause.check is None or len(variables) < len(clause_variables(clause)):
            continue
        error = next(_failures(clause.check, variables), None)
        if error is not None:
            types = ", ".join(f"{name} is {variable.type}" for name, variable in variables.items())
            message = f"the check `{clause.check}` cannot be evaluated: {error}"
            yield Problem(Level.ERROR, clause.key, message, f"use the declared types: {types}")


def _failures(source: str, variables: dict[str, Variable]) -> Iterator[CheckRunError]:
    try:
        check = compile_check(source)
    except CheckSyntaxError:
        return
    trials = product(*(SAMPLE_VALUES[variable.type] for variable in variables.values()))
    for trial, _ in zip(trials, range(MAX_TRIALS), strict=False):
        try:
            check.evaluate(nested_values(variables, trial))
        except CheckRunError as error:
            yield error


def clause_variables(clause: Clause) -> tuple[str, ...]:
    """The variables of its check: the first two parts of each name, such as `facts.shop` of `facts.shop.name`."""
    names = variable_names(clause.check) if clause.check else ()
    return tuple(dict.fromkeys(".".join(name.split(".")[:2]) for name in names))
