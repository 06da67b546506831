"""Decisions reviewed on the command line, and their reviews made into a dataset."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

WHY = ("--reason", "It quotes a leaflet.")


def decide(run: Run, text: str, creator: str) -> str:
    made = run("adjudicate", "--text", text, "--creator", creator, "--json")
    decision_id = json.loads(made.stdout)["decision_id"]
    assert isinstance(decision_id, str)
    return decision_id


def test_a_review_is_kept_and_shown_beside_the_decision(run: Run) -> None:
    decision_id = decide(run, "this tea cured my gout", "cr_1")
    ran = run("decisions", "review", decision_id[:9], "overturn", *WHY, "--reviewer", "ana")
    assert (ran.exit_code, ran.stdout) == (0, f"{decision_id}: no violation\n")
    ran = run("decisions", "review", decision_id, "amend", "--clause", "HLT-1", *WHY, "--reviewer", "ben")
    assert (ran.exit_code, ran.stdout) == (0, f"{decision_id}: violation, broken: HLT-1\n")
    log = run("audit", "list").stdout
    assert "review.overturn" in log
    assert "review.amend" in log
    shown = run("decisions", "show", decision_id).stdout
    assert "VIOLATION" in shown
    assert "ana, overturn: no violation. It quotes a leaflet." in shown
    assert "ben, amend: violation (HLT-1). It quotes a leaflet." in shown


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("uphold", "--reason", " ", "--reviewer", "ana"), "a review needs a reason and a reviewer"),
        (("amend", *WHY, "--reviewer", "ana", "--clause", "XYZ-1"), "the corpus has no clause XYZ-1"),
        (("overturn", *WHY, "--reviewer", "ana", "--clause", "HLT-1"), "leaves no clause broken"),
    ],
)
def test_a_review_that_does_not_fit_is_refused(run: Run, arguments: tuple[str, ...], told: str) -> None:
    decision_id = decide(run, "this tea cured my gout", "cr_1")
    ran = run("decisions", "review", decision_id, *arguments)
    assert ran.exit_code == 2
    assert told in ran.stderr


def test_reviews_become_a_dataset_with_what_is_disputed(run: Run, here: Path) -> None:
    cured, kept = decide(run, "this tea cured my gout", "cr_1"), decide(run, "this tea tastes of honey", "cr_2")
    run("decisions", "review", cured, "uphold", *WHY, "--reviewer", "ana")
    run("decisions", "review", kept, "uphold", *WHY, "--reviewer", "ana")
    run("decisions", "review", cured, "overturn", *WHY, "--reviewer", "ben")
    ran = run("eval", "export-reviews", "--out", "reviewed")
    assert ran.exit_code == 0, ran.stderr
    assert f"disputed: {cured}: ana: violation HLT-1; ben: no_violation" in ran.stdout
    assert "2 cases, 1 disputed" in ran.stdout
    lines = [json.loads(line) for line in (here / "reviewed" / "cases.jsonl").read_text().splitlines()]
    assert [(line["id"], line["gold"]["outcome"], line["labels"]) for line in lines] == [
        (cured, "no_violation", {"ana": "violation", "ben": "no_violation"}),
        (kept, "no_violation", {"ana": "no_violation"}),
    ]
    disputed = [json.loads(line) for line in (here / "reviewed" / "disputed.jsonl").read_text().splitlines()]
    assert [(line["decision_id"], line["reviewer"]) for line in disputed] == [(cured, "ana"), (cured, "ben")]
    ran = run("eval", "run", "reviewed", "--judge", "local", "--out", "run")
    assert ran.exit_code == 0, ran.stderr
    assert json.loads((here / "run" / "report.json").read_text())["outcome"]["accuracy"] == 0.5


def test_without_reviews_there_is_nothing_to_export(run: Run) -> None:
    ran = run("eval", "export-reviews", "--out", "reviewed")
    told = "clausewise: nobody has reviewed a decision yet: clausewise decisions review ID says how\n"
    assert (ran.exit_code, ran.stderr) == (2, told)
