"""Options that the commands about strategies share, and what they open."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from cli.input.options import parse_day

if TYPE_CHECKING:
    from agent.settings import Settings
    from domain.base import FrozenModel
    from insights.strategies.labels import LabelReader
    from warehouse.connection import Warehouse

Report = TypeVar("Report", bound="FrozenModel")
Folder = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Files of strategies; by default `strategies` in the data folder, or examples."),
]
Day = Annotated[
    date | None,
    typer.Option("--day", parser=parse_day, metavar="DAY", help="Read nothing later; by default the last computed."),
]
First = Annotated[
    date | None,
    typer.Option("--from", parser=parse_day, metavar="DAY", help="The first day to replay; by default the first."),
]
Horizon = Annotated[int, typer.Option(min=1, max=90, metavar="DAYS", help="Days after the features that give labels.")]
AppealDays = Annotated[
    int, typer.Option(min=0, max=365, metavar="DAYS", help="How long creators can appeal; younger decisions wait.")
]
Step = Annotated[int, typer.Option(min=1, max=28, metavar="DAYS", help="Days between the looks at a creator.")]
Clause = Annotated[str | None, typer.Option(metavar="ID", help="Only violations of this clause count.")]


@contextmanager
def reading(day: date | None) -> "Iterator[tuple[Settings, Warehouse, int]]":
    """The settings, the warehouse to read, and the last day to read."""
    from agent.open_warehouse import day_to_read, open_warehouse
    from agent.settings import read_settings

    settings = read_settings()
    with open_warehouse(settings, read_only=True) as warehouse:
        yield settings, warehouse, day_to_read(warehouse.engine, day)


def labels_of(warehouse: "Warehouse", last: int, horizon: int, appeal_days: int, clause: str | None) -> "LabelReader":
    from insights.strategies.labels import read_labels

    return read_labels(warehouse.engine, last, horizon=horizon, appeal_days=appeal_days, clause=clause)


def strategies_folder(settings: "Settings", folder: Path | None) -> Path:
    from insights.reader import strategies_folder as configured_folder

    return folder or configured_folder(settings)


def days_since(day: date | None) -> int | None:
    """Days since 1970-01-01."""
    from domain.days import FIRST_DAY

    return None if day is None else (day - FIRST_DAY).days


def show(report: Report, view: Callable[[Report], None], as_json: bool) -> None:
    from cli.views.console import echo_json

    if as_json:
        echo_json(report.model_dump_json(indent=2))
    else:
        view(report)
