import json
from pathlib import Path

import pytest

from agent.settings import Settings
from eval.dataset.dataset import Dataset
from eval.runs.executor import Executor
from eval.runs.folder import RunError, RunFolder
from eval.runs.manifest import RunOptions
from eval.runs.run import run


@pytest.fixture
def out(dataset: Dataset, settings: Settings, tmp_path: Path) -> Path:
    """The folder of a run of two cases."""
    folder = tmp_path / "run"
    run(dataset, RunOptions(limit=2), settings, folder, executor=Executor(1), progress=lambda *_: None)
    return folder


def test_folder_of_another_run_is_refused(dataset: Dataset, settings: Settings, out: Path) -> None:
    with pytest.raises(RunError, match="has a run with another options: name another --out, or delete it"):
        run(dataset, RunOptions(limit=3), settings, out, progress=lambda *_: None)


def test_faulty_result_is_reported_with_its_line(out: Path) -> None:
    (out / "results.jsonl").write_text('{"case_id": 7}\n')
    with pytest.raises(RunError, match=r"results\.jsonl:1: "):
        [*RunFolder(out).results()]


def test_folder_without_manifest_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="made by clausewise eval run"):
        RunFolder(tmp_path / "nowhere").manifest()


def test_run_of_an_older_version_is_refused_with_the_new_names(out: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["choice"], manifest["made_at"] = manifest.pop("options"), manifest.pop("created_at")
    (out / "manifest.json").write_text(json.dumps(manifest))
    message = r'"choice" is now called "options", "made_at" is now called "created_at"; run clausewise eval run again'
    with pytest.raises(RunError, match=message):
        RunFolder(out).manifest()
    line = json.loads((out / "results.jsonl").read_text().splitlines()[0])
    line["gold"]["why"] = line["gold"].pop("reason")
    (out / "results.jsonl").write_text(json.dumps(line) + "\n")
    with pytest.raises(
        RunError, match=r'results\.jsonl:1: gold: "why" is now called "reason"; delete the line, or run'
    ):
        [*RunFolder(out).results()]
