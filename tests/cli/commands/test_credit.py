"""`clausewise credit`: accrual, the ledger, and a change of the rules tried on the decision log."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.credit.rules_file import BUNDLED_RULES
from tests.cli.conftest import Run
from tests.warehouse.warehouses import load_rows
from warehouse.connection import open_warehouse

TODAY = datetime.now(UTC).date()
DAY_SECONDS = 86_400


def decide(run: Run, text: str, creator: str = "cr_maya") -> str:
    """The id of the decision; each text is a post of its own."""
    case = {"id": text, "creator_id": creator, "market": "US", "content": [{"text": text}]}
    Path("post.json").write_text(json.dumps(case))
    return str(json.loads(run("adjudicate", "post.json", "--judge", "local", "--json").stdout)["decision_id"])


def move_back(workspace: Path, days: int) -> None:
    """As if everything that is stored had happened so many days before."""
    at = datetime.now(UTC) - timedelta(days=days)
    with closing(sqlite3.connect(workspace / "data" / "clausewise.db")) as connection, connection:
        for table, column in (("decisions", "decided_at"), ("reviews", "reviewed_at")):
            connection.execute(f"UPDATE {table} SET {column} = ?", (at.strftime("%Y-%m-%d %H:%M:%S.000000"),))


def write_warehouse(workspace: Path, buyers: int) -> None:
    """With sales on every day, the last of them today."""
    today = (TODAY - datetime(1970, 1, 1, tzinfo=UTC).date()).days
    orders = [
        {
            "order_id": f"o{day}-{buyer}",
            "buyer": f"b{buyer}",
            "creator_id": "cr_maya",
            "product_id": "tea",
            "at": day * DAY_SECONDS + 60,
            "amount": 9.0,
            "market": "US",
        }
        for day in range(today - 60, today + 1)
        for buyer in range(buyers)
    ]
    with open_warehouse(f"sqlite:///{workspace}/data/warehouse.db") as warehouse:
        load_rows(warehouse, {"orders": orders}, now=(today + 1) * DAY_SECONDS)


def test_ledger_from_the_decision_log_and_the_warehouse(run: Run, workspace: Path) -> None:
    cured = decide(run, "this tea cured my gout")
    reviewed = run("decisions", "review", cured, "uphold", "--reason", "It says so.", "--reviewer", "ana")
    assert reviewed.exit_code == 0, reviewed.stderr
    decide(run, "this tea tastes of honey")
    write_warehouse(workspace, buyers=2)
    move_back(workspace, 20)
    first = run("credit", "run")
    assert first.exit_code == 0, first.stderr
    assert ": 1 earned, 1 lost, 0 restored, 0 expired" in first.stdout
    assert run("credit", "run").stdout.startswith("nothing to do: all days up to ")
    shown = run("credit", "show", "cr_maya")
    assert f"creator cr_maya on {TODAY}: -11 points" in shown.stdout
    assert "tier: standard; trusted from 31 more points" in shown.stdout
    assert f"A violation of HLT-1 (Cures) was confirmed. Decision {cured}." in shown.stdout
    assert "stayed compliant, and sales were not returned." in shown.stdout
    assert "no enforcement action follows from it" in shown.stdout
    report = json.loads(run("credit", "show", "cr_maya", "--json").stdout)
    assert [(one["kind"], one["points"], one["rule_version"]) for one in report["entries"]] == [
        ("earn", 1, "1"),
        ("lose", -12, "1"),
    ]
    early = json.loads(run("credit", "show", "cr_maya", "--as-of", str(TODAY - timedelta(days=10)), "--json").stdout)
    assert (early["balance"], len(early["entries"])) == (-12, 1)


def test_erased_creator_has_no_ledger(run: Run, workspace: Path) -> None:
    made = decide(run, "this capsules cured my gout for ever, I swear")
    run("decisions", "review", made, "uphold", "--reason", "x", "--reviewer", "ana")
    run("training", "quiz", "cr_maya", "--clause", "HLT-1")
    move_back(workspace, 5)
    run("credit", "run")
    assert json.loads(run("credit", "show", "cr_maya", "--json").stdout)["entries"]
    erased = run("erase", "--creator-id", "cr_maya", "--yes")
    assert erased.exit_code == 0, erased.stderr
    gone = run("credit", "show", "cr_maya")
    assert (gone.exit_code, "no decision and no event names the creator cr_maya" in gone.stderr) == (2, True)
    with closing(sqlite3.connect(workspace / "data" / "clausewise.db")) as connection:
        for table in ("credit_lines", "quizzes"):
            assert connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,)


def test_without_a_warehouse_the_run_says_so(run: Run) -> None:
    found = run("credit", "run", "--json")
    assert json.loads(found.stdout)["lines"] == 0
    assert "there is no warehouse of events" in run("credit", "run").stderr


def test_changed_rules_are_tried_before_they_take_effect(run: Run, workspace: Path) -> None:
    for number in range(4):
        decide(run, f"this tea tastes of honey, jar {number}")
    write_warehouse(workspace, buyers=100)
    move_back(workspace, 20)
    text = BUNDLED_RULES.read_text(encoding="utf-8")
    (workspace / "rules.toml").write_text(
        text.replace('version = "1"', 'version = "2"')
        .replace("points = 1\nhold_days = 14\nbuyers_needed = 2\n", "points = 11\nhold_days = 14\nbuyers_needed = 2\n")
        .replace("compliant_post = 2", "compliant_post = 40")
        .replace("all = 5", "all = 50")
    )
    shown = run("credit", "simulate", "rules.toml")
    assert shown.exit_code == 0, shown.stderr
    assert "1 of 1 account change the tier" in shown.stdout
    assert "standard to trusted" in shown.stdout
    report = json.loads(run("credit", "simulate", "rules.toml", "--json").stdout)
    (change,) = report["changes"]
    assert (change["balance_before"], change["balance_after"], change["market"]) == (2, 33, "US")
    assert "credit_lines" not in run("credit", "show", "cr_maya").stdout
    assert json.loads(run("credit", "show", "cr_maya", "--json").stdout)["entries"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "--day", "2999-01-01"), "2999-01-01 has not ended"),
        (("run", "--day", "tomorrow"), "is not a day"),
        (("show", "nobody"), "no decision and no event names the creator nobody"),
        (("show", "nobody", "--kind", "merchant"), "names the merchant nobody"),
        (("show", "nobody", "--as-of", "2999-01-01"), "is in the future"),
        (("simulate", "none.toml"), "it cannot be read (No such file or directory)"),
        (("simulate", "."), "it cannot be read (Is a directory)"),
        (("simulate", "bad.toml"), "caps.all: Input should be greater than 0"),
        (("simulate", "case.yaml"), "invalid TOML"),
    ],
)
def test_mistake_is_explained(run: Run, workspace: Path, arguments: tuple[str, ...], words: str) -> None:
    text = BUNDLED_RULES.read_text(encoding="utf-8")
    (workspace / "bad.toml").write_text(text.replace("all = 5", "all = 0"))
    found = run("credit", *arguments)
    assert (found.exit_code, words in " ".join(found.stderr.split())) == (2, True), found.stderr
    assert "CLAUSEWISE_CREDIT__RULES" not in found.stderr


def test_own_rules_are_read_from_the_setting(run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = BUNDLED_RULES.read_text(encoding="utf-8")
    (workspace / "own.toml").write_text(text.replace('version = "1"', 'version = "ours"'))
    monkeypatch.setenv("CLAUSEWISE_CREDIT__RULES", str(workspace / "own.toml"))
    assert json.loads(run("credit", "run", "--json").stdout)["rule_version"] == "ours"
