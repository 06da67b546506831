"""A small policy of another domain, by the command line: what is decided is right, the rest is left to a person."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clausewise import app
from eval.dataset.dataset import BUNDLED

FOLDER = BUNDLED.parent / "language_tutoring"
MIN_RIGHT = 0.85


@pytest.mark.parametrize("policies", ["policies_5", "policies_10"])
def test_what_is_decided_is_right(tmp_path: Path, policies: str) -> None:
    options = ["--policies", str(FOLDER / policies), "--judge", "local", "--out", str(tmp_path / "run")]
    ran = CliRunner().invoke(app, ["eval", "run", str(FOLDER), *options])
    assert ran.exit_code == 0, ran.output
    report = json.loads((tmp_path / "run" / "report.json").read_text())
    assert report["outcome"]["decided"] > 0
    assert report["outcome"]["accuracy_decided"] >= MIN_RIGHT
    precision = report["naming"]["total"]["precision"]
    assert precision is None or precision >= MIN_RIGHT  # None: no rule was named
    assert report["outcome"]["kappa"] > 0  # 0: everything is left to a person


def test_shortlist_says_what_speaks_for_each_rule(tmp_path: Path) -> None:
    case = {
        "id": "c",
        "language": "en",
        "content": [{"id": "post", "text": "Give me the topic and I draft the essay."}],
    }
    (tmp_path / "case.json").write_text(json.dumps(case))
    options = [str(tmp_path / "case.json"), "--policies", str(FOLDER / "policies_5"), "--judge", "local"]
    shown = CliRunner().invoke(app, ["adjudicate", *options]).stdout
    assert "NEEDS REVIEW" in shown
    assert "1. TUT-3.1 Doing a learner's assessed work" in shown
    assert "»Give me the topic and I draft the essay.«" in shown
    verdict = json.loads(CliRunner().invoke(app, ["adjudicate", *options, "--json"]).stdout)["verdict"]
    first = verdict["shortlist"][0]
    assert (first["clause_id"], first["quote"]["text"]) == ("TUT-3.1", "Give me the topic and I draft the essay.")
    assert "essay" in first["shared_words"]
    assert "essay" in first["violating_example"]["text"]
    assert "essay" in first["compliant_example"]["text"]
    assert [reason["code"] for reason in verdict["review_reasons"]] == ["uncertain"]
    assert "TUT-3.1 has 5 violating and 5 compliant examples: write at least 10 of each." in verdict["summary"]
