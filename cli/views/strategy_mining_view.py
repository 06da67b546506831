"""What the search for patterns found: proposed strategies, notes for policy owners, creators to look at."""

from cli.views.console import bullets, count, out, print_line, print_table, section, table
from insights.strategies.intervals import show
from insights.strategies.mining.proposals import MiningReport, Proposal


def print_mining(report: MiningReport) -> None:
    print_line(f"{report.target}: found on {report.earlier}, tested on {report.backtest.days}")
    base = report.backtest.labels[0]
    print_line(f"{base.positive} positive and {base.negative:,} other labels then; base rate {show(base.base_rate)}")
    columns = ("proposal", "precision found", "precision later", "recall later", "a day", "better than chance", "when")
    print_table(table(columns, map(_row, report.proposals)))
    if report.policy_notes:
        out.print(section("Complaints that no clause covers", bullets(note.note for note in report.policy_notes)))
    if report.investigations:
        lines = (f"{one.creator_id}: {'; '.join(one.reasons)}" for one in report.investigations)
        title = f"{count(len(report.investigations), 'creator')} with rare values, to look at"
        out.print(section(title, bullets(lines)))
    out.print(section("Read this with", bullets(report.notes)))


def _row(one: Proposal) -> tuple[str, ...]:
    return (
        one.strategy.key + (" (review only)" if one.review_only else ""),
        show(one.found_precision),
        show(one.later.precision),
        show(one.later.recall),
        f"{one.later.workload.a_day:.1f}",
        "yes" if one.better_than_chance else "not shown",
        one.strategy.when,
    )
