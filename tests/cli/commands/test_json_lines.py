"""Commands that list print JSON, one object a line, and days may be written as times."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run


def lines(run: Run, *arguments: str) -> list[dict[str, Any]]:
    ran = run(*arguments, "--json")
    assert (ran.exit_code, ran.stderr) == (0, "")
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_policies_and_clauses(run: Run, workspace: Path) -> None:
    (policy,) = lines(run, "policies", "list")
    assert (policy["id"], policy["effective_from"], policy["clauses"]) == ("claims", "2025-01-01", 5)
    first, *others = lines(run, "search", "this tea cured my arthritis", "--limit", "3")
    assert first["id"] == "HLT-1"
    assert [first["score"], *(one["score"] for one in others)] == sorted(
        (one["score"] for one in (first, *others)), reverse=True
    )


def test_decisions(run: Run, workspace: Path) -> None:
    assert lines(run, "decisions", "list") == []
    made = json.loads(run("adjudicate", "case.yaml", "--json").stdout)
    (decision,) = lines(run, "decisions", "list")
    assert (decision["decision_id"], decision["outcome"]) == (made["decision_id"], "violation")
    assert decision["violated"] == ["HLT-1", "PRC-1"]


def test_keys_and_sessions(run: Run, workspace: Path) -> None:
    assert lines(run, "sessions", "list") == []
    assert lines(run, "keys", "list") == []
    run("keys", "create", "shop", "--scope", "decide")
    (key,) = lines(run, "keys", "list")
    assert (key["name"], key["scopes"], key["revoked_at"]) == ("shop", ["decide"], None)


@pytest.mark.parametrize("day", ["2025-06-01", "2025-06-01T23:30:00+02:00", "2025-06-01T10:00:00Z", "20250601"])
def test_day_may_be_a_time(run: Run, workspace: Path, day: str) -> None:
    assert lines(run, "search", "tea", "--limit", "1", "--as-of", day)
    refused = run("search", "tea", "--as-of", "2024-12-31T23:59:59Z")
    assert (refused.exit_code, "no clause is in force on that day" in refused.stderr) == (2, True)


def test_other_text_is_no_day(run: Run, workspace: Path) -> None:
    for text in ("yesterday", "2025-13-01", "1760000000", ""):
        assert run("search", "tea", "--as-of", text).exit_code == 2, text
