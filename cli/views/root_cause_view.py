"""Why a metric moved, for a terminal."""

from collections.abc import Iterable

from cli.views.console import print_line, print_table, table
from insights.causes.report import RootCauseReport
from insights.causes.words import number


def print_root_cause(report: RootCauseReport) -> None:
    """What was asked, the words, then what they rest on."""
    print_line(report.title, style="bold")
    print_line(
        f"{report.first_day} to {report.last_day}, against {report.baseline_first_day} to {report.baseline_last_day}"
    )
    _print_lines("", report.words)
    _print_lines(
        "Own changes that were tried", (f"{one.fit}: {one.title}; {one.reason}" for one in report.explanations)
    )
    if report.causes:
        print_line("\nSlices, best first")
        rows = (
            (one.title, number(one.before, report.unit), number(one.after, report.unit), _share(one.share))
            for one in report.causes
        )
        print_table(table(("slice", "before", "after", "of the movement"), rows))
    print_line("\nFrom before to after")
    print_table(table(("step", report.unit), ((one.label, _step(one.kind, one.value)) for one in report.waterfall)))
    _print_lines("Ruled out", (f"{one.what}: {one.why}" for one in report.ruled_out))
    _print_lines("Look at", report.warnings)


def _print_lines(title: str, lines: Iterable[str]) -> None:
    found = [*lines]
    if found and title:
        print_line(f"\n{title}")
    for line in found:
        print_line(f"  {line}" if title else line)


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _step(kind: str, value: float) -> str:
    return f"{value:.4g}" if kind == "level" else f"{value:+.4g}"
