"""Strategies: the list, the check, a run, stored hits, a threshold."""

from cli.views.console import bullets, count, err, out, print_line, print_table, section, table
from insights.strategies.checks import CheckReport
from insights.strategies.daily_run import RunReport
from insights.strategies.intervals import show
from insights.strategies.listing import StrategyList, VariableList
from insights.strategies.queueing import QueueReport
from insights.strategies.stored_hits import HitsReport
from insights.strategies.threshold_report import ThresholdReport


def print_strategies(report: StrategyList) -> None:
    print_line(f"{report.folder}, on {report.day}")
    rows = (
        (
            one.strategy.key,
            one.state,
            one.strategy.action.value,
            one.strategy.scope.subject.value,
            ", ".join(one.strategy.scope.markets) or "all",
            one.strategy.owner,
            str(one.strategy.expires),
            str(one.strategy.max_daily),
            one.strategy.when,
        )
        for one in report.strategies
    )
    columns = ("strategy", "state", "action", "subject", "markets", "owner", "expires", "a day", "when")
    print_table(table(columns, rows))
    for problem in report.problems:
        print_line(f"{problem.place}: {problem.message}; {problem.remedy}")


def print_variables(report: VariableList) -> None:
    rows = (
        (
            one.name,
            one.type if one.unit is None else f"{one.type}, {one.unit}",
            "refused" if one.refused else "review only" if one.review_only else "",
            one.meaning if one.refused is None else f"{one.meaning} Refused: {one.refused}.",
        )
        for one in report.variables
    )
    print_table(table(("variable", "type", "for", "meaning"), rows))


def print_check(report: CheckReport) -> None:
    for problem in report.problems:
        print_line(f"{problem.place}: {problem.message}")
        print_line(f"    {problem.remedy}")
    found = count(len(report.problems), "problem") if report.problems else "no problem"
    print_line(f"{count(report.strategies, 'strategy', 'strategies')} of {report.folder}: {found}")


def print_run(report: RunReport) -> None:
    rows = (
        (
            one.strategy,
            one.action or f"not run: {one.reason}",
            str(one.matched),
            str(one.stored),
            str(one.already_stored),
            str(one.above_cap),
            str(one.not_known),
        )
        for one in report.strategies
    )
    print_line(f"strategies of {report.day}")
    print_table(table(("strategy", "action", "matched", "stored", "before", "above cap", "not known"), rows))


def print_queue(report: QueueReport) -> None:
    print_line(f"{count(report.hits, 'hit')} ask for a person: {count(report.jobs, 'new job')} in the review queue")
    for note in report.notes:
        print_line(note, err)


def print_hits(report: HitsReport) -> None:
    rows = (
        (
            f"{one.strategy}@{one.version}",
            one.action,
            str(one.hits),
            str(one.creators),
            f"{one.first_day} to {one.last_day}",
            ", ".join(one.examples),
        )
        for one in report.counts
    )
    print_line(f"hits of {report.first_day} to {report.last_day}")
    print_table(table(("strategy", "action", "hits", "creators", "days", "newest"), rows))
    if not report.counts:
        print_line("none is stored: run clausewise insights strategies run")


def print_threshold(report: ThresholdReport) -> None:
    goal = f"a precision of {report.target:g} with a confidence of {report.confidence:g}"
    print_line(f"{report.score}: {goal}")
    print_line(
        f"{report.earlier}: {count(report.labelled_earlier, 'labelled row')}, {report.later}: "
        f"{count(report.labelled_later, 'labelled row')}"
    )
    if report.threshold is None:
        print_line("no such threshold")
    else:
        print_line(f"threshold {report.threshold:g}" + (f": when {report.when}" if report.when else ""))
        print_line(f"earlier: precision {show(report.earlier_precision)}")
        print_line(
            f"later: precision {show(report.precision)}, recall {show(report.recall)}, {count(report.hits, 'hit')}"
        )
    out.print(section("Read this with", bullets(report.notes)))
