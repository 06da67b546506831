"""`clausewise eval run` draws the pictures of a dataset, reads them, and measures the verdicts."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.slow
MANIFEST = 'name = "Ours"\nprotocol = "cases"\nlicence = "CC0-1.0"\nattribution = "us"\n'


def line(name: str, violated: list[str], *blocks: list[str], **drawing: object) -> str:
    case = {"market": "US", "language": "en", "content": [{"id": "c1", "kind": "caption", "text": "good morning"}]}
    drawn = {"id": "p1", "look": "shelf", "blocks": blocks, **drawing}
    gold = {"outcome": "violation" if violated else "no_violation", "violated": violated}
    return json.dumps({"id": name, "case": case, "drawings": [drawn], "gold": gold})


def test_pictures_are_drawn_read_and_judged(run: Run, workspace: Path) -> None:
    folder = workspace / "posts"
    folder.mkdir()
    (folder / "dataset.toml").write_text(MANIFEST)
    lines = [
        line("cure", ["HLT-1"], ["label", "this tea cured my gout"]),
        line("honey", [], ["label", "this tea tastes of honey"]),
        line("cut", [], ["label", "this tea tastes of honey"], broken="cut"),
    ]
    (folder / "cases.jsonl").write_text("\n".join(lines))
    result = run("eval", "run", str(folder), "--judge", "local", "--out", "out")
    assert result.exit_code == 0, result.stderr
    found = {
        one["case_id"]: one["decision"] for one in map(json.loads, Path("out/results.jsonl").read_text().splitlines())
    }
    (quote,) = found["cure"]["verdict"]["findings"][0]["content_quotes"]
    assert (found["cure"]["verdict"]["outcome"], quote["region"]["media_id"]) == ("violation", "p1")
    assert found["honey"]["verdict"]["outcome"] == "no_violation"
    assert [one["code"] for one in found["cut"]["verdict"]["review_reasons"]] == ["media_unread"]


def test_drawing_that_cannot_be_drawn_names_its_line(run: Run, workspace: Path) -> None:
    folder = workspace / "bad"
    folder.mkdir()
    (folder / "dataset.toml").write_text(MANIFEST)
    (folder / "cases.jsonl").write_text(line("a", [], ["poster", "hello"]))
    result = run("eval", "run", str(folder), "--judge", "local", "--out", "out")
    assert (result.exit_code, "cases.jsonl:1" in result.stderr) == (2, True), result.stderr
