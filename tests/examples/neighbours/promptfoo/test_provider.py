"""The promptfoo example, called as promptfoo's wrapper calls it: a provider and an assertion in files."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from eval.dataset.labelled_case import LabelledCase
from eval.exports.export_format import ExportFormat
from eval.exports.formats import export_text
from tests.api.processes import ROOT, ServiceProcess
from tests.examples.neighbours.conftest import HARMLESS, VIOLATING

EXAMPLE = ROOT / "examples" / "neighbours" / "promptfoo"


def call(file: str, method: str, tmp_path: Path, *arguments: Any) -> Any:
    """As dist/src/python/wrapper.py of promptfoo 0.121.20: a fresh process, the arguments as JSON, a JSON result."""
    (tmp_path / "in.json").write_text(json.dumps(arguments))
    program = (
        "import importlib.util, json, sys; s = importlib.util.spec_from_file_location('m', sys.argv[1]); "
        "m = importlib.util.module_from_spec(s); s.loader.exec_module(m); "
        f"r = getattr(m, {method!r})(*json.load(open(sys.argv[2]))); json.dump(r, open(sys.argv[3], 'w'))"
    )
    command = [
        sys.executable,
        "-c",
        program,
        str(EXAMPLE / file),
        str(tmp_path / "in.json"),
        str(tmp_path / "out.json"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, env=environment, check=True, timeout=60)
    return json.loads((tmp_path / "out.json").read_text())


def exported(text: str, **gold: Any) -> dict[str, Any]:
    case = {"content": [{"id": "i1", "text": text}]}
    labelled = LabelledCase.model_validate({"id": "c1", "case": case, "gold": gold})
    (test,) = json.loads(export_text([labelled], ExportFormat.PROMPTFOO, "x"))
    return dict(test)


@pytest.mark.slow
def test_verdict_is_compared_with_the_label(service: ServiceProcess, tmp_path: Path) -> None:
    options = {"id": "file://provider.py", "config": {"url": f"http://127.0.0.1:{service.port}"}}
    for text, outcome, clauses in ((VIOLATING, "violation", ["CLM-1"]), (HARMLESS, "no_violation", [])):
        test = exported(text, outcome=outcome, violated=clauses)
        answer = call("provider.py", "call_api", tmp_path, test["vars"]["content"], options, {"vars": test["vars"]})
        assert answer["output"] == test["assert"][0]["value"] == outcome
        context = {"vars": test["vars"], "test": test, "providerResponse": answer}
        graded = call("clauses.py", "get_assert", tmp_path, outcome, context)
        assert graded == {"pass": True, "score": 1.0, "reason": "missing: none; not labelled: none"}


def test_without_a_verdict_the_answer_is_an_error(tmp_path: Path) -> None:
    test = exported(VIOLATING, outcome="violation")
    options = {"config": {"url": "http://127.0.0.1:1"}}
    environment = {"vars": test["vars"]}
    answer = call("provider.py", "call_api", tmp_path, "x", options, environment)
    assert "output" not in answer
    assert answer["error"].startswith("no verdict: ConnectError")
    assert (
        "no verdict" in call("provider.py", "call_api", tmp_path, "x", options, {"vars": {"case": "base64:!"}})["error"]
    )


def test_other_clauses_fail_with_their_names(tmp_path: Path) -> None:
    test = exported(VIOLATING, outcome="violation", violated=["CLM-1", "PRC-1"])
    context = {"test": test, "providerResponse": {"metadata": {"violated": ["CLM-1", "HLT-1"]}}}
    graded = call("clauses.py", "get_assert", tmp_path, "violation", context)
    assert (graded["pass"], round(graded["score"], 2)) == (False, 0.33)
    assert graded["reason"] == "missing: PRC-1; not labelled: HLT-1"
    assert not call("clauses.py", "get_assert", tmp_path, "violation", {"test": test, "providerResponse": None})["pass"]


def test_configuration_names_files_that_exist() -> None:
    config = yaml.safe_load((EXAMPLE / "promptfooconfig.yaml").read_text())
    names = [config["providers"][0]["id"], config["defaultTest"]["assert"][0]["value"]]
    assert all((EXAMPLE / name.removeprefix("file://")).is_file() for name in names)
    assert config["prompts"] == ["{{content}}"]
