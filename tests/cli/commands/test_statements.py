"""`clausewise statements`: listed, shown, exported, submitted to a double, and reported on."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.agent.statements.conftest import TEXT
from tests.api.statements.database_double import TOKEN, Double, answering, database_double
from tests.cli.conftest import Run

MEASURES = '[violation]\nvisibility = ["DECISION_VISIBILITY_CONTENT_REMOVED"]\n'
TODAY = datetime.now(UTC).date().isoformat()


@pytest.fixture
def double() -> Iterator[Double]:
    with database_double() as opened:
        yield opened


@pytest.fixture(autouse=True)
def configured(workspace: Path, double: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    """Posts that violate a rule are removed, the policy has a category, and the database is the double."""
    (workspace / "measures.toml").write_text(MEASURES)
    policy = workspace / "corpus" / "claims.md"
    policy.write_text(policy.read_text().replace("\ntitle: Claims", "\ncategory: consumer_information\ntitle: Claims"))
    for name, value in {
        "MEASURES": "measures.toml",
        "URL": double.url,
        "TOKEN": TOKEN,
        "TIMEOUT_SECONDS": "5",
    }.items():
        monkeypatch.setenv(f"CLAUSEWISE_STATEMENTS__{name}", value)
    monkeypatch.setenv("CLAUSEWISE_MESSAGES__TRUSTED_HOSTS", '["localhost"]')


def decide(run: Run, name: str, text: str = TEXT, *, reviewed: bool = True) -> str:
    case = {"id": name, "creator_id": f"cr_{name}", "market": "NO", "content": [{"kind": "caption", "text": text}]}
    Path("post.json").write_text(json.dumps(case))
    decision = json.loads(run("adjudicate", "post.json", "--judge", "local", "--json").stdout)
    made = str(decision["decision_id"])
    action = ("uphold",) if decision["verdict"]["outcome"] == "violation" else ("amend", "--clause-id", "HLT-1")
    if reviewed:
        done = run("decisions", "review", made, *action, "--reason", "It says so.", "--reviewer", "ana")
        assert done.exit_code == 0, done.stderr
    return made


def test_statement_from_decision_to_database(run: Run, workspace: Path, double: Double) -> None:
    made = decide(run, "one")
    listed = run("statements", "list")
    assert f"{made}  ready" in listed.stdout
    assert "visibility content removed" in listed.stdout
    (line,) = run("statements", "list", "--json", "--status", "ready").stdout.splitlines()
    assert json.loads(line)["restriction"]["applied_on"] == TODAY
    shown = run("statements", "show", made[:12])
    assert f"Statement of reasons for decision {made}" in shown.stdout
    assert "Your post is removed." in shown.stdout
    assert "anna" not in shown.stdout
    exported = run("statements", "export", "--output", "statements.jsonl")
    assert exported.exit_code == 0, exported.stderr
    (record,) = map(json.loads, Path("statements.jsonl").read_text().splitlines())
    assert (record["puid"], record["territorial_scope"]) == (made, ["NO"])
    sent = run("statements", "submit")
    assert (sent.exit_code, sent.stdout) == (0, "1 statement accepted, 0 known already\n")
    assert double.stored[made]["decision_facts"] == record["decision_facts"]
    assert run("statements", "submit").stdout == "0 statements accepted, 0 known already\n"
    assert "accepted" in run("statements", "show", made).stdout
    assert json.loads(run("statements", "show", made, "--json").stdout)["submitted"]["receiver_id"] == f"uuid-{made}"


def test_decision_that_nobody_reviewed_waits(run: Run, double: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(run, "two", "this tea cured my gout", reviewed=False)
    assert "waiting" in run("statements", "list").stdout
    assert run("statements", "submit").stdout.startswith("0 statements")
    monkeypatch.setenv("CLAUSEWISE_STATEMENTS__SUBMIT_UNREVIEWED", "true")
    assert run("statements", "submit").stdout.startswith("1 statement accepted")
    assert len(double.stored) == 1


def test_failure_ends_the_command_and_the_next_run_goes_on(run: Run, double: Double) -> None:
    made = decide(run, "three")
    double.after = [answering(500)]
    failed = run("statements", "submit", "--wait", "0")
    assert failed.exit_code == 1
    assert "stopped: the receiver answered 500" in failed.stderr
    assert "1 statement without an answer" in failed.stderr
    again = json.loads(run("statements", "submit", "--json").stdout)
    assert (again["accepted"], again["existing"], again["stopped"]) == (0, 1, "")
    assert list(double.stored) == [made]


def test_statement_that_lacks_something_is_left_out_and_named(run: Run, workspace: Path) -> None:
    made = decide(run, "four")
    policy = workspace / "corpus" / "claims.md"
    policy.write_text(policy.read_text().replace("category: consumer_information\n", ""))
    exported = run("statements", "export")
    assert (exported.exit_code, exported.stdout) == (2, "")
    assert f"{made}: category: The category field is required." in exported.stderr
    assert "No category is given for HLT-1" in exported.stderr
    assert "incomplete" in run("statements", "list").stdout
    assert "Lacks" in run("statements", "show", made).stdout


def test_missing_statement_and_setting_are_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = run("statements", "show", "dec_nothing")
    assert (missing.exit_code, "restricts anything" in missing.stderr) == (2, True)
    assert "No decision restricts anything." in run("statements", "list").stderr
    monkeypatch.delenv("CLAUSEWISE_STATEMENTS__TOKEN")
    unset = run("statements", "submit")
    assert (unset.exit_code, "CLAUSEWISE_STATEMENTS__TOKEN" in unset.stderr) == (2, True)


def test_report_on_a_period(run: Run) -> None:
    decide(run, "five")
    page = run("statements", "report", "--from", TODAY, "--to", TODAY)
    assert page.stdout.startswith(f"# Transparency report, {TODAY} to {TODAY}")
    assert "| Restricting decisions by market | NO | 1 |  |" in page.stdout
    table = run("statements", "report", "--from", TODAY, "--to", TODAY, "--csv").stdout
    assert "Moderation,Restricting decisions,,1,,,,decision log," in table
    found = json.loads(run("statements", "report", "--from", TODAY, "--to", TODAY, "--json").stdout)
    assert {cell["source"] for cell in found["cells"]} == {"decision log", "a person"}
    both = run("statements", "report", "--from", TODAY, "--to", TODAY, "--csv", "--json")
    assert both.exit_code == 2
    swapped = run("statements", "report", "--from", TODAY, "--to", "2026-01-01")
    assert (swapped.exit_code, "swap" in swapped.stderr) == (2, True)
