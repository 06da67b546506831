"""Tables of an evaluation: agreement with the labels, the figures of a run, and what a dataset covers."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from cli.views.console import Console, count, err, out, print_line, print_table, spaced, table
from domain.verdict import Outcome

if TYPE_CHECKING:
    from agent.quality.bootstrap import Estimate
    from eval.dataset.coverage import ClauseCoverage, Counts, TagCoverage
    from eval.dataset.dataset import Dataset
    from eval.dataset.difficulty import Difficulty
    from eval.report.figures import Report
    from eval.runs.agreement_by_slice import AgreementSlice, SplitAgreement
    from policies.checks.problem import Problem

METRIC_NAMES = {
    "kappa": "Cohen's kappa",
    "macro_f1": "macro-F1",
    "accuracy": "accuracy",
    "decided": "decided (not left to review)",
    "accuracy_decided": "accuracy where both decide",
    "exact_set": "exact clause set, of violations",
    "missed_violation_rate": "missed violations (false negatives)",
    "false_positive_rate": "false positives",
    "review_recall": "review recall",
    "error_rate": "error rate",
}
MAX_LISTED_ERRORS = 5
MAX_ATTACKS = 20  # rows of the summary; the report has all
TAG_METRIC_NAMES = {"kappa": "kappa", "macro_f1": "macro-F1", "accuracy": "accuracy", "exact_set": "exact set"}


def warn_of_errors(dataset: "Dataset", errors: "Sequence[Problem]") -> None:
    """On standard error, before the cases are decided."""
    if errors:
        found = f"clausewise eval check finds {count(len(errors), 'error')} in {dataset.folder}"
        print_line(f"warning: {found}, so the figures may mislead; the first is {errors[0]}", err, style="yellow")
    _print_not_searched(dataset, err)


def print_errors(dataset: "Dataset", errors: "Sequence[Problem]") -> None:
    """What `eval check` will find in a new dataset."""
    for problem in errors[:MAX_LISTED_ERRORS]:
        print_line(str(problem), style="red")
    if errors:
        print_line(f"clausewise eval check finds {count(len(errors), 'error')}: correct them before a run")
    _print_not_searched(dataset, out)


def _print_not_searched(dataset: "Dataset", console: Console) -> None:
    from eval.dataset.check import texts_not_searched

    if line := texts_not_searched(dataset):
        print_line(line, console, style="yellow")


def print_agreement(agreement: "SplitAgreement") -> None:
    print_table(metric_table(agreement))
    out.print()
    if len(agreement.slices) > 1:
        print_table(tag_metric_table(agreement))
        out.print()
    for case_id, error in agreement.errors.items():
        print_line(f"{case_id}: {error}", style="red")


def metric_table(agreement: "SplitAgreement") -> Table:
    """Metrics over all cases of the split; a column for the judge and for each baseline."""
    everything = agreement.slices[0]
    head = (f"{agreement.split} ({count(everything.cases, 'case')})", *everything.estimates)
    rows = (
        (title, *(with_interval(by_metric[name]) for by_metric in everything.estimates.values()))
        for name, title in METRIC_NAMES.items()
    )
    return table(head, rows)


def tag_metric_table(agreement: "SplitAgreement") -> Table:
    """Per tag: the metrics of the judge, then the accuracy of each baseline."""
    judge, *baselines = agreement.slices[0].estimates
    head = (
        f"{agreement.split}, by tag",
        "cases",
        *TAG_METRIC_NAMES.values(),
        *(f"{name}: accuracy" for name in baselines),
    )
    return table(head, (tuple(_tag_cells(one, judge, baselines)) for one in agreement.slices[1:]))


def _tag_cells(one: "AgreementSlice", judge: str, baselines: list[str]) -> Iterator[str]:
    yield from (one.name, str(one.cases))
    yield from (with_interval(one.estimates[judge][name]) for name in TAG_METRIC_NAMES)
    yield from (_value(one.estimates[name]["accuracy"].value) for name in baselines)


def with_interval(estimate: "Estimate") -> str:
    return _value(estimate.value, None if estimate.low is None else (estimate.low, estimate.high or 0.0))


def figure_rows(report: "Report") -> Iterator[tuple[str, str]]:
    """The main figures, each with its interval; the most common label is the baseline of the accuracy."""
    if report.outcome.majority is not None:
        yield from _outcome_rows(report)
    yield from _attack_rows(report)
    yield "clause in the first five results", _value(report.retrieval.hit_at_5, report.retrieval.hit_at_5_ci)
    yield "mean reciprocal rank", _value(report.retrieval.mrr)
    yield "errors", str(report.errors)
    yield "latency in ms, p50 and p95", f"{_rounded(report.latency_ms.p50)}, {_rounded(report.latency_ms.p95)}"
    if report.usage.calls:
        tokens = f"{report.usage.calls}, {report.usage.input_tokens}"
        yield "model calls, input tokens, cost", f"{tokens}, {_value(report.cost)}"


def _attack_rows(report: "Report") -> Iterator[tuple[str, str]]:
    attacks = report.attacks
    if attacks:
        flips, cases = sum(one.flips for one in attacks), sum(one.cases for one in attacks)
        yield "violations judged compliant under an attack", f"{flips} of {cases}"
    for one in attacks[:MAX_ATTACKS]:
        yield f"  {spaced(one.channel)}, {one.style}", f"{one.flips} of {one.cases}"
    if len(attacks) > MAX_ATTACKS:
        yield f"  {len(attacks) - MAX_ATTACKS} more", "see the report"


def _outcome_rows(report: "Report") -> Iterator[tuple[str, str]]:
    outcome, rates, calibration = report.outcome, report.error_rates, report.calibration
    yield "accuracy", _value(outcome.accuracy, outcome.accuracy_ci)
    if outcome.majority is not None:
        yield f"  baseline: always {spaced(outcome.majority.outcome)}", _value(outcome.majority.accuracy)
    yield "macro-F1", _value(outcome.macro_f1, outcome.macro_f1_ci)
    yield "Cohen's kappa", _value(outcome.kappa, outcome.kappa_ci)
    yield "decided, and accuracy of these", f"{_value(outcome.decided)}, {_value(outcome.accuracy_decided)}"
    yield "exact clause set", _value(report.violated_set.exact, report.violated_set.exact_ci)
    missed = _value(rates.missed_violation_rate, rates.missed_violation_rate_ci)
    yield METRIC_NAMES["missed_violation_rate"], missed
    yield METRIC_NAMES["false_positive_rate"], _value(rates.false_positive_rate, rates.false_positive_rate_ci)
    named = report.naming.total
    yield "violated clauses named", _value(named.coverage, named.coverage_ci)
    yield "named clauses that are violated", _value(named.precision, named.precision_ci)
    yield "calibration error, Brier score", f"{_value(calibration.ece)}, {_value(calibration.brier)}"
    yield "verbatim quotes", _value(report.citation.verbatim)


def _value(value: float | None, interval: tuple[float, float] | None = None) -> str:
    if value is None:
        return "none"
    return f"{value:.3f}" + (f" [{interval[0]:.2f}, {interval[1]:.2f}]" if interval else "")


def _rounded(value: float | None) -> str:
    return "none" if value is None else f"{value:.0f}"


def rule_table(rows: "Sequence[ClauseCoverage]", splits: Sequence[str]) -> Table:
    """A count per split, in the order of the heading: `3 · 1`."""
    columns = ("Rule", f"Violations ({_joined(splits)})", f"Near misses ({_joined(splits)})")
    return table(columns, ((r.clause_id, _counts(r.violations), _counts(r.near_misses)) for r in rows))


def exception_table(rows: "Sequence[ClauseCoverage]", splits: Sequence[str]) -> Table:
    columns = ("Exception", f"Exemptions ({_joined(splits)})", f"Near misses ({_joined(splits)})")
    return table(columns, ((r.clause_id, _counts(r.exemptions), _counts(r.near_misses)) for r in rows))


def tag_coverage_table(rows: "Sequence[TagCoverage]", splits: Sequence[str]) -> Table:
    columns = ("Tag", f"Cases ({_joined(splits)})", *(spaced(outcome.value) for outcome in Outcome), "Must pass")
    return table(columns, ((r.tag, _counts(r.cases), *map(str, r.outcomes.values()), str(r.must_pass)) for r in rows))


def difficulty_summary(found: "Difficulty") -> str:
    dev = "" if found.dev_to_test is None else f"{found.dev_to_test:.0%} of outcomes from dev to test, "
    return (
        f"Difficulty: a bag of words predicts {dev}{found.cross_validated:.0%} in five-fold cross-validation. "
        f"The rule with the most similar words is violated in {found.nearest_clause_accuracy:.0%} of "
        f"{count(found.violations, 'violation')}. {len(found.giveaway_cases)} of them share a word with a violated "
        "clause that no other clause contains."
    )


def _joined(splits: Sequence[str]) -> str:
    return " · ".join(splits)


def _counts(counts: "Counts") -> str:
    return " · ".join(map(str, counts.values()))
