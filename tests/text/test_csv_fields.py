"""Reading one CSV file never keeps another reader of the process from a long field."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from eval.imports.csv_table import read_csv
from insights.experiments.csv_table import read_csv_table
from signals.copies.captions.files import MAX_FIELD, read_captions
from signals.copies.evidence import NotMeasured
from warehouse.loading.set_aside import remove_rows

LONG = "x" * 200_000  # the default limit of Python is 131,072


@pytest.mark.parametrize(
    "read",
    [
        lambda path: read_csv(path.read_text()),
        read_captions,
        read_csv_table,
        lambda path: remove_rows(path, ["nobody"]),
    ],
)
def test_other_files_are_read_as_before(tmp_path: Path, read: Callable[[Path], object]) -> None:
    path = tmp_path / "short.csv"
    path.write_text("caption,label\na,b\n")
    read(path)
    assert [*csv.reader([LONG])] == [[LONG]]


def test_caption_has_a_limit_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(f"caption,post_id\na,p1\n{'x' * (MAX_FIELD + 1)},p2\n")
    assert read_captions(path) == NotMeasured("line 3: a field has more than 1,000,000 characters")
