"""Labelled cases from CSV files: columns, weights, units, and each thing that can be wrong."""

from pathlib import Path

import numpy as np
import pytest

from domain.errors import InputError
from insights.fairness.files import file_fairness, read_cases


def write(folder: Path, text: str, name: str = "cases.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_cases_with_weights_units_and_several_groups(tmp_path: Path) -> None:
    path = write(
        tmp_path, "market,age,Flagged,truth,weight,unit\nUS,new,1,0,2.5,c1\nBR,old,violation,no,1,c1\n,old,0,,1,c2\n"
    )
    cases, weighted = read_cases([path], ["market", "age"])
    assert weighted
    assert cases.flagged.tolist() == [True, True, False]
    assert cases.truth[:2].tolist() == [0, 0]
    assert np.isnan(cases.truth[2])
    assert cases.weight.tolist() == [2.5, 1, 1]
    assert cases.unit.tolist() == ["c1", "c1", "c2"]
    assert cases.dimensions["market"].tolist() == ["US", "BR", None]


def test_a_row_without_a_unit_is_one_of_its_own_in_any_file(tmp_path: Path) -> None:
    first = write(tmp_path, "group,flagged,truth\na,1,0\na,0,0\n", "first.csv")
    (tmp_path / "later").mkdir()
    second = write(tmp_path / "later", "group,flagged,truth\na,1,0\na,1,0\n", "first.csv")
    cases, weighted = read_cases([first, second])
    assert not weighted
    assert len({*cases.unit.tolist()}) == 4


def test_the_report_names_its_files_and_what_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path, "group,flagged,truth\n" + "a,1,1\nb,1,0\n" * 60 + "a,0,\n")
    report = file_fairness([path])
    assert report.source == "cases.csv"
    assert report.cannot_say[0].startswith("No false-positive rate")
    (gap,) = next(one for one in report.measures if one.measure == "precision").gaps
    assert gap.estimate.value == 1.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("group,flagged\na,1\n", "no column truth"),
        ("group,flagged,truth\n", "no case"),
        ("group,flagged,truth\na,maybe,1\n", r"line 2: flagged is 'maybe'"),
        ("group,flagged,truth\na,1,2\n", r"truth is '2'"),
        ("group,flagged,truth\na,1\n", "more or fewer values"),
        ("group,flagged,truth\na,1,1,1\n", "more or fewer values"),
        ("group,flagged,truth,weight\na,1,1,1\na,1,1,\n", "in every line"),
        ("group,flagged,truth,weight\na,1,1,-1\n", "above 0"),
        ("group,flagged,truth,weight\na,1,1,x\n", "above 0"),
    ],
)
def test_what_can_be_wrong(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message):
        read_cases([write(tmp_path, text)])


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_cases([tmp_path / "none.csv"])
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="no CSV file in UTF-8"):
        read_cases([tmp_path / "bytes.csv"])
