"""Commands that change or check something print what they did as one line of JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.clause import Clause
from tests.cli.commands.test_json_lines import lines
from tests.cli.conftest import Run


def value(run: Run, *arguments: str, code: int = 0) -> dict[str, Any]:
    ran = run(*arguments, "--json")
    assert (ran.exit_code, len(ran.stdout.splitlines())) == (code, 1), ran.output
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


@pytest.fixture
def decided(run: Run) -> str:
    return str(json.loads(run("adjudicate", "case.yaml", "--json").stdout)["decision_id"])


def test_clauses_values_and_terms(run: Run, workspace: Path) -> None:
    (clause,) = lines(run, "policies", "show", "hlt-1")
    assert Clause.model_validate(clause).title == "Cures"
    assert [one["id"] for one in lines(run, "policies", "show", "claims")] == [
        "HLT-1",
        "HLT-2",
        "DEF-1",
        "PRC-1",
        "ENF-1",
    ]
    (price,) = [one for one in lines(run, "policies", "vocabulary") if one["value"] == "facts.price"]
    assert price["clauses"] == ["PRC-1"]
    assert lines(run, "policies", "glossary")[0] == {
        "term": "Illness",
        "synonyms": [],
        "see": "DEF-1",
        "meaning": "An illness is a condition that a doctor would treat.",
    }


def test_reviews_and_replays(run: Run, decided: str) -> None:
    assert value(run, "decisions", "replay", decided)["same"] is True
    review = ("--reason", "Plain.", "--reviewer", "ana")
    made = value(run, "decisions", "review", decided, "overturn", *review)
    assert (made["decision_id"], made["outcome"], made["reviewer"]) == (decided, "no_violation", "ana")
    changed = value(run, "decisions", "replay", decided, "--policies", "corpus")
    assert changed["differences"] == []
    added = value(run, "quality", "add", decided, "--reason", "x", "--clause-id", "HLT-1")
    assert (added["decision_id"], added["violated"]) == (decided, ["HLT-1"])
    assert [one["decision_id"] for one in lines(run, "quality", "golden")] == [decided]
    assert value(run, "quality", "remove", decided) == {"decision_id": decided, "removed": True}
    assert lines(run, "quality", "golden") == []
    assert lines(run, "decisions", "resume") == []


def test_keys_and_the_audit_log(run: Run, workspace: Path) -> None:
    made = value(run, "keys", "create", "tool", "--scope", "read")
    assert made["secret"].startswith(f"cw_{made['key_id']}_")
    rotated = value(run, "keys", "rotate", made["key_id"])
    assert (rotated["scopes"], rotated["key_id"] == made["key_id"]) == (["read"], False)
    assert value(run, "keys", "revoke", rotated["key_id"]) == {"key_id": rotated["key_id"], "revoked": True}
    verified = value(run, "audit", "verify")
    assert (verified["intact"], verified["entries"], verified["stored"]["problems"]) == (True, 3, [])
    assert value(run, "audit", "head")["digest"] == verified["head"]
    assert [one["action"] for one in lines(run, "audit", "list")] == ["key.create", "key.rotate", "key.revoke"]
    cut = value(run, "audit", "verify", "--head", "f" * 64, code=1)
    assert (cut["intact"], cut["stored"], "missing" in cut["error"]) == (False, None, True)
    assert value(run, "audit", "rebuild-lists") == {"rebuilt": True}


def test_looking_after_data(run: Run, decided: str) -> None:
    erased = value(run, "erase", "--creator-id", "cr_maya", "--yes")
    assert (erased["decisions"], erased["warehouse_rows"], erased["problems"]) == (1, None, [])
    assert erased["not_searched"].startswith("Not searched: backups")
    pruned = value(run, "prune", "--older-than", "90d", "--yes")
    assert (pruned["batches"], pruned["finished_jobs"]) == (0, 0)
    indexed = value(run, "index")
    assert (indexed["clauses"], indexed["embedded"]) == (5, 0)
    assert value(run, "queues", "check")["warnings"] == []
    assert value(run, "queues", "fill") == {"created": 0}
    assert lines(run, "education", "report") == []


def test_question_before_erasing_is_no_result(run: Run, workspace: Path) -> None:
    ran = run("erase", "--creator-id", "cr_x", "--json")
    assert (ran.exit_code, ran.stdout.strip()) == (1, "")
    assert "Erase all stored data about cr_x?" in ran.stderr


def test_runs(run: Run, dataset: Path, workspace: Path) -> None:
    ran = run("eval", "run", str(dataset), "--judge", "local", "--out", "one", "--json")
    report = json.loads(ran.stdout)
    assert (ran.exit_code, report["n"], report) == (0, 4, json.loads((workspace / "one" / "report.json").read_text()))
    assert value(run, "eval", "baseline", "one", "--out", "base.jsonl.gz")["rows"] == 4
    page = value(run, "eval", "report", "one", "--dataset", str(dataset), "--baseline", "base.jsonl.gz")
    assert (page["page"], page["report"]["n"], page["comparison"]["cases"]) == ("one/report.html", 4, 4)
    (workspace / "gate.toml").write_text('[floors]\n"outcome.accuracy" = 2.0\n')
    failed = value(run, "eval", "gate", "one", "--gate", "gate.toml", code=1)
    assert (failed["passes"], len(failed["checks"])) == (False, len([*failed["checks"]]))
    assert any(check["failure"] for check in failed["checks"])
    (workspace / "rows.csv").write_text("id,content,outcome\n1,this tea cured my gout,violation\n")
    columns = ("--content", "content", "--outcome", "outcome", "--out", "new")
    imported = value(run, "eval", "import", "rows.csv", *columns)
    assert (imported["cases"], imported["folder"]) == (1, "new")


def test_numbers_that_are_not_finite_are_null(capsys: pytest.CaptureFixture[str]) -> None:
    import numpy as np

    from cli.views.console import echo_json_lines

    echo_json_lines([{"a": float("nan"), "b": np.float64("1.5"), "c": np.int64(3), "d": np.str_("x")}])
    assert json.loads(capsys.readouterr().out) == {"a": None, "b": 1.5, "c": 3, "d": "x"}
