"""`eval gate` and `eval compare` on the command line."""

import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import parse

import pytest

from tests.cli.conftest import Run

MANIFEST = 'name = "{}"\nprotocol = "cases"\nlicence = "CC0-1.0"\nattribution = "us"\n'
BAD, FINE = "jasmine tea cured my arthritis for good", "good morning, it smells of roses"


def line(name: str, text: str, outcome: str, **fields: Any) -> dict[str, Any]:
    case = {"content_date": "2026-09-14", "content": [{"id": "t", "text": text}]}
    return {"id": name, "case": case, "gold": {"outcome": outcome}, **fields}


CASES = [line("a", BAD, "violation"), line("b", FINE, "no_violation"), line("wrong", FINE, "violation", must_pass=True)]


@pytest.fixture
def decide(run: Run, workspace: Path) -> Any:
    """Runs a dataset of these lines into a folder of its name."""

    def decided(name: str, lines: list[dict[str, Any]]) -> None:
        (workspace / f"data-{name}").mkdir()
        (workspace / f"data-{name}" / "dataset.toml").write_text(MANIFEST.format(name))
        (workspace / f"data-{name}" / "cases.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines))
        assert run("eval", "run", f"data-{name}", "--judge", "local", "--out", name).exit_code == 0

    return decided


def failures_in_junit(workspace: Path) -> list[tuple[str | None, str | None]]:
    suite = parse(workspace / "one" / "junit.xml").getroot()
    failed = [(test.get("name"), test.findtext("failure")) for test in suite.iter("testcase") if len(test)]
    return [pair for pair in failed if pair[1] is not None]


def test_floors_alone_need_no_baseline(run: Run, decide: Any, workspace: Path) -> None:
    decide("one", CASES)
    assert failures_in_junit(workspace) == []
    (workspace / "gate.toml").write_text('\ufeff[floors]\n"outcome.accuracy" = 0.6\n', encoding="utf-8")
    ran = run("eval", "gate", "one", "--gate", "gate.toml")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "one passes gate.toml\n", "")
    assert failures_in_junit(workspace) == []


def test_failed_checks_are_in_junit_and_name_their_cases(run: Run, decide: Any, workspace: Path) -> None:
    decide("one", CASES)
    (workspace / "gate.toml").write_text(
        'must_pass = true\n[floors]\n"outcome.accuracy" = 0.9\n[ceilings]\n"error_rates.missed_violation_rate" = 0.1\n'
        '"error_rates.false_positive_rate" = 0.1\n'
    )
    ran = run("eval", "gate", "one", "--gate", "gate.toml")
    assert (ran.exit_code, ran.stdout.splitlines()) == (
        1,
        [
            "FAILED: outcome.accuracy is 0.667, below the floor of 0.9",
            "FAILED: error_rates.missed_violation_rate is 0.500, above the ceiling of 0.1: wrong",
            "FAILED: 1 must-pass cases are wrong: wrong",
        ],
    )
    assert failures_in_junit(workspace) == [
        ("floor of outcome.accuracy", ""),
        ("ceiling of error_rates.missed_violation_rate", "wrong"),
        ("must-pass cases", "wrong"),
    ]


def test_regressions_need_a_baseline(run: Run, decide: Any, workspace: Path) -> None:
    decide("one", CASES)
    (workspace / "gate.toml").write_text("[max_regressions]\naccuracy = 0\n")
    ran = run("eval", "gate", "one", "--gate", "gate.toml")
    assert (ran.exit_code, ran.stderr) == (
        2,
        "clausewise: the gate has max_regressions: name a --baseline, or leave them out\n",
    )


