"""Decisions are reviewed on the command line, and their reviews become a dataset."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

REASON = ("--reason", "It quotes a leaflet.")


def decide(run: Run, text: str, creator_id: str) -> str:
    made = run("adjudicate", "--text", text, "--creator-id", creator_id, "--json")
    decision_id = json.loads(made.stdout)["decision_id"]
    assert isinstance(decision_id, str)
    return decision_id


def review_in_effect(message: str) -> str:
    """Its id, as the refusal of another review names it."""
    return message.split("--replaces ")[1].split(maxsplit=1)[0]


def test_review_that_missed_another_is_refused_with_what_it_would_replace(run: Run) -> None:
    decision_id = decide(run, "this tea cured my gout", "cr_1")
    uphold = ("decisions", "review", decision_id, "uphold", *REASON, "--reviewer", "ben")
    assert "has no review in effect: leave --replaces out" in run(*uphold, "--replaces", "rev_1").stderr
    run("decisions", "review", decision_id, "overturn", *REASON, "--reviewer", "ana")
    for wrong in ((), ("--replaces", "rev_1")):
        ran = run(*uphold, *wrong)
        message = " ".join(ran.stderr.split())
        assert ran.exit_code == 2
        assert f"{decision_id} is reviewed (ana, " in message
        assert "overturn: no violation: 'It quotes a leaflet.'): to replace that review, add --replaces rev_" in message
    assert "ben" not in run("decisions", "show", decision_id).stdout


def test_review_is_saved_and_shown_with_the_decision(run: Run) -> None:
    decision_id = decide(run, "this tea cured my gout", "cr_1")
    ran = run("decisions", "review", decision_id[:9], "overturn", *REASON, "--reviewer", "ana")
    assert (ran.exit_code, ran.stdout) == (0, f"{decision_id}: no violation\n")
    amend = ("decisions", "review", decision_id, "amend", "--clause-id", "HLT-1", *REASON, "--reviewer", "ben")
    ran = run(*amend, "--replaces", review_in_effect(run(*amend).stderr))
    assert (ran.exit_code, ran.stdout) == (0, f"{decision_id}: violation, violated: HLT-1\n")
    log = run("audit", "list").stdout
    assert "review.overturn" in log
    assert "review.amend" in log
    shown = run("decisions", "show", decision_id).stdout
    assert "VIOLATION" in shown
    assert "ana, overturn: no violation. It quotes a leaflet." in shown
    assert "ben, amend: violation (HLT-1). It quotes a leaflet." in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("uphold", "--reason", " ", "--reviewer", "ana"), "a review needs a reason and a reviewer"),
        (("amend", *REASON, "--reviewer", "ana", "--clause-id", "XYZ-1"), "the corpus has no clause XYZ-1"),
        (("overturn", *REASON, "--reviewer", "ana", "--clause-id", "HLT-1"), "leaves no clause violated"),
    ],
)
def test_invalid_review_is_refused(run: Run, arguments: tuple[str, ...], message: str) -> None:
    decision_id = decide(run, "this tea cured my gout", "cr_1")
    ran = run("decisions", "review", decision_id, *arguments)
    assert ran.exit_code == 2
    assert message in ran.stderr


def test_reviews_become_a_dataset_with_the_disputed_ones(run: Run, workspace: Path) -> None:
    violating, compliant = (
        decide(run, "this tea cured my gout", "cr_1"),
        decide(run, "this tea tastes of honey", "cr_2"),
    )
    run("decisions", "review", violating, "uphold", *REASON, "--reviewer", "ana")
    run("decisions", "review", compliant, "uphold", *REASON, "--reviewer", "ana")
    overturn = ("decisions", "review", violating, "overturn", *REASON, "--reviewer", "ben")
    run(*overturn, "--replaces", review_in_effect(run(*overturn).stderr))
    ran = run("eval", "export-reviews", "--out", "reviewed")
    assert ran.exit_code == 0, ran.stderr
    assert f"disputed: {violating}: ana: violation HLT-1; ben: no_violation" in ran.stdout
    assert "2 cases, 1 disputed" in ran.stdout
    assert "clausewise eval check finds" not in ran.stdout
    lines = [json.loads(line) for line in (workspace / "reviewed" / "cases.jsonl").read_text().splitlines()]
    assert [(line["id"], line["gold"]["outcome"], line["labels"]) for line in lines] == [
        (violating, "no_violation", {"ana": "violation", "ben": "no_violation"}),
        (compliant, "no_violation", {"ana": "no_violation"}),
    ]
    disputed = [json.loads(line) for line in (workspace / "reviewed" / "disputed.jsonl").read_text().splitlines()]
    assert [(line["decision_id"], line["reviewer"]) for line in disputed] == [(violating, "ana"), (violating, "ben")]
    checked = run("eval", "check", "reviewed")
    assert (checked.exit_code, "2 cases have creators of whom nothing is known (cr_1, cr_2)" in checked.stdout) == (
        0,
        True,
    )
    ran = run("eval", "run", "reviewed", "--judge", "local", "--out", "run")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert json.loads((workspace / "run" / "report.json").read_text())["outcome"]["accuracy"] == 0.5


def test_without_reviews_there_is_nothing_to_export(run: Run) -> None:
    ran = run("eval", "export-reviews", "--out", "reviewed")
    message = "clausewise: there is no reviewed decision yet: see clausewise decisions review --help\n"
    assert (ran.exit_code, ran.stderr) == (2, message)


def test_decisions_and_reviews_are_loaded_into_the_warehouse(run: Run) -> None:
    decision_id = decide(run, "this tea cured my gout", "cr_1")
    run("decisions", "review", decision_id, "overturn", *REASON, "--reviewer", "ana")
    loaded = run("warehouse", "load", "--decisions")
    assert loaded.exit_code == 0, loaded.stderr
    added = {line.split()[0]: line.split()[2] for line in loaded.stdout.splitlines()[1:]}
    assert (added["decisions"], added["reviews"], added["decision_costs"]) == ("1", "1", "1")
    again = run("warehouse", "load", "--decisions").stdout
    assert {line.split()[2] for line in again.splitlines()[1:]} == {"0"}
    assert run("warehouse", "load", "--decisions", "posts.csv").exit_code == 2
    assert run("warehouse", "load", "--decisions", "--since", "2040-01-01").stdout.count("\n") == 1
