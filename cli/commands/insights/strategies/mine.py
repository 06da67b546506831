"""`clausewise insights strategies mine`: patterns on earlier days, proposed with their backtest on later ones."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.commands.insights.strategies.options import (
    AppealDays,
    Clause,
    Day,
    First,
    Horizon,
    Step,
    days_since,
    reading,
    show,
)
from cli.errors import report_errors
from cli.input.options import AsJson, parse_day

if TYPE_CHECKING:
    from insights.strategies.mining.proposals import MiningReport

Target = Annotated[
    Literal["violations", "groups"],
    typer.Option(help="What to find: confirmed violations, or groups that the search for links finds in the likes."),
]
Split = Annotated[
    date | None,
    typer.Option(parser=parse_day, metavar="DAY", help="The last of the earlier days; by default the middle."),
]

Owner = Annotated[str, typer.Option(help="Who owns what is proposed.")]
Investigate = Annotated[int, typer.Option(min=0, max=1000, metavar="N", help="Rare creators to list.")]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Write each proposal to a file of this folder.")]


def mine(
    target: Target = "violations",
    clause: Clause = None,
    day: Day = None,
    first: First = None,
    split: Split = None,
    horizon: Horizon = 14,
    appeal_days: AppealDays = 30,
    step: Step = 7,
    owner: Owner = "nobody yet",
    investigate: Investigate = 10,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Search for readable rules, and propose each as a strategy in shadow with its backtest on later days.

    It also lists complaints that no clause covers, and creators whose values are rare, for a person to look at.
    """
    with report_errors(), reading(day) as (_, warehouse, last):
        from cli.views.console import progress
        from cli.views.strategy_mining_view import print_mining
        from insights.strategies.mining import proposals

        options = proposals.MiningOptions(
            target=target,
            clause=clause,
            first_day=days_since(first),
            split=days_since(split),
            horizon=horizon,
            appeal_days=appeal_days,
            step=step,
            owner=owner,
            investigate=investigate,
            proposed_on=datetime.now(UTC).date(),
        )
        with progress("Mining") as report:
            found = proposals.mine(warehouse.engine, last, options, report)
        if out is not None:
            _write(found, out)
        show(found, print_mining, as_json)


def _write(found: "MiningReport", folder: Path) -> None:
    from insights.strategies.files import write_strategy

    for one in found.proposals:
        write_strategy(folder, one.strategy)
