"""Checks strategies: expiry, unknown variables, types, what is for review only, amounts of money as a reason."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product
from pathlib import Path

from domain.base import FrozenModel
from domain.errors import InputError
from insights.strategies.conditions import compile_condition, condition_variables
from insights.strategies.files import FileProblem, StrategyFiles, read_folder
from insights.strategies.strategy import Action, State, Strategy, Subject
from insights.strategies.variables import StrategyVariable, declared_variables, nearest_variable, reads_review_only
from policies.parsing.cel import CheckRunError, CheckSyntaxError
from policies.vocabulary import nested_values

MAX_TRIALS = 256
EXPIRED = "it expired on"
SAMPLES: dict[str, tuple[object, ...]] = {"number": (0.0, 1.0), "text": ("text",), "boolean": (False, True)}


class CheckReport(FrozenModel):
    """`problems` is empty if every strategy may run."""

    folder: str
    strategies: int
    problems: tuple[FileProblem, ...]


def check_files(found: StrategyFiles, today: date) -> CheckReport:
    """What is wrong with the strategies of a folder, as of a day."""
    problems = [*found.problems, *_together(found.strategies, today)]
    for strategy in found.strategies:
        problems.extend(check_strategy(strategy, today))
    return CheckReport(
        folder=found.folder, strategies=len(found.strategies), problems=tuple(sorted(problems, key=lambda p: p.place))
    )


def require_valid(folder: Path) -> tuple[Strategy, ...]:
    """The strategies of a folder, the expired ones with them. Raises InputError for the first other problem."""
    found = read_folder(folder)
    return without_problems(found, date.min)


def without_problems(found: StrategyFiles, today: date) -> tuple[Strategy, ...]:
    """Raises InputError for the first problem, and if there is no strategy."""
    for problem in check_files(found, today).problems:
        if not problem.message.startswith(EXPIRED):
            raise InputError(f"{problem.place}: {problem.message}; {problem.remedy}")
    if not found.strategies:
        raise InputError(f"{found.folder} has no strategy: write one, or name another folder by --folder")
    return found.strategies


def check_strategy(strategy: Strategy, today: date) -> Iterator[FileProblem]:
    """What is wrong with one strategy by itself."""
    if State.RETIRED not in strategy.states and strategy.expires <= today:
        yield _at(strategy, f"{EXPIRED} {strategy.expires}", "review it and write a later day, or retire it")
    try:
        names = condition_variables(strategy.when)
    except CheckSyntaxError as error:
        yield _at(strategy, f"the condition cannot be read: {error}", "write CEL such as activity.posts > 20")
        return
    problems = [*_variables(strategy, names)]
    yield from problems
    yield from _review_only(strategy, names)
    if not problems:
        yield from _types(strategy, names)


def _at(strategy: Strategy, message: str, remedy: str) -> FileProblem:
    return FileProblem(place=strategy.key, message=message, remedy=remedy)


def _variables(strategy: Strategy, names: Iterable[str]) -> Iterator[FileProblem]:
    known = declared_variables()
    for name in names:
        variable = known.get(name)
        if variable is None:
            near = nearest_variable(name)
            remedy = f"write {near}" if near else "see clausewise insights strategies list --variables"
            yield _at(strategy, f"the condition reads {name}, which is not declared", remedy)
        elif variable.refused:
            yield _at(strategy, f"the condition reads {name}: {variable.refused}", "leave it out")
        elif variable.source == "posts" and strategy.scope.subject is not Subject.POST:
            yield _at(strategy, f"the condition reads {name}, and its subject is the creator", 'write subject = "post"')


def _review_only(strategy: Strategy, names: Iterable[str]) -> Iterator[FileProblem]:
    linked = reads_review_only(names)
    if linked and strategy.action is not Action.QUEUE:
        yield _at(
            strategy,
            f"it reads {', '.join(linked)}, which is about other accounts, and would {strategy.action.value}",
            'write action = "queue": a person decides about links of accounts',
        )


def _types(strategy: Strategy, names: tuple[str, ...]) -> Iterator[FileProblem]:
    """Evaluates the condition on sample values of the declared types."""
    variables = {name: declared_variables()[name] for name in names}
    error = next(_failures(strategy.when, variables), None)
    if error is not None:
        types = ", ".join(f"{name} is a {variable.type}" for name, variable in variables.items())
        yield _at(strategy, f"the condition does not fit the types: {error}", f"use the declared types: {types}")


def _failures(source: str, variables: dict[str, StrategyVariable]) -> Iterator[CheckRunError]:
    check = compile_condition(source)
    trials = product(*(SAMPLES[variable.type] for variable in variables.values()))
    for trial, _ in zip(trials, range(MAX_TRIALS), strict=False):
        try:
            check.evaluate(nested_values(variables, trial))
        except CheckRunError as error:
            yield error


def _together(strategies: Iterable[Strategy], today: date) -> Iterator[FileProblem]:
    """Each version once, and only one version of a strategy that does something."""
    strategies = [*strategies]
    for key, number in Counter(strategy.key for strategy in strategies).items():
        if number > 1:
            yield FileProblem(place=key, message=f"{number} files have this version", remedy="raise the version")
    acting = [one for one in strategies if one.state_on(today) in (State.REVIEW_ONLY, State.ACTIVE)]
    for name, number in Counter(strategy.id for strategy in acting).items():
        if number > 1:
            yield FileProblem(
                place=name, message=f"{number} versions are past shadow", remedy="retire all of them but one"
            )
