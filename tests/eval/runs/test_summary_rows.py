import gzip
import json
from pathlib import Path

import pytest

from agent.settings import Settings
from domain.verdict import Outcome
from eval.dataset.dataset import Dataset
from eval.metrics.agreement import Prediction
from eval.runs.executor import Executor
from eval.runs.folder import RunError
from eval.runs.manifest import RunOptions
from eval.runs.run import run
from eval.runs.summary_rows import read_rows, write_rows


@pytest.fixture
def out(dataset: Dataset, settings: Settings, tmp_path: Path) -> Path:
    """The folder of a run of all cases."""
    folder = tmp_path / "run"
    run(dataset, RunOptions(), settings, folder, executor=Executor(1), progress=lambda *_: None)
    return folder


def test_row_has_the_prediction(out: Path) -> None:
    predictions = {row.case_id: row.prediction for row in read_rows(out)}
    assert predictions["c0"] == Prediction(Outcome.VIOLATION, frozenset({"CLM-1"}))
    assert predictions["c1"] == Prediction(Outcome.NO_VIOLATION)


def test_rows_are_written_without_content(out: Path, tmp_path: Path) -> None:
    rows = read_rows(out)
    for name in ("one", "two"):
        write_rows(tmp_path / name, rows)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert b"diabetes" not in gzip.decompress((tmp_path / "one").read_bytes())
    predictions = {row.case_id: row.prediction for row in rows}
    assert {row.case_id: row.prediction for row in read_rows(tmp_path / "one")} == predictions


def test_file_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(b"no gzip")
    with pytest.raises(RunError, match="write it with clausewise eval baseline"):
        read_rows(tmp_path / "bad")


def test_baseline_of_an_older_version_is_refused_with_the_new_names(out: Path, tmp_path: Path) -> None:
    path = tmp_path / "baseline.jsonl.gz"
    write_rows(path, read_rows(out))
    line = json.loads(gzip.decompress(path.read_bytes()).splitlines()[0])
    line["answer"], line["turn"] = line.pop("prediction"), line.pop("threshold")
    path.write_bytes(gzip.compress(json.dumps(line).encode()))
    with pytest.raises(RunError, match=r'"answer" is now called "prediction".*write it with clausewise eval baseline'):
        read_rows(path)
