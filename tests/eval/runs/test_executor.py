import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from agent.settings import Settings
from eval.dataset.dataset import Dataset
from eval.runs.executor import Executor, WorkerProcessEnded
from eval.runs.folder import RunFolder
from eval.runs.manifest import RunOptions
from eval.runs.run import run


@pytest.mark.slow
def test_killed_worker_process_is_reported_and_its_results_stay(
    dataset: Dataset, settings: Settings, tmp_path: Path
) -> None:
    def kill_worker(done: int, total: int) -> None:
        if total == 30 * 20 and done == 50:  # adjudicating, not indexing
            os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)

    options, out, executor = RunOptions(repeat=20), tmp_path / "run", Executor(processes=2)
    with pytest.raises(WorkerProcessEnded, match="run the command again to resume"):
        run(dataset, options, settings, out, executor=executor, progress=kill_worker)
    assert 50 <= len([*RunFolder(out).results()]) < 600
    assert run(dataset, options, settings, out, executor=executor, progress=lambda *_: None).n == 30
    assert len({result.key for result in RunFolder(out).results()}) == 600
