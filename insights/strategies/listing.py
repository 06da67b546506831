"""What there is: the strategies of a folder, and the variables that a condition may read."""

from datetime import date
from pathlib import Path

from domain.base import FrozenModel
from insights.strategies.conditions import condition_variables
from insights.strategies.files import FileProblem, read_folder
from insights.strategies.strategy import Strategy
from insights.strategies.variables import declared_variables, reads_review_only
from policies.parsing.cel import CheckSyntaxError


class ListedStrategy(FrozenModel):
    """`state`: on the day of the list. `review_only`: the variables it reads that are about other accounts."""

    strategy: Strategy
    state: str
    review_only: tuple[str, ...]


class StrategyList(FrozenModel):
    folder: str
    day: str
    strategies: tuple[ListedStrategy, ...]
    problems: tuple[FileProblem, ...]


class ListedVariable(FrozenModel):
    name: str
    type: str
    unit: str | None
    meaning: str
    subject: str
    review_only: bool
    refused: str | None


class VariableList(FrozenModel):
    variables: tuple[ListedVariable, ...]


def list_folder(folder: Path, day: date) -> StrategyList:
    """Raises InputError if there is no such folder."""
    found = read_folder(folder)
    return StrategyList(
        folder=found.folder,
        day=str(day),
        strategies=tuple(_listed(one, day) for one in found.strategies),
        problems=found.problems,
    )


def _listed(strategy: Strategy, day: date) -> ListedStrategy:
    state = strategy.state_on(day)
    try:
        names = condition_variables(strategy.when)
    except CheckSyntaxError:  # `check` says what is wrong
        names = ()
    return ListedStrategy(
        strategy=strategy,
        state="not begun" if state is None else state.value,
        review_only=tuple(reads_review_only(names)),
    )


def list_variables() -> VariableList:
    return VariableList(
        variables=tuple(
            ListedVariable(
                name=name,
                type=one.type,
                unit=one.unit,
                meaning=one.meaning,
                subject="post" if one.source == "posts" else "creator",
                review_only=one.review_only,
                refused=one.refused,
            )
            for name, one in declared_variables().items()
        )
    )
