"""Imports from the command line, of files as people have them."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from clausewise import app
from tests.cli.conftest import Run

TEA, MUG = "jasmine tea cured my arthritis for good", "Blue mug"
EQUALS = {"type": "equals", "value": "violation"}
PROMPTFOO = {"vars": {"text": TEA}, "testCase": {"vars": {"text": TEA}, "assert": [EQUALS]}, "testIdx": 0}
LANGFUSE = ("--format", "langfuse", "--content", "text", "--outcome", "label")
PROMPTFOO_OPTIONS = ("--format", "promptfoo", "--content", "text", "--outcome", "expected")
CSV = ("--content", "text", "--outcome", "label")


def item(text: str, label: str, **fields: Any) -> dict[str, Any]:
    return {"input": {"text": text}, "expectedOutput": {"label": label}, **fields}


def lines(*values: Any) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def cases(workspace: Path) -> list[tuple[str, str]]:
    text = (workspace / "out" / "cases.jsonl").read_text(encoding="utf-8")
    read = [json.loads(line) for line in text.split("\n") if line]
    return [(line["case"]["content"][0]["text"], line["gold"]["outcome"]) for line in read]


FILES: dict[str, tuple[str, tuple[str, ...], list[str], str]] = {
    "line separators": (lines(item(f"{TEA}\u2028now", "violation")), LANGFUSE, [f"{TEA}\u2028now"], ""),
    "strings of objects": (
        lines({"input": json.dumps({"text": TEA}), "expectedOutput": json.dumps({"label": "violation"})}),
        LANGFUSE,
        [TEA],
        "",
    ),
    "archived": (
        json.dumps({"data": [item(TEA, "violation"), item(MUG, "violation", id="a9", status="ARCHIVED")]}),
        LANGFUSE,
        [TEA],
        "file: left out as archived: a9\n",
    ),
    "two prompts": (
        json.dumps({"results": {"results": [PROMPTFOO, PROMPTFOO | {"promptIdx": 1}]}}),
        PROMPTFOO_OPTIONS,
        [TEA],
        "file: 2 results are of one test, under several prompts or providers: each test counts once\n",
    ),
    "results as lines": (lines(PROMPTFOO), PROMPTFOO_OPTIONS, [TEA], ""),
    "semicolons": (
        f'text;label\n"{TEA}; really";violation\n',
        CSV,
        [f"{TEA}; really"],
        "file: read as values separated by semicolons\n",
    ),
    "sep line": (f"sep=,\n\ntext,label\n{TEA},violation\n", CSV, [TEA], "file: read as values separated by commas\n"),
    "line ends": (
        'text,label\r\n"one\r\ntwo",violation\r\n\r\n',
        CSV,
        ["one\r\ntwo"],
        "file: read as values separated by commas\n",
    ),
    "long cell": (
        f"text,label\n{'tea ' * 49_000},violation\n",
        CSV,
        ["tea " * 49_000],
        "file: read as values separated by commas\n",
    ),
}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("name", FILES)
def test_file_is_read_and_its_dataset_has_no_errors(run: Run, workspace: Path, name: str, mark: str) -> None:
    text, options, contents, note = FILES[name]
    (workspace / "file").write_bytes((mark + text).encode())
    ran = run("eval", "import", "file", "--out", "out", *options)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == f"{note}out: 1 case; clausewise eval check out shows what they cover\n"
    assert cases(workspace) == [(content, "violation") for content in contents]
    assert run("eval", "check", "out").exit_code == 0


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ('{"results": {"results": [null]}}', PROMPTFOO_OPTIONS, "result 1 is null and should be an object"),
        ('{"data": null}', LANGFUSE, "there is no list under data: data is null"),
        (lines({"id": "a"}, "text"), LANGFUSE, "line 2 is text and should be an object"),
        ("text,label\n,violation\n", CSV, "line 2: text is empty: fill it in, or delete the row"),
        ("text,label,text\na,violation,b\n", CSV, 'line 1: two columns are named "text"; rename one'),
        ("text,label\na,violation,b\n", CSV, "line 2 has more cells than the header (3, not 2)"),
        ("words,label\na,violation\n", CSV, 'no row has a field "text"'),
        ('[{"input": {"text": "a"}, "output": "b"}]', LANGFUSE, "it is a trace: an output is what a model answered"),
    ],
)
def test_fault_is_one_line_with_its_place(
    run: Run, workspace: Path, text: str, options: tuple[str, ...], message: str
) -> None:
    (workspace / "file").write_text(text)
    ran = run("eval", "import", "file", "--out", "out", *options)
    assert (ran.exit_code, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
    assert message in ran.stderr


@pytest.mark.parametrize("encoding", ["utf-16-le", "latin-1"])
def test_other_encoding_is_one_line(run: Run, workspace: Path, encoding: str) -> None:
    (workspace / "file").write_bytes("text,label\ncafé,violation\n".encode(encoding))
    ran = run("eval", "import", "file", "--out", "out", *CSV)
    assert (ran.exit_code, ran.stderr.count("\n")) == (2, 1)
    assert "save it as UTF-8" in ran.stderr


def test_import_says_what_the_check_will_find(run: Run, workspace: Path) -> None:
    table = "id,text,label,violated\na,tea,violation,HTL-1\nb,mug,no_violation,HLT-1\nc,hat,violation,\n"
    (workspace / "file").write_text(table)
    ran = run("eval", "import", "file", "--out", "out", *CSV)
    assert ran.exit_code == 0
    assert ran.stdout.splitlines()[2:] == [
        "error: out/cases.jsonl:1: a names HTL-1, which is not in the corpus; write HLT-1?",
        "error: out/cases.jsonl:2: b is not a violation but names violated clauses; empty gold.violated, or move them "
        "to gold.near_misses",
        "error: out/cases.jsonl:3: c is a violation of no clause; name all violated clauses in gold.violated",
        "clausewise eval check finds 3 errors: correct them before a run",
    ]
    checked = run("eval", "check", "out")
    assert (checked.exit_code, checked.stdout.splitlines()[:3]) == (2, ran.stdout.splitlines()[2:5])


@pytest.mark.parametrize("label", ["violation", "no_violation", "needs_review"])
def test_outcomes_alone_pass_the_check(run: Run, workspace: Path, label: str) -> None:
    (workspace / "file").write_text(f"text,label\ntea,{label}\n")
    assert run("eval", "import", "file", "--out", "out", *CSV).stdout.count("\n") == 2
    checked = run("eval", "check", "out")
    assert (checked.exit_code, "0 errors" in checked.stdout) == (0, True)


def test_every_file_of_a_dataset_may_have_a_byte_order_mark(run: Run, workspace: Path, dataset: Path) -> None:
    creators = "creators:\n- {creator_id: cr_ann, violations: []}\n"
    (dataset / "creators.yaml").write_text(creators)
    for file in dataset.iterdir():
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    checked = run("eval", "check", "ours")
    assert (checked.exit_code, checked.stdout[:42]) == (0, "Ours: 4 cases (2 dev, 2 test), 0 errors, 0")
    assert run("eval", "run", "ours", "--judge", "local", "--out", "out").exit_code == 0


def test_standard_input_is_imported(workspace: Path) -> None:
    piped = lines({"text": TEA, "label": "violation"})
    ran = CliRunner().invoke(app, ["eval", "import", "-", "--out", "out"], input=piped, catch_exceptions=False)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert cases(workspace) == [(TEA, "violation")]
    assert 'name = "stdin"' in (workspace / "out" / "dataset.toml").read_text()


def test_file_in_another_encoding_is_told_and_read(run: Run, workspace: Path) -> None:
    (workspace / "file").write_bytes("text,label\nTee für alle,violation\n".encode("cp1252"))
    ran = run("eval", "import", "file", "--out", "out")
    assert (ran.exit_code, ran.stderr.count("\n")) == (2, 1)
    assert "save it as UTF-8, or name its --encoding, such as windows-1252 or shift_jis" in ran.stderr
    assert run("eval", "import", "file", "--out", "out", "--encoding", "windows-1252").exit_code == 0
    assert cases(workspace) == [("Tee für alle", "violation")]


def test_import_says_that_texts_of_a_large_dataset_are_not_compared(run: Run, workspace: Path) -> None:
    (workspace / "file").write_text("text,label\n" + "".join(f"mug {n},no_violation\n" for n in range(3_001)))
    told = "out: more than 3,000 cases: near-duplicates and copies of examples were not searched; clausewise eval check"
    assert told in run("eval", "import", "file", "--out", "out").stdout.replace("\n", " ")
