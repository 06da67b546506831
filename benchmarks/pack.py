"""How well the whole path agrees with the labels of the bundled pack: `python -m benchmarks.pack`."""

import tempfile
from pathlib import Path

from agent.settings import read_settings
from cli.views.agreement_view import print_agreement
from cli.views.console import progress
from eval.dataset.dataset import BUNDLED, read_dataset
from eval.runs.predictions import try_out


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, progress("Deciding") as advance:
        for found in try_out(read_dataset(BUNDLED), None, read_settings(data_dir=Path(folder)), "auto", advance):
            print_agreement(found)


if __name__ == "__main__":
    main()
