"""The agreement with the labels of the bundled dataset: `python -m benchmarks.agreement`."""

import tempfile
from pathlib import Path

from agent.settings import read_settings
from cli.views.console import progress
from cli.views.eval_view import print_agreement
from eval.dataset.dataset import BUNDLED, read_dataset
from eval.runs.agreement_by_slice import measure_agreement


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, progress("Deciding") as advance:
        settings = read_settings(data_dir=Path(folder))
        for agreement in measure_agreement(read_dataset(BUNDLED), None, settings, "auto", advance):
            print_agreement(agreement)


if __name__ == "__main__":
    main()
