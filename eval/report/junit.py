"""A run as JUnit XML for CI systems: one test per case, failed where the outcome is wrong."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from eval.runs.summary_rows import SummaryRow, judged_rows


def render_junit(rows: Sequence[SummaryRow], dataset: str) -> str:
    judged = judged_rows(rows)
    failures = sum(not row.correct and row.prediction.error is None for row in judged)
    errors = sum(row.prediction.error is not None for row in judged)
    counts = {"tests": str(len(judged)), "failures": str(failures), "errors": str(errors)}
    suite = Element("testsuite", {"name": dataset, **counts})
    for row in judged:
        _add_case(suite, row, dataset)
    return tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _add_case(suite: Element, row: SummaryRow, dataset: str) -> None:
    name = row.case_id if row.repeat == 0 else f"{row.case_id} #{row.repeat + 1}"
    time = f"{row.latency_ms / 1000:.3f}"
    case = SubElement(suite, "testcase", {"classname": dataset, "name": name, "time": time})
    if row.prediction.error is not None:
        SubElement(case, "error", {"message": row.prediction.error})
    elif not row.correct:
        message = f"predicted {row.prediction.outcome}, labelled {row.gold.outcome}"
        SubElement(case, "failure", {"message": message})
