"""`clausewise notices`, `complaints`, `statements corrections`, `misuse` and `report --template`."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.open_stores import open_decision_store
from agent.settings import read_settings
from domain.appeal import Appeal, AppealStatus
from store.statements.submissions import NewStatement, Submissions
from tests.cli.conftest import Run

MEASURES = '[violation]\nvisibility = ["DECISION_VISIBILITY_CONTENT_REMOVED"]\n'
TEXT = "This tea cured my gout."
NOW = datetime.now(UTC)
TODAY = NOW.date().isoformat()


@pytest.fixture(autouse=True)
def configured(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (workspace / "measures.toml").write_text(MEASURES)
    policy = workspace / "corpus" / "claims.md"
    policy.write_text(policy.read_text().replace("\ntitle: Claims", "\ncategory: consumer_information\ntitle: Claims"))
    monkeypatch.setenv("CLAUSEWISE_STATEMENTS__MEASURES", "measures.toml")


def decide(run: Run, name: str, **fields: object) -> str:
    """A violation that a person has confirmed."""
    case = {"id": name, "creator_id": f"cr_{name}", "market": "NO", "content": [{"text": TEXT}], **fields}
    Path("post.json").write_text(json.dumps(case))
    decision = json.loads(run("adjudicate", "post.json", "--judge", "local", "--json").stdout)
    made = str(decision["decision_id"])
    action = ("uphold",) if decision["verdict"]["outcome"] == "violation" else ("amend", "--clause-id", "HLT-1")
    done = run("decisions", "review", made, *action, "--reason", "It says so.", "--reviewer", "ana")
    assert done.exit_code == 0, done.stderr
    return made


def test_notice_from_the_case_to_its_answer(run: Run) -> None:
    decide(run, "own")
    assert "No notice led to a decision." in run("notices", "list").stderr
    received = (NOW - timedelta(hours=1)).isoformat()
    notice = {"source": "user", "received_at": received, "notifier_id": "u_7", "category": "consumer_information"}
    made = decide(run, "noticed", notice=notice)
    listed = run("notices", "list")
    assert f"{made}  answered" in listed.stdout
    assert "restricted" in listed.stdout
    shown = run("notices", "show", made[:12])
    assert f"We received your notice {made}" in shown.stdout
    assert "You can go to court." in shown.stdout
    assert "u_7" not in shown.stdout
    (line,) = run("notices", "list", "--json").stdout.splitlines()
    assert json.loads(line) == json.loads(run("notices", "show", made, "--json").stdout)
    assert "no notice led to dec_x" in run("notices", "show", "dec_x").stderr
    report = run("statements", "report", "--from", TODAY, "--to", TODAY, "--template", "tables")
    assert report.exit_code == 0, report.stderr
    assert sorted(path.name[0] for path in Path("tables").iterdir()) == ["4", "5", "6", "7"]
    assert "A person fills the name of the service" in report.stderr
    assert ",1,0,1,0,1.0" in Path("tables/4_notices.csv").read_text().splitlines()[1]
    both = run("statements", "report", "--from", TODAY, "--to", TODAY, "--template", "tables", "--csv")
    assert both.exit_code == 2


def test_complaints_corrections_and_misuse(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    made = decide(run, "contested")
    assert "No complaint waits for an answer." in run("complaints", "list").stderr
    statement = json.loads(run("statements", "show", made, "--json").stdout)
    appeal = Appeal(
        appeal_id="app_1",
        decision_id=made,
        statement="It is a joke.",
        status=AppealStatus.OPEN,
        created_at=NOW - timedelta(days=40),
    )
    with open_decision_store(read_settings()) as store:
        with store.database.write_transaction() as session:
            store.appeals.create(session, appeal)
        reviews, submissions = store.reviews.state(made), Submissions(store.database)
        submissions.claim([NewStatement(made, made, statement["record"])], "test", NOW, timedelta(minutes=1))
        submissions.accept({made: "id-1"}, NOW)
    overdue = run("complaints", "list", "--overdue")
    assert "app_1" in overdue.stdout
    assert "overdue" in overdue.stdout
    monkeypatch.setenv("CLAUSEWISE_STATEMENTS__ANSWER_DAYS", "90")
    assert "No complaint waits" in run("complaints", "list", "--overdue").stderr
    assert "No statement in the Transparency Database" in run("statements", "corrections").stderr
    replaced = ("--replaces", reviews.latest.review_id if reviews.latest else "")
    done = run("decisions", "review", made, "overturn", "--reason", "A joke.", "--reviewer", "ana", *replaced)
    assert done.exit_code == 0, done.stderr
    corrected = run("statements", "corrections")
    assert f"{made}  withdrawn" in corrected.stdout
    assert "no way to withdraw or update" in corrected.stderr
    (line,) = run("statements", "corrections", "--json").stdout.splitlines()
    assert json.loads(line)["fields"][0] == "decision_visibility"
    gone = run("statements", "show", made)
    assert (gone.exit_code, "clausewise statements corrections" in gone.stderr) == (2, True)
    assert "Nothing counts as misuse" in run("statements", "misuse").stderr
    assert json.loads(run("statements", "misuse", "--json").stdout)["last_day"] == TODAY
