from xml.etree.ElementTree import fromstring

from domain.verdict import Outcome
from eval.gate import GateCheck, GateFailure
from eval.report.junit import render_junit
from tests.eval.rows import row

V, N = Outcome.VIOLATION, Outcome.NO_VIOLATION
ROWS = [row("right", V, V), row("wrong\x00", V, N), row("broken", V, None, error="no \x1b policy")]


def test_wrong_cases_are_told_and_do_not_fail() -> None:
    root = fromstring(render_junit(ROWS, "data\x01"))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "0", "0")
    assert [(test.get("name"), test.findtext("system-out")) for test in root.iter("testcase")] == [
        ("right", None),
        ("wrong\ufffd", "predicted no_violation; labelled violation"),
        ("broken", "no \ufffd policy; labelled violation"),
    ]


def test_checks_of_the_gate_fail() -> None:
    failure = GateFailure(reason="2 errors, at most 0 allowed", cases=("a", "b"))
    checks = [GateCheck(name="errors", failure=failure), GateCheck(name="floor of outcome.kappa")]
    root = fromstring(render_junit(ROWS, "data", checks))
    assert (root.get("tests"), root.get("failures")) == ("5", "1")
    gate, cases = root
    assert (gate.get("name"), gate.get("tests"), gate.get("failures")) == ("gate", "2", "1")
    (failed,) = gate.iter("failure")
    assert (failed.get("message"), failed.text) == ("2 errors, at most 0 allowed", "a\nb")
    assert (cases.get("name"), cases.get("failures")) == ("data", "0")
