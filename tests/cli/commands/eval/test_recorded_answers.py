"""A run keeps a model's answers, and settles again from them without a model."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.test_obedient_model import model_server

CURE = "this tea cured my diabetes in two weeks"
TEXTS = {"bad": CURE, "good": "a blue mug, 300 ml, safe in the dishwasher", "odd": "my gran swears by this tea"}
GOLD = {
    "bad": {"outcome": "violation", "violated": ["HLT-1"]},
    "good": {"outcome": "no_violation"},
    "odd": {"outcome": "needs_review"},
}


@pytest.fixture
def dataset(workspace: Path) -> Path:
    folder = workspace / "posts"
    folder.mkdir()
    manifest = 'name = "Ours"\nprotocol = "cases"\nlicence = "CC0-1.0"\nattribution = "us"\n'
    (folder / "dataset.toml").write_text(manifest)
    lines = [
        {"id": name, "case": {"content": [{"id": "i1", "kind": "caption", "text": text}]}, "gold": GOLD[name]}
        for name, text in TEXTS.items()
    ]
    (folder / "cases.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def outcomes(folder: Path) -> dict[str, tuple[str, list[str], str]]:
    """Outcome, violated clauses and the judge of the first finding of each case."""
    lines = [json.loads(line) for line in (folder / "results.jsonl").read_text().splitlines()]
    verdicts = {line["case_id"]: line["decision"]["verdict"] for line in lines}
    return {
        name: (
            verdict["outcome"],
            [f["clause_id"] for f in verdict["findings"] if f["status"] == "violated"],
            verdict["findings"][0]["judge"],
        )
        for name, verdict in verdicts.items()
    }


def finding(bearing: str, probability: float, quote: str) -> dict[str, Any]:
    fields = {"clause_id": "HLT-1", "reasoning": "A cure.", "bearing": bearing, "probability": probability}
    return fields | {"quotes": [{"item_id": "i1", "text": quote}]}


def answer(prompt: str) -> str:
    if CURE in prompt:
        return json.dumps({"findings": [finding("caught", 0.95, CURE)]})
    if TEXTS["odd"] in prompt:
        return json.dumps({"findings": [finding("unclear", 0.5, TEXTS["odd"])]})
    return json.dumps({"findings": []})


def test_answers_of_a_model_are_recorded_and_settled_again_without_it(
    run: Run, dataset: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with model_server(answer) as url:
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        ran = run("eval", "run", "posts", "--judge", "llm", "--out", "first", "--record", "answers.jsonl")
    assert (ran.exit_code, ran.stderr) == (0, "")
    monkeypatch.delenv("OPENAI_BASE_URL")
    lines = [json.loads(line) for line in (workspace / "answers.jsonl").read_text().splitlines()]
    caught = next(line for line in lines if line["case_id"] == "bad" and line["clause_id"] == "HLT-1")
    assert (caught["judge"], caught["model"], caught["answer"]["probability"]) == ("llm", "gpt-6-luna", 0.95)
    assert len(caught["prompt_sha256"]) == 64
    assert {line["answer"] for line in lines if line["case_id"] == "good"} == {None}

    again = run("eval", "run", "posts", "--out", "second", "--answers", "answers.jsonl")
    assert (again.exit_code, again.stderr) == (0, "")
    assert "No model was asked. Without a recorded answer, and left out: 0 cases." in again.stdout
    expected = {
        "bad": ("violation", ["HLT-1"], "llm"),
        "good": ("no_violation", [], "llm"),
        "odd": ("needs_review", [], "llm"),
    }
    assert outcomes(workspace / "first") == outcomes(workspace / "second") == expected
    assert json.loads((workspace / "second" / "report.json").read_text())["usage"]["calls"] >= 3


CASE_LINES = [
    {
        "case_id": "bad",
        "asked": ["HLT-1", "DSC-1"],
        "default": 0.01,
        "clauses": {
            "HLT-1": {"p": 0.95, "bearing": "caught", "quotes": [["i1", CURE]], "why": "A cure.", "but": "A joke."}
        },
    },
    {"case_id": "good", "asked": ["HLT-1", "DSC-1"], "default": 0.01, "clauses": {}},
]


def test_a_line_a_case_is_read_too_and_other_cases_are_left_out(run: Run, dataset: Path, workspace: Path) -> None:
    path = workspace / "answers.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in CASE_LINES))
    ran = run("eval", "run", "posts", "--judge", "llm", "--out", "out", "--answers", "answers.jsonl")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "left out: 1 case." in ran.stdout
    assert outcomes(workspace / "out") == {
        "bad": ("violation", ["HLT-1"], "llm"),
        "good": ("no_violation", [], "llm"),
    }
    changed = {**CASE_LINES[0], "clauses": {}}
    path.write_text(json.dumps(changed) + "\n")
    refused = run("eval", "run", "posts", "--judge", "llm", "--out", "out", "--answers", "answers.jsonl")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "has a run with another options" in refused.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--answers", "nowhere.jsonl"), "nowhere.jsonl: No such file or directory"),
        (("--answers", "prose.txt"), "prose.txt:1: no JSON"),
        (("--answers", "empty.jsonl"), "empty.jsonl: the file has no answers"),
        (("--answers", "wrong.jsonl"), "wrong.jsonl:1: clauses.HLT-1.p"),
        (("--answers", "other.jsonl"), "no case has a recorded answer"),
        (("--answers", "other.jsonl", "--judge", "local"), "--answers is for a judge that asks a chat model"),
        (("--answers", "other.jsonl", "--processes", "2"), "--answers works in one process"),
        (("--answers", "other.jsonl", "--record", "new.jsonl"), "give one of them"),
        (("--record", "nowhere/new.jsonl"), "nowhere/new.jsonl: No such file or directory"),
    ],
)
def test_unusable_options_are_one_line(
    run: Run, dataset: Path, workspace: Path, options: tuple[str, ...], message: str
) -> None:
    (workspace / "prose.txt").write_text("The post is fine.\n")
    (workspace / "empty.jsonl").write_text("\n")
    wrong = {**CASE_LINES[0], "clauses": {"HLT-1": {"p": 7}}}
    (workspace / "wrong.jsonl").write_text(json.dumps(wrong) + "\n")
    (workspace / "other.jsonl").write_text(json.dumps({**CASE_LINES[0], "case_id": "elsewhere"}) + "\n")
    ran = run("eval", "run", "posts", "--out", "out", *options)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert message in " ".join(ran.stderr.split())
    assert "Traceback" not in ran.stderr