def test_runs_of_different_cases_are_not_compared(run: Run, decide: Any, workspace: Path) -> None:
    decide("one", CASES)
    decide(
        "two",
        [CASES[0], line("b", BAD, "no_violation"), line("wrong", FINE, "no_violation"), line("c", BAD, "violation")],
    )
    what = "1 only in the baseline (c), 1 with other content (b), 1 with another label (wrong)"
    for command in (("compare", "one"), ("report", "one", "--dataset", "data-one")):
        ran = run("eval", *command, "--baseline", "two")
        assert (ran.exit_code, ran.stderr) == (
            2,
            f"clausewise: the runs are of different cases: {what}; run both on the same dataset "
            "(--common compares the 1 that are equal)\n",
        )
        assert run("eval", *command, "--baseline", "two", "--common").exit_code == 0
    compared = json.loads(run("eval", "compare", "one", "--baseline", "two", "--common", "--json").stdout)
    assert compared["cases"] == 1
    (workspace / "gate.toml").write_text("[max_regressions]\naccuracy = 0\n")
    assert run("eval", "baseline", "two", "--out", "two.gz").exit_code == 0
    ran = run("eval", "gate", "one", "--gate", "gate.toml", "--baseline", "two.gz")
    assert (ran.exit_code, ran.stderr) == (
        2,
        f"clausewise: the baseline is of different cases: {what}; make one with clausewise eval baseline\n",
    )


def test_new_cases_do_not_need_a_new_baseline(run: Run, decide: Any, workspace: Path) -> None:
    decide("two", CASES[:2])
    decide("one", CASES)
    (workspace / "gate.toml").write_text("[max_regressions]\naccuracy = 0\n")
    ran = run("eval", "gate", "one", "--gate", "gate.toml", "--baseline", "two")
    note = "compared with the baseline on 2 cases: 1 only in this run (wrong)\n"
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "one passes gate.toml\n", note)


def test_baseline_of_other_cases_is_refused(run: Run, decide: Any, workspace: Path) -> None:
    decide("two", [line("z", BAD, "violation")])
    decide("one", CASES)
    (workspace / "gate.toml").write_text("[floors]\n")
    ran = run("eval", "gate", "one", "--gate", "gate.toml", "--baseline", "two")
    assert (ran.exit_code, "no case in common with the baseline" in ran.stderr) == (2, True)


def test_run_says_that_its_dataset_has_errors(run: Run, decide: Any, workspace: Path) -> None:
    broken = line("c", BAD, "violation") | {"gold": {"outcome": "violation", "violated": ["HTL-1"]}}
    for command in ("run", "agreement"):
        if command == "run":
            decide("one", [CASES[1], broken])
        options = ("--judge", "local", *(("--out", "again") if command == "run" else ()))
        ran = run("eval", command, "data-one", *options)
        assert (ran.exit_code, ran.stderr) == (
            0,
            "warning: clausewise eval check finds 1 error in data-one, so the figures may mislead; the first is error: "
            "data-one/cases.jsonl:2: c names HTL-1, which is not in the corpus; write HLT-1?\n",
        )
    assert json.loads((workspace / "again" / "report.json").read_text())["dataset_errors"] == 1
    page = workspace / "again" / "report.html"
    assert "The check of the dataset finds errors: 1." in page.read_text()
    rewritten = run("eval", "report", "again")
    assert rewritten.stderr == "the page lacks the content of the cases: name their dataset with --dataset\n"
    assert "The check of the dataset finds errors: 1." in page.read_text()
    (workspace / "gate.toml").write_text("[ceilings]\ndataset_errors = 0\n")
    assert (
        "dataset_errors is 1.000, above the ceiling of 0" in run("eval", "gate", "again", "--gate", "gate.toml").stdout
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'[floors]\n"outcome.accuracy" = nan\n', "floors.outcome.accuracy: Input should be a finite number"),
        ("[floors]".encode("utf-16-le"), "UTF-16, not UTF-8; save it as UTF-8"),
        (b'[floors]\n"outcome.luck" = 1\n', "outcome.luck: the report has no such figure"),
    ],
)
def test_faulty_gate_is_one_line(run: Run, decide: Any, workspace: Path, content: bytes, message: str) -> None:
    decide("one", CASES[:1])
    (workspace / "gate.toml").write_bytes(content)
    ran = run("eval", "gate", "one", "--gate", "gate.toml")
    assert (ran.exit_code, ran.stderr.count("\n")) == (2, 1)
    assert message in ran.stderr


def test_run_that_did_not_end_has_no_report(run: Run, workspace: Path) -> None:
    (workspace / "gate.toml").write_text("")
    ran = run("eval", "gate", "corpus", "--gate", "gate.toml")
    assert (ran.exit_code, ran.stderr) == (
        2,
        "clausewise: corpus/report.json: No such file or directory; name a folder in which clausewise eval run came to "
        "its end\n",
    )
