"""Tables of `clausewise eval assessments`: what was found of labelled accounts."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cli.views.console import count, err, out, print_line, print_table, spaced, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.table import Table

    from eval.assessments.report import AssessmentReport, KindFigures
    from eval.assessments.scoring import AccountResult
    from eval.steering.scores import Share

MAX_LISTED = 30


def print_report(report: "AssessmentReport", written: Path | None) -> None:
    sample = report.sample
    print_line(
        f"{report.file}: {count(report.n, 'account')} of an invented sample of {sample.creators:,} creators over "
        f"{sample.days} days (seed {sample.seed}), assessed on {sample.last_date}"
    )
    print_line(f"Models of creators as of {report.models_as_of}" if report.models_as_of else _without_models(report))
    out.print()
    print_table(table(("Figure", "Value"), _figures(report)))
    out.print()
    print_table(table(("Clause", "Status right", "Could be judged", "Expected > found"), _clauses(report)))
    out.print()
    print_table(_by("Kind", report.by_kind))
    out.print()
    print_table(_by("Language", report.by_language))
    _print_wrong(report)
    if written is not None:
        print_line(f"\n{written / 'report.json'}: every assessment")


def _without_models(report: "AssessmentReport") -> str:
    return f"No models of creators, so scores are not measured: {report.why_no_models}"


def _figures(report: "AssessmentReport") -> Iterator[tuple[str, str]]:
    yield "outcome right", _share(report.outcome)
    yield "Cohen's kappa of the outcome", "none" if report.kappa is None else f"{report.kappa:.3f}"
    yield "review priority right", _share(report.priority)
    yield "honest creators accused", _share(report.honest.accused)
    yield "honest creators sent to a person first", _share(report.honest.first)
    yield "honest creators sent to a person at all", _share(report.honest.to_a_person)
    yield "creators at fault that nothing noticed", _share(report.unnoticed)
    yield "reasons that cite existing lines", _share(report.reasons_that_cite)
    yield "letters that disclose something or follow links", _share(report.letters_that_disclose)
    yield "errors", str(report.errors)
    yield "reasons written by", ", ".join(report.writers) or "nothing"
    yield "seconds an assessment, p50 and p95", f"{report.seconds_p50:.3f}, {report.seconds_p95:.3f}"


def _clauses(report: "AssessmentReport") -> Iterator[tuple[str, ...]]:
    for clause, found in report.clauses.items():
        counts = ", ".join(f"{spaced(pair)}: {number}" for pair, number in found.found.items())
        yield clause, _share(found.exact), f"{found.judged.count} of {found.judged.of}", counts


def _by(title: str, rows: "Mapping[str, KindFigures]") -> "Table":
    columns = (title, "Accounts", "Outcome right", "Clauses right", "Priority right")
    cells = ((spaced(name), *map(str, (one.n, one.outcome, one.clauses, one.priority))) for name, one in rows.items())
    return table(columns, cells)


def _print_wrong(report: "AssessmentReport") -> None:
    """Those whose outcome or priority is not the right one, or whose letter says too much."""
    wrong = [one for one in report.accounts if not (one.outcome_right and one.priority_right) or one.letter_discloses]
    if wrong:
        out.print()
        columns = ("Creator", "Kind", "Expected", "Found")
        print_table(table(columns, map(_wrong_row, wrong[:MAX_LISTED])))
    if len(wrong) > MAX_LISTED:
        print_line(f"and {count(len(wrong) - MAX_LISTED, 'more account')}; --json lists all")
    if report.errors == report.n:
        print_line("FAILED: no account could be assessed", err, style="red")


def _wrong_row(one: "AccountResult") -> tuple[str, ...]:
    gold = one.account.gold
    levels = " or ".join(level.label for level in sorted(gold.priority))
    return (
        one.account.creator_id,
        spaced(one.account.kind.value),
        f"{spaced(gold.outcome.value)}; {levels}",
        _found(one),
    )


def _found(one: "AccountResult") -> str:
    if one.error or one.outcome is None or one.priority is None:
        return one.error
    parts = [f"{spaced(one.outcome.value)}; {one.priority.label}", *one.priority_reasons[:1], *one.disclosures[:1]]
    return "; ".join([*parts, *(["verdict or letter follows links"] if one.follows_links else [])])


def _share(share: "Share") -> str:
    if share.value is None or share.low is None or share.high is None:
        return "none"
    return f"{share.count} of {share.of}, {share.value:.0%} [{share.low:.0%}, {share.high:.0%}]"
