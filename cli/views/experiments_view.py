"""Shows experiments on a terminal: assignments, checks, plans, and effects with their intervals."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from cli.views.console import bullets, count, echo_file, out, print_line, print_table, spaced, table
from insights.experiments.planning import ArmPlan, Plan
from insights.experiments.report import CheckReport, Effect, ExperimentReport, SampleRatio, Uplift

EFFECT_COLUMNS = ("arm", "units", "value", "control", "difference", "at the end", "at any time", "p", "relative")
PLAN_COLUMNS = ("arm", "units", "control", "detectable", "adjusted", "at any time", "units needed", "adjusted")


def print_assignments(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    echo_file(text.getvalue())


def print_check(report: CheckReport) -> None:
    print_line(f"Assignment of {report.experiment}", style="bold")
    _print_split(report.sample_ratio)
    _print_problems(report.problems)
    _print_notes(report.notes)
    if not report.problems:
        print_line("nothing found against the assignment")


def print_experiment(report: ExperimentReport) -> None:
    print_line(f"{report.experiment}: {report.metric}, against {report.control}", style="bold")
    _print_split(report.sample_ratio)
    _print_problems(report.problems)
    _print_effects(report.effects)
    if report.guardrails:
        print_line("\nGuardrails", style="bold")
        rows = (
            (one.metric, one.effect.arm, f"{one.margin:+g}", spaced(one.verdict), *_difference(one.effect))
            for one in report.guardrails
        )
        print_table(table(("metric", "arm", "margin", "verdict", "difference", "at the end", "at any time"), rows))
        for one in report.guardrails:
            if one.effect.note:
                print_line(f"{one.metric}, {one.effect.arm}: {one.effect.note}")
    for uplift in report.uplifts:
        _print_uplift(uplift)
    running = () if report.ended else ("the end is still to come: read the interval at any time",)
    _print_notes((*report.notes, *running))


def print_plan(plan: Plan) -> None:
    print_line(f"{plan.metric}: mean {number(plan.mean)}, deviation {number(plan.deviation)}", style="bold")
    print_line(f"from {count(plan.history_units, plan.counted.removesuffix('s'))} of the past")
    print_table(table(PLAN_COLUMNS, map(_plan_row, plan.arms)))
    asked = "" if plan.effect is None else f"; units needed are for a difference of {number(plan.effect)}"
    print_line(f"power {plan.power:.0%}, confidence {plan.confidence:.0%}, {plan.units:,} {plan.counted} in all{asked}")
    print_line(f"adjusted by what was known before, which explains {plan.explained:.1%} of the variance")
    _print_notes(plan.notes)


def _plan_row(arm: ArmPlan) -> tuple[str, ...]:
    needed = ("" if n is None else f"{n:,}" for n in (arm.units_needed, arm.units_needed_adjusted))
    found = map(number, (arm.detectable, arm.detectable_adjusted, arm.detectable_anytime))
    return arm.arm, f"{arm.units:,}", f"{arm.control_units:,}", *found, *needed


def _print_split(ratio: SampleRatio) -> None:
    rows = ((arm.arm, f"{arm.counted:,}", f"{arm.intended:.2%}", f"{arm.observed:.2%}") for arm in ratio.arms)
    print_table(table(("arm", ratio.counted, "intended", "observed"), rows))
    strata = "" if ratio.stratum_p_value is None else f", within strata p = {ratio.stratum_p_value:.2g}"
    p_value = "not tested" if ratio.p_value is None else f"p = {ratio.p_value:.2g}"
    verdict = "broken" if ratio.alarm else "as intended"
    tested = f"{p_value}{strata}; largest gap {ratio.largest_gap:+.2%}; alarm below {ratio.alarm_below:g}"
    print_line(f"split: {verdict} ({tested})")
    if ratio.note:
        print_line(ratio.note)


def _print_effects(effects: Sequence[Effect]) -> None:
    print_line("")
    print_table(table(EFFECT_COLUMNS, map(_effect_row, effects)))
    for one in effects:
        for line in _effect_notes(one):
            print_line(f"{one.arm}: {line}")


def _effect_row(one: Effect) -> tuple[str, ...]:
    p_value = one.adjusted_p_value if one.adjusted_p_value is not None else one.p_value
    bounds = _interval(one.relative_low, one.relative_high, "+.1%")
    relative = "" if one.relative is None else f"{one.relative:+.1%} ({bounds})"
    values = (number(one.value), number(one.control_value))
    return one.arm, f"{one.units:,}", *values, *_difference(one), p_text(p_value), relative


def _difference(one: Effect) -> tuple[str, ...]:
    if one.difference is None:
        return "not shown", "", ""
    return (
        f"{one.difference:+.4g}",
        _interval(one.low, one.high, "+.4g"),
        _interval(one.anytime_low, one.anytime_high, "+.4g"),
    )


def _effect_notes(one: Effect) -> Iterator[str]:
    if one.method:
        reduced = one.variance_reduction
        yield one.method + ("" if reduced is None else f", which took {reduced:.1%} off the variance")
    if one.note:
        yield one.note


def _print_uplift(uplift: Uplift) -> None:
    print_line(f"\nFor whom does {uplift.arm} work?", style="bold")
    if uplift.note:
        print_line(uplift.note)
        return
    print_line(f"found on {uplift.found_on:,} units, estimated on {uplift.estimated_on:,} others")
    models = ((one.name, f"{one.qini:.4f}", _interval(one.low, one.high, ".4f")) for one in uplift.models)
    print_table(table(("model", "Qini a treated unit", "95% interval"), models))
    groups = ((one.group, *_difference(one.effect)[:2], "; ".join(one.traits)) for one in uplift.groups)
    print_table(table(("group", "difference", "interval", "who"), groups))
    print_line(f"first and last group differ with p = {p_text(uplift.p_value)}, ranked by {uplift.ranked_by}")


def _print_problems(problems: Sequence[str]) -> None:
    for problem in problems:
        print_line(f"problem: {problem}", style="bold red")


def _print_notes(notes: Sequence[str]) -> None:
    if notes:
        out.print(bullets(notes))


def number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def p_text(value: float | None) -> str:
    if value is None:
        return ""
    return "<0.0001" if value < 0.0001 else f"{value:.4f}"


def _interval(low: float | None, high: float | None, form: str) -> str:
    return "" if low is None or high is None else f"{low:{form}} to {high:{form}}"
