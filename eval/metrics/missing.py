"""Why a figure of a report is null."""

from collections.abc import Iterator

from eval.report.figures import Report

WHY = {
    "outcome.labellers_alpha": "no case was labelled by two people who differ",
    "outcome": "no outcome is labelled, or none was asked for",
    "violated_set": "no violation is labelled",
    "citation": "no clause was cited, or none is labelled",
    "retrieval": "no clause is labelled",
    "calibration": "no label decides, or no case was decided",
    "harms": "no label of that outcome",
    "latency_ms": "no case was asked about",
    "cost": "a model without a price was asked: set CLAUSEWISE_LLM__PRICES",
}


def missing(report: Report) -> dict[str, str]:
    """By the path of the figure."""
    return {path: WHY.get(path, WHY[path.partition(".")[0]]) for path in _nulls(report)}


def _nulls(report: Report) -> Iterator[str]:
    for section in ("outcome", "violated_set", "citation", "retrieval", "calibration", "harms", "latency_ms"):
        yield from (f"{section}.{name}" for name, value in getattr(report, section) if value is None)
    if report.cost is None:
        yield "cost"
