"""`clausewise precheck`: a draft is checked, and the decision log stays as it was."""

import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.store.old_databases import dump


def test_draft_is_explained_and_nothing_is_stored(run: Run, workspace: Path) -> None:
    url = f"sqlite:///{workspace}/data/clausewise.db"
    before = dump(url)
    found = run("precheck", "case.yaml", "--judge", "local")
    assert found.exit_code == 0, found.stderr
    shown = " ".join(found.stdout.split())
    assert "This draft may violate a clause." in shown
    assert "It counts for nothing" not in shown
    assert "This check counts for nothing: it is not stored" in shown
    assert "likely: HLT-1, Cures" in shown
    assert "quote “This tea cured my arthritis.”" in shown
    assert "Talk about taste." in shown
    report = json.loads(run("precheck", "case.yaml", "--judge", "local", "--json").stdout)
    assert (report["result"], report["as_of"]) == ("problems", "2026-09-14")
    levels = {problem["clause_id"]: problem["level"] for problem in report["problems"]}
    assert levels == {"HLT-1": "likely", "PRC-1": "likely"}
    assert [problem["facts"] for problem in report["problems"] if problem["clause_id"] == "PRC-1"] == [["facts.price"]]
    assert dump(url) == before


def test_check_needs_no_decision_log(run: Run, workspace: Path) -> None:
    (workspace / "data" / "clausewise.db").unlink()
    assert run("precheck", "case.yaml", "--judge", "local").exit_code == 0
    assert not (workspace / "data" / "clausewise.db").exists()


def test_draft_without_a_problem_gets_no_guarantee(run: Run, workspace: Path) -> None:
    (workspace / "draft.yaml").write_text("content:\n  - text: this tea tastes of honey\nmarket: US\n")
    found = run("precheck", "draft.yaml", "--judge", "local")
    assert "No problem was found. This is no guarantee" in found.stdout


def test_mistake_is_explained(run: Run, workspace: Path) -> None:
    missing = run("precheck", "none.yaml")
    assert (missing.exit_code, "none.yaml: No such file" in missing.stderr) == (2, True)
    (workspace / "account.yaml").write_text("subject: account\nfacts: {posts: 3}\n")
    account = run("precheck", "account.yaml", "--judge", "local")
    assert (account.exit_code, "only drafts of posts are checked" in account.stderr) == (2, True)
