"""A run as JUnit XML for CI systems. Only a check of the gate fails there: the tests of single cases tell what was
predicted, and a wrong one is no failure."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from eval.runs.summary_rows import SummaryRow, judged_rows

if TYPE_CHECKING:
    from eval.gate import GateCheck

GATE = "gate"
NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(rows: Sequence[SummaryRow], dataset: str, checks: Sequence["GateCheck"] = ()) -> str:
    """`checks` are those of the gate, if it was asked."""
    root = Element("testsuites")
    if checks:
        _add_gate(SubElement(root, "testsuite", {"name": GATE}), checks)
    cases = SubElement(root, "testsuite", {"name": _clean(dataset)})
    for row in judged_rows(rows):
        _add_case(cases, row, _clean(dataset))
    for suite in (*root, root):
        _count(suite)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _add_gate(suite: Element, checks: Sequence["GateCheck"]) -> None:
    for check in checks:
        test = SubElement(suite, "testcase", {"classname": GATE, "name": _clean(check.name)})
        if check.failure is not None:
            failure = SubElement(test, "failure", {"message": _clean(check.failure.reason)})
            failure.text = _clean("\n".join(check.failure.cases))


def _add_case(suite: Element, row: SummaryRow, dataset: str) -> None:
    name = row.case_id if row.repeat == 0 else f"{row.case_id} #{row.repeat + 1}"
    time = f"{row.latency_ms / 1000:.3f}"
    test = SubElement(suite, "testcase", {"classname": dataset, "name": _clean(name), "time": time})
    if not row.correct:
        predicted = row.prediction.error or f"predicted {row.prediction.outcome}"
        SubElement(test, "system-out").text = _clean(f"{predicted}; labelled {row.gold.outcome}")


def _count(suite: Element) -> None:
    suite.set("tests", str(len(suite.findall(".//testcase"))))
    suite.set("failures", str(len(suite.findall(".//failure"))))
    suite.set("errors", "0")


def _clean(text: str) -> str:
    """Without the characters that XML does not have."""
    return NOT_IN_XML.sub("\ufffd", text)
