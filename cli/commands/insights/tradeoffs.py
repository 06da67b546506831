"""`clausewise insights tradeoffs`: whom to promote under caps, how exposure is shared, where the judge costs least."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, AsJsonLines, parse_day

if TYPE_CHECKING:
    from insights.tradeoffs.judge.cases import OperatingPoint
    from insights.tradeoffs.judge.operating_point import Costs

Day = Annotated[
    date | None,
    typer.Option(
        "--day", parser=parse_day, metavar="DAY", help="Read nothing later than this day; by default the last."
    ),
]
Caps = Annotated[
    list[str] | None,
    typer.Option(
        "--cap",
        metavar="NAME=NUMBER",
        help="complaints or refunds of 1,000 orders, or violations of 1,000 posts; several times for several.",
    ),
]
Choose = Annotated[bool, typer.Option("--choose", help="Store this point with its reason, author and day.")]


def promotion(
    cap: Caps = None,
    day: Day = None,
    following: Annotated[int, typer.Option(min=1, metavar="DAYS", help="Outcomes are of so many days.")] = 28,
    lowest: Annotated[float, typer.Option(min=0, max=1, help="The lowest multiple of today's exposure.")] = 0.5,
    highest: Annotated[float, typer.Option(min=1, help="The highest multiple of today's exposure.")] = 2.0,
    out: Annotated[Path | None, typer.Option(metavar="FILE.csv", help="Write the multiple of each creator.")] = None,
    choose: Choose = False,
    author: Annotated[str, typer.Option(metavar="NAME", help="Who chooses.")] = "",
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why this point.")] = "",
    as_json: AsJson = False,
) -> None:
    """Choose each creator's exposure for the highest value under caps on complaints, refunds and violations."""
    with report_errors():
        from datetime import UTC, datetime

        from agent.open_warehouse import day_to_read, open_warehouse
        from agent.settings import read_settings
        from cli.views.console import echo_json
        from cli.views.tradeoffs_view import print_choice, print_promotion
        from insights.tradeoffs.promotion.choices import choose as store_choice
        from insights.tradeoffs.promotion.decision import Bounds
        from insights.tradeoffs.promotion.report import promotion as find_promotion
        from insights.tradeoffs.promotion.report import write_multiples

        settings, caps = read_settings(), _numbers(cap or [], "--cap complaints=75")
        with open_warehouse(settings, read_only=True) as warehouse:
            last = day_to_read(warehouse.engine, day)
            found = find_promotion(warehouse.engine, last, caps, Bounds(low=lowest, high=highest), following)
        if out:
            write_multiples(out, found)
        if as_json:
            echo_json(found.report.model_dump_json(indent=2))
        else:
            print_promotion(found.report)
        if choose:
            print_choice(store_choice(settings.data_dir, found.report, author, reason, datetime.now(UTC)))


def choices(as_json: AsJsonLines = False) -> None:
    """List the points that were chosen, with who chose them and why."""
    with report_errors():
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines
        from cli.views.tradeoffs_view import print_choices
        from insights.tradeoffs.promotion.choices import read_choices

        found = read_choices(read_settings().data_dir)
        if as_json:
            echo_json_lines(found)
        else:
            print_choices(found)


def exposure(
    day: Day = None,
    simulations: Annotated[int, typer.Option(min=2, max=100, metavar="N", help="How many simulations.")] = 5,
    power: Annotated[
        float, typer.Option(min=0.1, max=50, help="Merit is quality to this power; higher favours the best.")
    ] = 4.0,
    as_json: AsJson = False,
) -> None:
    """Simulate ranking policies on the creators of the warehouse: clicks, who is shown, and who never is."""
    with report_errors():
        from agent.open_warehouse import day_to_read, open_warehouse
        from agent.settings import read_settings
        from cli.views.console import echo_json
        from cli.views.tradeoffs_view import print_exposure
        from insights.tradeoffs.exposure.warehouse import warehouse_exposure

        with open_warehouse(read_settings(), read_only=True) as warehouse:
            last = day_to_read(warehouse.engine, day)
            report = warehouse_exposure(warehouse.engine, last, simulations, power)
        if as_json:
            echo_json(report.model_dump_json(indent=2))
        else:
            print_exposure(report)


def judge(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="A folder of clausewise eval run, its results, or a CSV file.")
    ],
    cost: Annotated[
        str,
        typer.Option(
            metavar="LIST", help="What a violation that passes, a wrong accusation and a minute of a reviewer cost."
        ),
    ] = "missed=50,accused=20,minute=1",
    minutes: Annotated[float, typer.Option(min=0, help="How long a review takes.")] = 3.0,
    current: Annotated[
        str | None,
        typer.Option(
            metavar="LIST", help="Today's thresholds, such as review=0.42,violation=0.58; by default of the file."
        ),
    ] = None,
    violation_share: Annotated[
        float | None, typer.Option(metavar="SHARE", help="The share of violations on the platform, such as 0.02.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find the judge's thresholds that cost least, on one half of labelled cases, and measure them on the other."""
    with report_errors():
        from cli.views.console import echo_json
        from cli.views.tradeoffs_view import print_operating
        from insights.tradeoffs.judge.cases import read_judged
        from insights.tradeoffs.judge.operating_point import operating_report

        cases = read_judged(path)
        now = _current(current) if current else cases.present_point(_margin())
        weighted = cases if violation_share is None else cases.with_share(violation_share)
        report = operating_report(weighted, _costs(cost, minutes), now)
        if as_json:
            echo_json(report.model_dump_json(indent=2))
        else:
            print_operating(report)


def _margin() -> float:
    from agent.settings import read_settings

    return read_settings().thresholds.margin


def _costs(text: str, minutes: float) -> "Costs":
    from domain.errors import InputError
    from insights.tradeoffs.judge.operating_point import Costs

    example = "--cost missed=50,accused=20,minute=1"
    numbers = _numbers(text.split(","), example)
    if {*numbers} != {"missed", "accused", "minute"}:
        raise InputError(f"costs are missed, accused and minute: write {example}")
    return Costs(minutes=minutes, **numbers).checked()


def _current(text: str) -> "OperatingPoint":
    from domain.errors import InputError
    from insights.tradeoffs.judge.cases import OperatingPoint

    example = "--current review=0.42,violation=0.58"
    numbers = _numbers(text.split(","), example)
    if {*numbers} != {"review", "violation"} or not 0 <= numbers["review"] <= numbers["violation"]:
        raise InputError(f"thresholds are review and violation, the latter not below the former: write {example}")
    return OperatingPoint(review_from=numbers["review"], violation_from=numbers["violation"])


def _numbers(texts: list[str], example: str) -> dict[str, float]:
    """Of NAME=NUMBER. Raises InputError."""
    from domain.errors import InputError

    found = {}
    for text in texts:
        name, _, value = text.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError as error:
            raise InputError(f"{text!r} is no name with a number: write {example}") from error
    return found
