"""Sets a report into its page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.dataset.labelled_case import LabelledCase
from eval.metrics.comparison import Comparison
from eval.report import plots
from eval.report.figures import Report
from eval.report.worst_cases import with_content, worst
from eval.runs.manifest import RunManifest
from eval.runs.result import Result

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATE = "page.html.j2"
MOST_FLIPS = 200


@dataclass(frozen=True)
class Beside:
    """The run that is the baseline, and what differs."""

    report: Report
    comparison: Comparison


def page(
    report: Report,
    manifest: RunManifest,
    results: Iterable[Result],
    cases: Mapping[str, LabelledCase],
    beside: Beside | None = None,
) -> str:
    """`results` are read once, one at a time. Content is hostile text: everything is escaped."""
    flips = beside.comparison.flips[:MOST_FLIPS] if beside else ()
    return _template().render(
        report=report,
        manifest=manifest,
        metrics=_metrics(report, beside.report if beside else None),
        reliability=plots.reliability(report.calibration.bins) if report.calibration.bins else "",
        coverage=plots.coverage(report.coverage) if report.coverage else "",
        clauses=report.slices.get("clause", ()),
        facets={name: found for name, found in report.slices.items() if name != "clause" and len(found) > 1},
        worst=with_content(worst(results), cases),
        beside=beside,
        flips=flips,
    )


def _metrics(report: Report, before: Report | None) -> list[tuple[str, str, str, str]]:
    """Name, value, interval, and the baseline's value."""
    names: Sequence[tuple[str, str]] = (
        ("Accuracy", "outcome.accuracy"),
        ("Macro-F1", "outcome.macro_f1"),
        ("Cohen's kappa", "outcome.kappa"),
        ("Decided, of all", "outcome.decided"),
        ("Right, where label and run decide", "outcome.accuracy_decided"),
        ("Exact set of clauses, of violations", "violated_set.exact"),
        ("Overlap of sets (Jaccard)", "violated_set.jaccard"),
        ("Violations passed", "harms.missed_violation"),
        ("Passes called violations", "harms.false_alarm"),
        ("Quotes verbatim", "citation.verbatim"),
        ("Clauses cited that were broken", "citation.precision"),
        ("Broken clauses cited", "citation.recall"),
        ("A labelled clause among the first five", "retrieval.hit_at_5"),
        ("Mean reciprocal rank", "retrieval.mrr"),
        ("Calibration error", "calibration.ece"),
        ("Brier score", "calibration.brier"),
    )
    return [(title, _value(report, path), _interval(report, path), _value(before, path)) for title, path in names]


def _value(report: Report | None, path: str) -> str:
    if report is None:
        return ""
    value = _at(report, path)
    return "—" if value is None else f"{value:.3f}"


def _interval(report: Report, path: str) -> str:
    found = _at(report, f"{path}_ci", None)
    return f"{found[0]:.2f} to {found[1]:.2f}" if found else ""


def _at(report: Report, path: str, *otherwise: Any) -> Any:
    section, _, name = path.partition(".")
    return getattr(getattr(report, section), name, *otherwise)


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["share"] = lambda value: "—" if value is None else f"{value:.0%}"
    environment.filters["figure"] = lambda value: "—" if value is None else f"{value:.2f}"
    environment.filters["words"] = lambda value: str(value).replace("_", " ")
    return environment.get_template(TEMPLATE)
