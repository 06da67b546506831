"""A run writes what it promises, goes on after a kill where it stopped, and refuses another run's folder."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from agent.settings import Settings
from eval.dataset.dataset import Dataset, read_dataset
from eval.dataset.labelled_case import LabelledCase
from eval.runs.executor import Executor, ExecutorLost
from eval.runs.folder import RunError, RunFolder
from eval.runs.manifest import Choice, RunManifest
from eval.runs.run import UnknownPart, chosen, run
from eval.runs.summary_file import read_rows, write_rows
from eval.runs.summary_row import row_of
from eval.runs.tasks import AdjudicationTask
from tests.agent.judges.shop import CORPUS

LINES = [
    {"id": f"c{n}", "case": {"content": [{"id": "i1", "text": text}]}, "gold": gold}
    for n, (text, gold) in enumerate(
        [
            ("this tea cured my diabetes in two weeks", {"outcome": "violation", "violated": ["CLM-1"]}),
            ("good morning, the mug is blue", {"outcome": "no_violation"}),
            ("they paid me for this one and I keep quiet", {"outcome": "violation", "violated": ["DSC-1"]}),
        ]
        * 10
    )
]


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    folder = tmp_path / "data"
    folder.mkdir()
    about = 'name = "shop"\nprotocol = "cases"\nlicence = "ours"\nattribution = "us"\n'
    (folder / "dataset.toml").write_text(about)
    (folder / "cases.jsonl").write_text("".join(json.dumps(line) + "\n" for line in LINES))
    return read_dataset(folder)


def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate({"data_dir": tmp_path / "home", "policies": CORPUS})


def quiet(done: int, total: int) -> None:
    """Nobody watches."""


def test_a_run_writes_a_report_results_and_junit(dataset: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "run"
    report = run(dataset, Choice(), settings(tmp_path), out, progress=quiet)
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
    wrong = sum(row_of(result).right is False for result in results)
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("30", str(wrong), "0")
    manifest = RunFolder(out).manifest()
    assert (manifest.dataset, manifest.judge, manifest.choice) == ("shop", "rules+local", Choice())
    assert "api_key" not in manifest.settings["llm"]  # type: ignore[operator]


def test_one_at_a_time_or_several_comes_to_the_same(dataset: Dataset, tmp_path: Path) -> None:
    alone = run(dataset, Choice(), settings(tmp_path), tmp_path / "a", hands=Executor(1), progress=quiet)
    together = run(dataset, Choice(), settings(tmp_path), tmp_path / "b", hands=Executor(4), progress=quiet)
    of_its_own = {"latency_ms": None}
    assert alone.model_copy(update=of_its_own) == together.model_copy(update=of_its_own)


def test_a_torn_line_is_dropped_and_decided_again(dataset: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "run"
    whole = run(dataset, Choice(), settings(tmp_path), out, hands=Executor(1), progress=quiet)
    lines = (out / "results.jsonl").read_text().splitlines(keepends=True)
    (out / "results.jsonl").write_text("".join(lines[:10]) + lines[10][:40])
    asked: list[int] = []
    again = run(
        dataset, Choice(), settings(tmp_path), out, hands=Executor(1), progress=lambda done, _: asked.append(done)
    )
    assert again.outcome == whole.outcome
    assert len([*RunFolder(out).results()]) == 30
    assert asked[-20:] == list(range(11, 31))


def test_another_run_s_folder_is_refused(dataset: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "run"
    run(dataset, Choice(limit=2), settings(tmp_path), out, hands=Executor(1), progress=quiet)
    with pytest.raises(RunError, match="holds a run with another choice: name another --out, or delete it"):
        run(dataset, Choice(limit=3), settings(tmp_path), out, hands=Executor(1), progress=quiet)
    (out / "results.jsonl").write_text('{"case_id": 7}\n')
    with pytest.raises(RunError, match=r"results\.jsonl:1: "):
        [*RunFolder(out).results()]
    with pytest.raises(RunError, match="made by clausewise eval run"):
        RunFolder(tmp_path / "nowhere").manifest()


def test_an_error_is_a_line_too_and_wrong(dataset: Dataset, tmp_path: Path) -> None:
    from agent.adjudicator import NoDecisionLog
    from agent.build import build

    line = LINES[0] | {"id": "far", "case": {**LINES[0]["case"], "content_date": "1999-01-01"}}  # type: ignore[dict-item]
    joined = build(settings(tmp_path), NoDecisionLog(), judge="local").adjudicator
    result = AdjudicationTask(joined)(LabelledCase.model_validate(line), 0)
    assert result.decision is None
    assert "no policy is in force on 1999-01-01" in str(result.error)
    assert {s.name: s.value for s in result.scores}["outcome"] == 0.0


def test_the_path_is_handed_a_case_and_never_a_label() -> None:
    from typing import get_type_hints

    from agent.adjudicator import Adjudicator
    from domain.case import Case

    assert get_type_hints(Adjudicator.decide)["case"] is Case
    assert "gold" not in Case.model_fields


def test_a_limit_is_drawn_by_its_seed(dataset: Dataset) -> None:
    drawn = [case.id for case in chosen(dataset, Choice(limit=5))]
    assert drawn == [case.id for case in chosen(dataset, Choice(limit=5))]
    assert drawn != [case.id for case in chosen(dataset, Choice(limit=5, seed=8))]
    with pytest.raises(UnknownPart, match="test"):
        chosen(dataset, Choice(split="test"))


def test_rows_can_be_kept_without_content(dataset: Dataset, tmp_path: Path) -> None:
    run(dataset, Choice(limit=4), settings(tmp_path), tmp_path / "run", hands=Executor(1), progress=quiet)
    rows = read_rows(tmp_path / "run")
    for name in ("one", "two"):
        write_rows(tmp_path / name, rows)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    kept = read_rows(tmp_path / "one")
    assert sorted((row.case_id, row.answer) for row in kept) == sorted((row.case_id, row.answer) for row in rows)
    (tmp_path / "bad").write_bytes(b"no gzip")
    with pytest.raises(RunError, match="write it with clausewise eval baseline"):
        read_rows(tmp_path / "bad")


@pytest.mark.slow
def test_processes_come_to_the_same(dataset: Dataset, tmp_path: Path) -> None:
    alone = run(dataset, Choice(), settings(tmp_path), tmp_path / "a", hands=Executor(1), progress=quiet)
    shared = run(dataset, Choice(), settings(tmp_path), tmp_path / "b", hands=Executor(processes=2), progress=quiet)
    of_its_own = {"latency_ms": None}
    assert alone.model_copy(update=of_its_own) == shared.model_copy(update=of_its_own)


@pytest.mark.slow
def test_a_process_that_is_killed_is_said_and_what_was_done_is_kept(dataset: Dataset, tmp_path: Path) -> None:
    def kill(done: int, total: int) -> None:
        if total == 30 * 20 and done == 50:  # deciding, and not indexing
            os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)

    choice, out = Choice(repeat=20), tmp_path / "run"
    with pytest.raises(ExecutorLost, match="run it again, it goes on"):
        run(dataset, choice, settings(tmp_path), out, hands=Executor(processes=2), progress=kill)
    assert 50 <= len([*RunFolder(out).results()]) < 600
    assert run(dataset, choice, settings(tmp_path), out, hands=Executor(processes=2), progress=quiet).n == 30
    assert len({result.key for result in RunFolder(out).results()}) == 600


@pytest.mark.slow
@pytest.mark.parametrize("how", ["--concurrency", "--processes"])
def test_a_run_that_was_killed_goes_on(dataset: Dataset, tmp_path: Path, how: str) -> None:
    out = tmp_path / "run"
    command = [sys.executable, "-c", "from clausewise import app; app()", "eval", "run", str(dataset.folder)]
    command += ["--out", str(out), "--policies", str(CORPUS), "--repeat", "40", how, "2"]
    place = {**os.environ, "CLAUSEWISE_DATA_DIR": str(tmp_path / "home")}
    process = subprocess.Popen(command, env=place, cwd=Path(__file__).parents[3], stdout=subprocess.DEVNULL)
    results = out / "results.jsonl"
    while process.poll() is None and not (results.exists() and results.read_bytes().count(b"\n") >= 40):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = results.read_bytes().count(b"\n")
    assert 40 <= done < 1200
    subprocess.run(command, env=place, cwd=Path(__file__).parents[3], stdout=subprocess.DEVNULL, check=True)
    keys = [result.key for result in RunFolder(out).results()]
    assert (len(keys), len({*keys})) == (1200, 1200)
    assert isinstance(RunFolder(out).manifest(), RunManifest)
