"""A run writes its files, and resumes after an interruption."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from agent.settings import Settings
from eval.dataset.dataset import Dataset
from eval.runs.executor import Executor
from eval.runs.folder import RunFolder
from eval.runs.manifest import RunManifest, RunOptions
from eval.runs.run import UnknownSplit, run, select_cases
from eval.runs.summary_rows import summary_row
from tests.agent.judges.shop import CORPUS

ROOT = Path(__file__).parents[3]
WITHOUT_LATENCY = {"latency_ms": None}


def ignore_progress(done: int, total: int) -> None: ...


def test_run_writes_report_results_and_junit(dataset: Dataset, settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "run"
    report = run(dataset, RunOptions(), settings, out, progress=ignore_progress)
    assert sorted(path.name for path in out.iterdir()) == [
        "junit.xml",
        "manifest.json",
        "report.html",
        "report.json",
        "results.jsonl",
    ]
    assert json.loads((out / "report.json").read_text()) == json.loads(report.model_dump_json())
    assert (report.n, report.errors) == (30, 0)
    results = [*RunFolder(out).results()]
    assert len(results) == 30
    assert all(score.reason for result in results for score in result.scores)
    suite = parse(out / "junit.xml").getroot()
    wrong = sum(not summary_row(result).correct for result in results)
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("30", "0", "0")
    assert len(suite.findall(".//system-out")) == wrong > 0
    manifest = RunFolder(out).manifest()
    assert (manifest.dataset, manifest.judge, manifest.options) == ("shop", "rules+local", RunOptions())
    assert "api_key" not in manifest.settings["llm"]  # type: ignore[operator]


def test_concurrency_does_not_change_the_report(dataset: Dataset, settings: Settings, tmp_path: Path) -> None:
    one, four = (
        run(dataset, RunOptions(), settings, tmp_path / str(n), executor=Executor(n), progress=ignore_progress)
        for n in (1, 4)
    )
    assert one.model_copy(update=WITHOUT_LATENCY) == four.model_copy(update=WITHOUT_LATENCY)


@pytest.mark.slow
def test_processes_do_not_change_the_report(dataset: Dataset, settings: Settings, tmp_path: Path) -> None:
    one, two = (
        run(dataset, RunOptions(), settings, tmp_path / name, executor=executor, progress=ignore_progress)
        for name, executor in (("one", Executor(1)), ("two", Executor(processes=2)))
    )
    assert one.model_copy(update=WITHOUT_LATENCY) == two.model_copy(update=WITHOUT_LATENCY)


def test_incomplete_line_is_dropped_and_its_case_repeated(dataset: Dataset, settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "run"
    first = run(dataset, RunOptions(), settings, out, executor=Executor(1), progress=ignore_progress)
    lines = (out / "results.jsonl").read_text().splitlines(keepends=True)
    (out / "results.jsonl").write_text("".join(lines[:10]) + lines[10][:40])
    calls: list[int] = []
    resumed = run(
        dataset, RunOptions(), settings, out, executor=Executor(1), progress=lambda done, _: calls.append(done)
    )
    assert resumed.outcome == first.outcome
    assert len([*RunFolder(out).results()]) == 30
    assert calls[-20:] == list(range(11, 31))


def test_limit_is_sampled_by_the_seed(dataset: Dataset) -> None:
    sample = [case.id for case in select_cases(dataset, RunOptions(limit=5))]
    assert sample == [case.id for case in select_cases(dataset, RunOptions(limit=5))]
    assert sample != [case.id for case in select_cases(dataset, RunOptions(limit=5, seed=8))]


def test_unknown_split_is_refused(dataset: Dataset) -> None:
    with pytest.raises(UnknownSplit, match="test"):
        select_cases(dataset, RunOptions(split="test"))


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--concurrency", "--processes"])
def test_killed_run_is_resumed(dataset: Dataset, tmp_path: Path, option: str) -> None:
    out = tmp_path / "run"
    command = [sys.executable, "-c", "from clausewise import app; app()", "eval", "run", str(dataset.folder)]
    command += ["--out", str(out), "--policies", str(CORPUS), "--repeat", "40", option, "2"]
    environment = {**os.environ, "CLAUSEWISE_DATA_DIR": str(tmp_path / "home")}
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    results = out / "results.jsonl"
    while process.poll() is None and not (results.exists() and results.read_bytes().count(b"\n") >= 40):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert 40 <= results.read_bytes().count(b"\n") < 1200
    subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    keys = [result.key for result in RunFolder(out).results()]
    assert (len(keys), len({*keys})) == (1200, 1200)
    assert isinstance(RunFolder(out).manifest(), RunManifest)
