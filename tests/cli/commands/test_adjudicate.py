import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clausewise import app
from tests.cli.conftest import CASE, Run


def test_case_is_decided_and_shown(run: Run) -> None:
    ran = run("adjudicate", "case.yaml")
    assert (ran.exit_code, ran.stderr) == (0, "")
    for part in (
        "VIOLATION",
        "HLT-1 Cures  violated",
        "»This tea cured my arthritis.«",
        "PRC-1 Dear goods  violated",
        "facts.price = 250",
        "Reasons for a violation",
        "Reasons against",
        "What would change this decision",
        "Consequence (a recommendation)",
        "Message to the creator",
        "What you can do",
        "If you disagree",
    ):
        assert part in ran.stdout


def test_json_contains_the_decision(run: Run) -> None:
    decision = json.loads(run("adjudicate", "case.yaml", "--json").stdout)
    assert decision["verdict"]["outcome"] == "violation"
    assert decision["case_id"] == "tea"
    finding = next(f for f in decision["verdict"]["findings"] if f["clause_id"] == "HLT-1")
    line, start = "This tea cured my arthritis.", len("Good morning everyone. ")
    assert finding["content_quotes"] == [{"item_id": "t1", "start": start, "end": start + len(line), "text": line}]


def test_misspelt_fact_is_told(run: Run, workspace: Path) -> None:
    (workspace / "odd.yaml").write_text(CASE.replace("price:", "prise:"))
    told = "warning: the case has the unknown fact prise (did you mean price?): no check reads it; write price"
    ran = run("adjudicate", "odd.yaml", "--json")
    assert json.loads(ran.stdout)["trace"]["warnings"] == [told.removeprefix("warning: ")]
    assert ran.stderr.strip() == told
    assert " ".join(run("adjudicate", "odd.yaml").stdout.split()).count(told) == 1


def test_options_replace_fields_of_the_case(run: Run) -> None:
    ran = run("adjudicate", "case.yaml", "--market", "us", "--as-of", "2026-01-02", "--creator-id", "cr_x", "--json")
    decision = json.loads(ran.stdout)
    assert decision["trace"]["as_of"] == "2026-01-02"
    assert [f["clause_id"] for f in decision["verdict"]["findings"]] == ["HLT-1"]
    assert decision["evidence"]["signals"]["condition"] == "unknown_creator"
    assert decision["consequence"]["status"] == "not_determined"


def test_text_option_and_rules_judge(run: Run) -> None:
    words = json.loads(run("adjudicate", "--text", "this tea cured my arthritis", "--json").stdout)
    assert (words["case_id"], words["verdict"]["outcome"]) == ("command-line", "violation")
    rules = json.loads(run("adjudicate", "case.yaml", "--judge", "rules", "--json").stdout)
    assert rules["trace"]["judge"] == "rules"
    assert [f["clause_id"] for f in rules["verdict"]["findings"]] == ["PRC-1"]


def test_policies_option_selects_the_corpus(run: Run, workspace: Path) -> None:
    (workspace / "other").mkdir()
    (workspace / "other" / "rules.jsonl").write_text('{"id": "r1", "text": "No insults."}\n')
    ran = run("adjudicate", "--text", "you are a fool", "--policies", "other", "--json")
    assert [c["clause_id"] for c in json.loads(ran.stdout)["evidence"]["clauses"]] == ["r1"]


def test_file_or_text_is_required_and_not_both(run: Run) -> None:
    message = "clausewise: give either a case file or --text, and not both"
    for arguments in ([], ["case.yaml", "--text", "x"]):
        ran = run("adjudicate", *arguments)
        assert (ran.exit_code, ran.stdout) == (2, "")
        assert ran.stderr.startswith(message)


def test_items_without_an_id_get_numbers(run: Run, workspace: Path) -> None:
    line = "This tea cured my arthritis in three weeks."
    (workspace / "short.yaml").write_text(f"content:\n  - {{id: greeting, text: Good morning.}}\n  - text: {line}\n")
    decision = json.loads(run("adjudicate", "short.yaml", "--json").stdout)
    quotes = [quote for finding in decision["verdict"]["findings"] for quote in finding["content_quotes"]]
    assert {"item_id": "content-2", "start": 0, "end": len(line), "text": line} in quotes


@pytest.mark.parametrize(
    "case",
    [
        CASE.encode(),
        b"\xef\xbb\xbf" + CASE.encode(),
        b'{ "market": "NO", "content": [{"text": "This tea cured my arthritis in three weeks."}]}',
        b"{market: NO, content: [{text: This tea cured my arthritis in three weeks.}]}",
    ],
)
def test_case_is_read_from_standard_input(workspace: Path, case: bytes) -> None:
    ran = CliRunner().invoke(app, ["adjudicate", "-", "--json"], input=case, catch_exceptions=False)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "HLT-1" in [f["clause_id"] for f in json.loads(ran.stdout)["verdict"]["findings"]]


@pytest.mark.parametrize(
    ("case", "message"),
    [
        (b" \n", "standard input is empty: pipe a case in YAML or JSON into the command"),
        (CASE.encode("utf-16-le"), "standard input: UTF-16, not UTF-8; save it as UTF-8"),
        (
            "id: caf\xe9".encode("latin-1"),
            "standard input: not UTF-8 at byte 7, perhaps Latin-1 or Windows-1252; save it as UTF-8",
        ),
        (b'{"id": }', "stdin:1: invalid JSON"),
        (b"#" * (4 * 1024**2 + 1), "standard input: larger than 4 MiB"),
    ],
)
def test_unusable_standard_input_is_told(workspace: Path, case: bytes, message: str) -> None:
    ran = CliRunner().invoke(app, ["adjudicate", "-"], input=case, catch_exceptions=False)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"clausewise: {message}")


def test_case_in_the_home_folder_is_found(run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(workspace))
    assert run("adjudicate", "~/case.yaml", "--json").exit_code == 0
    assert run("adjudicate", "case.yaml", "--policies=~/corpus", "--json").exit_code == 0
