"""Invalid input gets one message with the remedy and changes neither index nor decision log: the next run works."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from policies.parsing.yaml_reader import MAX_VALUES
from tests.cli.conftest import CASE, Run, Spawn

ALIAS_BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nfacts: {c: [*b, *b]}\n"
FILES: dict[str, tuple[str, bytes, str]] = {
    "invalid YAML": ("bad.yaml", b"id: x\ncontent: [", "bad.yaml:2: invalid YAML: "),
    "invalid JSON": ("bad.json", b'{\n"id": }', "bad.json:2: invalid JSON: Expecting value"),
    "unknown field": (
        "bad.yaml",
        b"creator: cr_maya\nfacts: {a: 1}\n",
        'bad.yaml: creator: unknown field (did you mean "creator_id"?); the fields are id, creator_id,',
    ),
    "unknown field of an item": (
        "bad.yaml",
        b"content: [{id: a, text: hello, sort: title}]\n",
        "bad.yaml: content.0.sort: unknown field; the fields are id, kind, text",
    ),
    "empty content": (
        "bad.yaml",
        b"id: x\ncontent: [{id: a, text: ' '}]\n",
        "bad.yaml: the case has neither content nor facts: give at least one content item with text",
    ),
    "an empty file": (
        "bad.yaml",
        b"",
        "bad.yaml: a case has fields such as id, content and facts; this is empty",
    ),
    "a list": ("bad.yaml", b"- 1\n", "bad.yaml: a case has fields such as id, content and facts; this is a list"),
    "too many values": (
        "bad.yaml",
        b"facts: {x: [" + b"0, " * 10_000 + b"]}\n",
        "bad.yaml: 10,001 content items and values of facts, and a case has at most 10,000: leave some out",
    ),
    "many more values": (
        "bad.yaml",
        b"facts: {x: [" + b"0, " * (MAX_VALUES + 1) + b"]}\n",
        f"bad.yaml:1: more than {MAX_VALUES:,} keys and values: leave some out, or split it",
    ),
    "2 MB of text": (
        "bad.yaml",
        b"content: [{id: a, text: '" + b"word " * 400_000 + b"'}]\n",
        "bad.yaml: 2,000,000 characters of content, and a case has at most 200,000: split it, or raise",
    ),
    "2 MB of facts": (
        "bad.yaml",
        b"content: [{id: a, text: hi}]\nfacts: {log: {line: '" + b"word " * 400_000 + b"'}}\n",
        "bad.yaml: 2,000,011 characters of facts, names and ids, and a case has at most 200,000: leave some out",
    ),
    "a file that is too large": ("bad.yaml", b"#" * (4 * 1024**2 + 1), "bad.yaml: larger than 4 MiB"),
    "invalid UTF-8": (
        "bad.yaml",
        b"id: \xff\n",
        "bad.yaml: not UTF-8 at byte 4, perhaps Latin-1 or Windows-1252; save it as UTF-8",
    ),
    "control characters": ("bad.yaml", b"id: x\nname: \x01\n", "bad.yaml:2: control character U+0001: remove it"),
    "escaped control characters": (
        "bad.json",
        b'{"content": [{"id": "a", "text": "ab\\u001b[2J"}]}',
        "bad.json: content.0.text: control character U+001B at offset 2: remove it",
    ),
    "a lone surrogate": (
        "bad.json",
        b'{"facts": {"a": "\\ud800"}}',
        "bad.json: facts.a: control character U+D800 at offset 0: remove it",
    ),
    "an unknown market": (
        "bad.yaml",
        b"market: XX\nfacts: {a: 1}\n",
        'unknown market "XX" (in the case or by --market); write NO or US',
    ),
    "a YAML bomb": (
        "bad.yaml",
        ALIAS_BOMB.encode(),
        "bad.yaml:1: invalid YAML: an alias stands for this: write it out",
    ),
    "a deep file": ("bad.yaml", b"facts: " + b"[" * 9000, "bad.yaml:1: nested too deeply: use fewer levels"),
    "deep facts": (
        "bad.json",
        b'{"facts": {"a": ' + b"[" * 400 + b"]" * 400 + b"}}",
        "bad.json: facts.a: lists and objects within more than 32 others: give the fact a flatter form",
    ),
    "a field given twice": (
        "bad.yaml",
        b"id: x\nid: y\nfacts: {a: 1}\n",
        'bad.yaml:2: invalid YAML: duplicate key "id": keep one',
    ),
    "a JSON field given twice": (
        "bad.json",
        b'{"facts": {"a": 1}, "facts": {}}',
        'bad.json: cannot be read: duplicate field "facts": keep one',
    ),
    "not a number": (
        "bad.yaml",
        b"facts: {price: .nan}\n",
        "bad.yaml: facts.price: nan is not a valid number: give a finite number, or leave the fact out",
    ),
    "an infinite number": ("bad.json", b'{"facts": {"a": [1e999]}}', "bad.json: facts.a: inf is not a valid number"),
    "a JSON number as id": (
        "bad.json",
        b'{"id": 12, "facts": {"a": 1}}',
        "bad.json: id: must be text: put it in quotes",
    ),
    "content without items": (
        "bad.yaml",
        b"content: hello\n",
        "bad.yaml: content: must be a list of items, each with id, kind and text",
    ),
    "an impossible date": (
        "bad.yaml",
        b"content_date: 2026-02-30\nfacts: {a: 1}\n",
        "bad.yaml: content_date: give the day alone, such as",
    ),
}


def assert_next_run_works(run: Run) -> None:
    ran = run("adjudicate", "case.yaml", "--json")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["verdict"]["outcome"] == "violation"


@pytest.mark.parametrize("problem", FILES)
def test_invalid_case_file_is_refused(run: Run, workspace: Path, problem: str) -> None:
    name, content, message = FILES[problem]
    (workspace / name).write_bytes(content)
    ran = run("adjudicate", name)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"clausewise: {message}")
    assert ran.stderr.count("\n") == 1


def test_few_of_many_problems_are_listed(run: Run, workspace: Path) -> None:
    (workspace / "bad.json").write_text(json.dumps({f"k{n}": n for n in range(500)}))
    ran = run("adjudicate", "bad.json")
    assert (ran.exit_code, ran.stderr.count("\n")) == (2, 21)
    assert ran.stderr.endswith("bad.json: and 480 more problems\n")


def test_invalid_file_does_not_affect_the_next_run(run: Run, workspace: Path) -> None:
    (workspace / "bad.yaml").write_text("market: XX\nfacts: {a: 1}\n")
    assert run("adjudicate", "bad.yaml").exit_code == 2
    assert_next_run_works(run)
    assert "undecided case" not in run("decisions", "list").stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["missing.yaml"],
            "clausewise: missing.yaml: No such file or directory: give the path of a .yaml or .json case",
        ),
        (["."], "clausewise: .: Is a directory: give the path of a .yaml or .json case"),
        (
            ["case.yaml", "--as-of", "2020-01-01"],
            "clausewise: no policy is in force on 2020-01-01 in NO: give the case another content_date",
        ),
        (
            ["case.yaml", "--policies", "nowhere"],
            "clausewise: nowhere: there is no such folder; name a folder of policies",
        ),
        (["--text", ""], "clausewise: --text: the case has neither content nor facts"),
        (["--text", "a\x1b[2J"], "clausewise: --text: content.0.text: control character U+001B at offset 1"),
        (
            ["--text", "a", "--creator-id", ""],
            "clausewise: --text: creator_id: is empty: give a value, or leave the field out",
        ),
    ],
)
def test_invalid_arguments_are_refused(run: Run, arguments: list[str], message: str) -> None:
    ran = run("adjudicate", *arguments)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(message)
    assert_next_run_works(run)


def test_unknown_judge_is_a_usage_error(run: Run, workspace: Path) -> None:
    shutil.rmtree(workspace / "data")
    ran = run("adjudicate", "case.yaml", "--judge", "oracle")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "'oracle' is not one of 'auto', 'rules', 'local'" in " ".join(ran.stderr.replace("│", " ").split())
    assert not (workspace / "data").exists()


def test_invalid_day_is_a_usage_error(run: Run) -> None:
    ran = run("adjudicate", "case.yaml", "--as-of", "yesterday")
    assert ran.exit_code == 2
    assert "'yesterday' is not a day: write it as 2026-09-14" in " ".join(ran.stderr.replace("│", " ").split())


CORPUS_ERRORS = {
    "a duplicate id": ("## DEF-1 Illness", "## HLT-2 Illness", "HLT-2@1.0: two clauses have this id and version"),
    "a broken check": (
        "`facts.price > 100`",
        "`facts.price >`",
        "PRC-1@1.0: the check `facts.price >` does not compile",
    ),
    "a dangling reference": ("**see**: DEF-1", "**see**: DEF-9", "HLT-1@1.0: it refers to DEF-9, which does not exist"),
    "an unknown market": ("**markets**: NO", "**markets**: XX", "XX"),
    "a broken field": ("**points**: 4", "**points**: four", "claims.md:"),
}


@pytest.mark.parametrize("problem", CORPUS_ERRORS)
def test_corpus_with_an_error_is_refused(run: Run, workspace: Path, problem: str) -> None:
    valid, invalid, message = CORPUS_ERRORS[problem]
    policy = workspace / "corpus" / "claims.md"
    text = policy.read_text()
    policy.write_text(text.replace(valid, invalid))
    for command in (["adjudicate", "case.yaml"], ["index"], ["search", "tea"], ["policies", "check"]):
        ran = run(*command)
        assert ran.exit_code == 2
        assert message in ran.stderr + ran.stdout
    policy.write_text(text)
    assert_next_run_works(run)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("MAX_CANDIDATE_RULES", "many", "clausewise: CLAUSEWISE_MAX_CANDIDATE_RULES: "),
        ("THRESHOLDS__MARGIN", "2", "clausewise: CLAUSEWISE_THRESHOLDS__MARGIN: "),
        ("THRESHOLDS", "wide", "clausewise: CLAUSEWISE_THRESHOLDS is not JSON: "),
        ("SIGNALS_FILE", "nowhere.yaml", "clausewise: nowhere.yaml: cannot be read (No such file or directory)"),
        ("SIGNALS_URL", "signals", "clausewise: CLAUSEWISE_SIGNALS_URL must be a complete URL, such as"),
        ("PRECEDENTS", "nowhere.jsonl", "clausewise: nowhere.jsonl: No such file or directory"),
    ],
)
def test_invalid_setting_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv(f"CLAUSEWISE_{name}", value)
        ran = run("adjudicate", "case.yaml")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(message)
    assert_next_run_works(run)


def test_invalid_signals_file_is_refused(run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (workspace / "creators.yaml").write_text("creators: [{creator_id: x, strikes: -1}]\n")
    monkeypatch.setenv("CLAUSEWISE_SIGNALS_FILE", "creators.yaml")
    ran = run("adjudicate", "case.yaml")
    assert ran.exit_code == 2
    assert ran.stderr.startswith("clausewise: creators.yaml: creators.0.strikes: ")


def test_unreachable_signals_degrade_the_decision(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_SIGNALS_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("CLAUSEWISE_SIGNALS_TOKEN", "token")
    ran = run("adjudicate", "case.yaml", "--json")
    decision = json.loads(ran.stdout)
    assert (ran.exit_code, decision["verdict"]["outcome"]) == (0, "violation")
    assert (decision["consequence"]["status"], decision["consequence"]["action"]) == ("not_determined", None)
    assert decision["trace"]["degraded"][0]["component"] == "signals"
    assert "unreachable" in decision["trace"]["degraded"][0]["reason"]
    assert "degraded: signals: unreachable" in " ".join(
        run("decisions", "show", decision["decision_id"]).stdout.split()
    )


def test_file_in_place_of_the_data_directory(run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (workspace / "occupied").write_text("a file")
    with monkeypatch.context() as patch:
        patch.setenv("CLAUSEWISE_DATA_DIR", "occupied")
        ran = run("adjudicate", "case.yaml")
        assert (ran.exit_code, ran.stdout) == (1, "")
        assert ran.stderr.startswith(
            "clausewise: the database at occupied/clausewise.db cannot be written (File exists)"
        )
        assert "CLAUSEWISE_DATA_DIR" in ran.stderr
        ran = run("index")
        assert (ran.exit_code, ran.stdout) == (1, "")
        assert ran.stderr.startswith("clausewise: occupied")
    assert (workspace / "occupied").read_text() == "a file"
    assert_next_run_works(run)


@pytest.mark.slow
@pytest.mark.parametrize("component", ["index", "models", "corpora"])
def test_file_in_place_of_a_component(spawn: Spawn, workspace: Path, component: str) -> None:
    shutil.rmtree(workspace / "data" / component)
    (workspace / "data" / component).write_text("a file")
    ran = spawn("adjudicate", "case.yaml")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("clausewise: ")
    assert str(workspace / "data" / component) in ran.stderr
    assert ran.stderr.count("\n") == 1
    (workspace / "data" / component).unlink()
    assert spawn("adjudicate", "case.yaml").returncode == 0


@pytest.mark.slow
def test_incomplete_index_is_rebuilt(spawn: Spawn, workspace: Path) -> None:
    index = workspace / "data" / "index"
    for snapshot in index.glob("*.npy"):
        snapshot.unlink()
    with sqlite3.connect(index / "chroma.sqlite3") as database:
        database.execute("DELETE FROM collection_metadata")
        database.execute("DELETE FROM embeddings WHERE id % 2 = 0")
    database.close()
    ran = spawn("adjudicate", "case.yaml", "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["verdict"]["outcome"] == "violation"
    assert "0 embedded" in spawn("index").stdout


@pytest.mark.slow
def test_damaged_index_is_named(spawn: Spawn, workspace: Path) -> None:
    decision = json.loads(spawn("adjudicate", "case.yaml", "--json").stdout)
    index = workspace / "data" / "index"
    for snapshot in index.glob("*.npy"):
        snapshot.unlink()
    (index / "chroma.sqlite3").write_bytes(b"garbage" * 1000)
    ran = spawn("adjudicate", "case.yaml")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("clausewise: the index in ")
    assert ran.stderr.endswith("delete that folder, it will be built again\n")
    assert json.loads(spawn("decisions", "show", decision["decision_id"], "--json").stdout) == decision
    shutil.rmtree(index)
    assert spawn("adjudicate", "case.yaml").returncode == 0


@pytest.mark.slow
def test_damaged_decision_log_is_named(spawn: Spawn, workspace: Path) -> None:
    database = workspace / "data" / "clausewise.db"
    database.write_bytes(b"garbage" * 1000)
    for command in (["adjudicate", "case.yaml"], ["decisions", "list"]):
        ran = spawn(*command)
        assert (ran.returncode, ran.stdout) == (1, "")
        assert ran.stderr.startswith(f"clausewise: the database at {database} is damaged or not from Clausewise")
    assert database.read_bytes() == b"garbage" * 1000
    database.unlink()
    assert spawn("adjudicate", "case.yaml").returncode == 0


def test_unquoted_yaml_values_stay_text(run: Run, workspace: Path) -> None:
    """YAML 1.1 reads NO (Norway) as false, 0123 as an octal number and yes as true."""
    case = CASE.replace("id: tea", "id: 0123").replace("creator_id: cr_maya", "creator_id: 42")
    (workspace / "case.yaml").write_text(case.replace("content:\n", "content:\n  - {id: 1, text: yes}\n"))
    decision = json.loads(run("adjudicate", "case.yaml", "--json").stdout)
    assert decision["case_id"] == "0123"
    assert "PRC-1" in [c["clause_id"] for c in decision["evidence"]["clauses"]]
