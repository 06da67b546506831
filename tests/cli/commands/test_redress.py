"""`clausewise notices`, `complaints`, `statements corrections`, `misuse` and `report --template`."""

import csv
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
    with Path("tables/4_notices.csv").open(newline="") as file:
        total = next(csv.DictReader(file))
    assert total["Number of notices received "] == "1"
    assert total["Number of actions taken on the basis of the law"] == "0"
    assert float(total["Median time to take action"]) >= 1
    both = run("statements", "report", "--from", TODAY, "--to", TODAY, "--template", "tables", "--csv")
    assert (both.exit_code, both.stderr) == (2, "clausewise: --csv and --template are formats: give one of them\n")
    unnamed = run("statements", "report", "--from", TODAY, "--to", TODAY, "--template", "")
    assert (unnamed.exit_code, "the name of the folder is empty" in unnamed.stderr) == (2, True)
    assert [*Path().glob("*.csv")] == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "command",
    [
        "statements list --from",
        "statements list --to",
        "statements export --to",
        "statements corrections --to",
        "statements misuse --to",
        "statements report --from 2026-01-01 --to",
        "notices list --to",
        "credit run --day",
        "insights metrics --day",
        "search tea --as-of",
    ],
)
def test_day_beyond_every_window_is_refused(run: Run, command: str, day: str) -> None:
    ran = run(*command.split(), day)
    assert (ran.exit_code, f"{day} is too far away" in " ".join(ran.stderr.split())) == (2, True), ran.output


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ({"received_at": "0001-01-01T00:00:00+14:00"}, "is before 2000 or in the future"),
        ({"received_at": 5}, "give the time as text with its zone"),
        ({"received_at": "2999-01-01T00:00:00Z"}, "is before 2000 or in the future"),
        ({"notifier_id": "John Smith <john@x.org>"}, "never a name or an address"),
    ],
)
def test_notice_that_cannot_be_right_is_refused(run: Run, field: dict[str, object], words: str) -> None:
    notice = {"source": "user", "received_at": NOW.isoformat(), "notifier_id": "u_7", **field}
    Path("post.json").write_text(json.dumps({"content": [{"text": TEXT}], "notice": notice}))
    ran = run("adjudicate", "post.json", "--judge", "local")
    assert (ran.exit_code, ran.stdout, words in ran.stderr) == (2, "", True)


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
