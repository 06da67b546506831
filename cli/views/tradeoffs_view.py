"""Shows trade-offs on a terminal: promotion and its front, exposure by policy, the operating point of the judge."""

from collections.abc import Iterable, Iterator

from cli.views.console import bullets, out, print_line, print_table, table
from cli.views.fairness_view import bounds, number
from domain.days import date_of
from insights.estimate import Estimate
from insights.tradeoffs.exposure.report import ExposureReport
from insights.tradeoffs.judge.operating_point import NEVER, OperatingReport, PointCost
from insights.tradeoffs.promotion.choices import Choice
from insights.tradeoffs.promotion.decision import TITLES, Feasible
from insights.tradeoffs.promotion.front import Point
from insights.tradeoffs.promotion.report import PromotionReport

EXPOSURE_COLUMNS = {
    "clicks": ("clicks", ",.0f"),
    "gini": ("Gini", ".2f"),
    "never_shown": ("never shown", ".1%"),
    "best_fifth_never_shown": ("best fifth never shown", ".1%"),
    "best_fifth_share": ("best fifth's share", ".2f"),
    "worst_fifth_share": ("worst fifth's share", ".3f"),
    "distance_to_merit": ("distance to merit", ".2f"),
    "newcomers_by_merit": ("newcomers by merit", ".2f"),
}


def print_promotion(report: PromotionReport) -> None:
    print_line(f"Promotion of {report.creators:,} creators on {date_of(report.day)}", style="bold")
    print_line(
        f"models learned up to {date_of(report.learned_day + report.following)}, and were measured on the "
        f"{report.following} days after {date_of(report.measured_day)}"
    )
    print_table(table(("target", "creators with any", "expected by happened", "95%", "explained"), _models(report)))
    print_line("\nvalue and rates, expected and as they came out", style="bold")
    print_table(
        table(_point_columns(report.today), _points([("as it is", report.today), ("under the caps", report.point)]))
    )
    if report.nearest:
        when = "with the creators of today" if report.infeasible_now else "on the measured days"
        for line in _nearest(report.nearest, when):
            print_line(line, style="bold")
    else:
        print_line(f"today: {report.promoted:,} creators get more exposure, {report.demoted:,} get less")
    for name, points in report.fronts.items():
        print_line(f"\nvalue at each cap on {TITLES[name]}", style="bold")
        rows = [(f"at most {point.caps[name]:.1f}", point) for point in points]
        print_table(table(_point_columns(report.today), _points(rows)))
    out.print(bullets(report.notes))


def print_choice(choice: Choice) -> None:
    print_line(f"stored: {_choice(choice)}")


def print_choices(choices: Iterable[Choice]) -> None:
    lines = [_choice(choice) for choice in choices]
    for line in lines or ["no point was chosen yet: clausewise insights tradeoffs promotion --choose"]:
        print_line(line)


def print_exposure(report: ExposureReport) -> None:
    print_line(
        f"Exposure of {report.creators:,} creators, {report.newcomers:,} of them new: {report.rounds} rounds of "
        f"{report.slots} places, {report.simulations} simulations, merit is quality to the power {report.power:g}",
        style="bold",
    )
    columns = ("policy", "quality", *(title for title, _ in EXPOSURE_COLUMNS.values()))
    rows = (
        (row.policy, row.quality, *(_mean(row.measures[name], form) for name, (_, form) in EXPOSURE_COLUMNS.items()))
        for row in report.policies
    )
    print_table(table(columns, rows))
    out.print(bullets(report.notes))


def print_operating(report: OperatingReport) -> None:
    print_line(
        f"Thresholds chosen on {report.chosen_on:,} cases, measured on {report.reported_on:,} others", style="bold"
    )
    rows = [_operating("chosen", report.chosen), *([_operating("current", report.current)] if report.current else [])]
    columns = (
        "thresholds",
        "review from",
        "violation from",
        "cost of 100 cases",
        "95%",
        "missed",
        "accused",
        "reviewed",
    )
    print_table(table(columns, rows))
    if report.saving is None:
        print_line("no current thresholds to compare with: name them by --current")
    else:
        verdict = "cost less" if report.better else "are not shown to cost less: keep the current ones"
        shown = f"{number(report.saving, '+.2f')} ({bounds(report.saving, '+.2f')})"
        print_line(f"the chosen thresholds {verdict}; saving for 100 cases {shown}", style="bold")
    out.print(bullets(report.notes))


def _models(report: PromotionReport) -> Iterator[tuple[str, ...]]:
    for one in report.models:
        explained = "-" if one.explained is None else f"{one.explained:.0%}"
        yield one.target, f"{one.events:,}", number(one.calibration, ".2f"), bounds(one.calibration, ".2f"), explained


def _point_columns(today: Point) -> tuple[str, ...]:
    return (
        "choice",
        "value expected",
        "came out",
        "95%",
        "exposure",
        *(title for name in today.rates for title in _titles(name)),
    )


def _titles(name: str) -> tuple[str, str]:
    return TITLES[name], "expected"


def _points(rows: Iterable[tuple[str, Point | None]]) -> Iterator[tuple[str, ...]]:
    for name, point in rows:
        if point is None:
            continue
        rates = [
            cell
            for rate, found in point.rates.items()
            for cell in (f"{number(found, '.1f')} ({bounds(found, '.1f')})", _plain(point.expected_rates[rate], ".1f"))
        ]
        value = _plain(point.expected_value, ".3f")
        yield name, value, number(point.value), bounds(point.value), number(point.exposure, ".2f"), *rates


def _plain(value: float | None, form: str) -> str:
    return "-" if value is None else f"{value:{form}}"


def _nearest(nearest: Feasible, when: str) -> Iterator[str]:
    yield f"the caps cannot be satisfied {when}"
    for name, cap in nearest.alone.items():
        found = "none would help" if cap is None else f"{cap:.2f} is the lowest that can"
        yield f"  {TITLES[name]}, if the others stay: {found}"
    if nearest.factor is not None:
        wider = ", ".join(f"{TITLES[name]} {cap:.2f}" for name, cap in nearest.together.items())
        yield f"  all of them {nearest.factor:.3f} times wider: {wider}"


def _choice(choice: Choice) -> str:
    caps = ", ".join(f"at most {cap:g} {TITLES[name]}" for name, cap in choice.caps.items()) or "no caps"
    return f"{choice.at:%Y-%m-%d %H:%M} {choice.author}, as of {date_of(choice.day)}: {caps}: {choice.reason}"


def _mean(found: Estimate, form: str) -> str:
    half = "" if found.half_width is None else f" ±{found.half_width:{form}}"
    return f"{number(found, form)}{half}"


def _operating(name: str, found: PointCost) -> tuple[str, ...]:
    point = found.point
    return (
        name,
        _threshold(point.review_from),
        _threshold(point.violation_from),
        number(found.cost, ".2f"),
        bounds(found.cost, ".2f"),
        *(f"{number(one, '.1%')} ({bounds(one, '.1%')})" for one in (found.missed, found.accused, found.reviewed)),
    )


def _threshold(value: float) -> str:
    return "never" if value >= NEVER else f"{value:.3f}"
