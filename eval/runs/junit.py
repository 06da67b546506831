"""A run as JUnit XML, which CI systems read: a test a case, failed where the outcome is wrong."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from eval.runs.summary_row import Row


def junit(rows: Sequence[Row], dataset: str) -> str:
    judged = [row for row in rows if row.judged]
    wrong = sum(not row.right and row.answer.error is None for row in judged)
    errors = sum(row.answer.error is not None for row in judged)
    counts = {"tests": str(len(judged)), "failures": str(wrong), "errors": str(errors)}
    suite = Element("testsuite", {"name": dataset, **counts})
    for row in judged:
        _case(suite, row, dataset)
    return tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: Element, row: Row, dataset: str) -> None:
    name = row.case_id if row.repeat == 0 else f"{row.case_id} #{row.repeat + 1}"
    time = f"{row.latency_ms / 1000:.3f}"
    case = SubElement(suite, "testcase", {"classname": dataset, "name": name, "time": time})
    if row.answer.error is not None:
        SubElement(case, "error", {"message": row.answer.error})
    elif not row.right:
        SubElement(case, "failure", {"message": f"{row.answer.outcome}, and {row.gold.outcome} is right"})
