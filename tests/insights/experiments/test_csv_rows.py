"""Reading outcomes from CSV files: what is summed up, and every way in which a file can be unusable."""

from pathlib import Path

import numpy as np
import pytest

from domain.errors import InputError
from insights.experiments.csv_rows import CsvColumns, read_csv_rows, read_split
from insights.experiments.csv_table import named_numbers, read_csv_table
from insights.experiments.rows import OutcomeRows

COLUMNS = CsvColumns("outcome")


def read(folder: Path, text: str, columns: CsvColumns = COLUMNS) -> OutcomeRows:
    path = folder / "rows.csv"
    path.write_text(text, encoding="utf-8")
    return read_csv_rows(path, columns)


def test_words_and_separators_of_other_programs_are_read(tmp_path: Path) -> None:
    rows = read(tmp_path, "\ufeffunit;arm;outcome\nu1;a; True\nu2;b;FALSE\nu3;b;1e-1\nu4;a;\nu5;a;NaN\n")
    assert rows.arms == ("a", "b")
    np.testing.assert_array_equal(rows.metrics["outcome"].numerator, [1, 0, 0.1, np.nan, np.nan])


def test_days_of_a_unit_are_summed(tmp_path: Path) -> None:
    text = "unit,arm,day,outcome,views,before\nu1,a,1,2,10,1\nu2,b,1,1,5,1\nu1,a,2,3,20,1\n"
    columns = CsvColumns("outcome", denominator="views", covariates=("before",), day="day")
    rows = read(tmp_path, text, columns)
    values = rows.metrics["outcome"]
    assert rows.unit.tolist() == ["u1", "u2"]
    assert values.numerator.tolist() == [5, 1]
    assert values.denominator is not None
    assert values.denominator.tolist() == [30, 5]
    assert values.covariates[0].numerator.tolist() == [2, 1]


def test_a_unit_in_two_arms_is_a_problem_and_left_out(tmp_path: Path) -> None:
    rows = read(tmp_path, "unit,arm,outcome\nu1,a,1\nu1,b,1\nu2,a,0\nu3,b,0\n")
    assert rows.problems == ("1 units are in two arms, such as u1: the assignment leaks",)
    assert rows.unit.tolist() == ["u2", "u3"]


def test_without_a_column_of_units_rows_are_units_and_a_note_says_so(tmp_path: Path) -> None:
    rows = read(tmp_path, "arm,outcome\na,1\nb,1\n")
    assert rows.size == 2
    assert "each row counts as a unit" in rows.notes[0]
    assert read(tmp_path, "id,arm,outcome\nx,a,1\ny,b,1\n", CsvColumns("outcome", unit="id")).notes == ()


@pytest.mark.parametrize(
    ("text", "columns", "message"),
    [
        ("", COLUMNS, "has no rows below a header"),
        ("unit,arm,outcome\n", COLUMNS, "has no rows below a header"),
        ("unit,arm,outcomes\nu1,a,1\n", COLUMNS, "has no column outcome: did you mean outcomes?"),
        ("unit,group,outcome\nu1,a,1\n", COLUMNS, "has no column arm: its columns are unit, group, outcome"),
        ("unit,arm,arm,outcome\nu1,a,a,1\n", COLUMNS, "two columns 'arm'"),
        ("unit,arm,outcome\nu1,a\n", COLUMNS, "line 2: 2 values, and the header has 3"),
        ("unit,arm,outcome\nu1,a,1\nu2,b,many\n", COLUMNS, "line 3: outcome is 'many', which is no number"),
        ("unit,arm,outcome\nu1,a,inf\n", COLUMNS, "line 2: outcome is infinite"),
        ("unit,arm,outcome\nu1,a,1\nu2,b,-1e300\n", COLUMNS, "line 3: outcome is -1e+300, and numbers up to 1e+50"),
        ("unit,arm,outcome\nu1,,1\nu2,,1\n", COLUMNS, "line 2: arm is empty (2 such rows)"),
        ("unit,arm,outcome\nu1,a,1\nu1,a,2\n", COLUMNS, "u1 has several rows: name the column of the day by --day"),
        ('unit,arm,outcome\n"u1,a,1\n', COLUMNS, "not CSV"),
        (
            "unit,arm,outcome,views\nu1,a,1,-3\n",
            CsvColumns("outcome", denominator="views"),
            "views is negative in a row",
        ),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, columns: CsvColumns, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text, columns)
    assert message in str(caught.value)


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_csv_table(tmp_path / "none.csv")
    (tmp_path / "book.csv").write_bytes(b"PK\x03\x04")
    with pytest.raises(InputError, match="ZIP archive"):
        read_csv_table(tmp_path / "book.csv")


def test_a_covariate_must_be_complete_only_where_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("score\n1\n\n", encoding="utf-8")
    assert read_csv_table(tmp_path / "rows.csv").size == 1
    (tmp_path / "rows.csv").write_text("score,x\n1,2\n,3\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"line 3: score is missing \(1 such rows\)"):
        read_csv_table(tmp_path / "rows.csv").complete_numbers("score")


def test_splits_are_shares_or_weights() -> None:
    assert read_split(named_numbers(["a=1,b=3"], "--split", "ARM=SHARE")) == {"a": 0.25, "b": 0.75}
    assert read_split(named_numbers(["No E-Mail=0.334", "b=0.666"], "--split", "ARM=SHARE"))["No E-Mail"] == 0.334


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ([], "--split names the intended share of each arm"),
        (["a=0.5"], "--split names the intended share"),
        (["a=0.5,b=0.4"], "the shares sum to 0.9, not to 1"),
        (["a=0.5,b=half"], "'b=half' is not of the form ARM=SHARE"),
        (["a=0.5,b=inf"], "is not of the form"),
        (["a=0.5,a=0.5"], "names a twice"),
        (["a=1.5,b=-0.5"], "every share is above 0"),
    ],
)
def test_splits_that_are_none(texts: list[str], message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_split(named_numbers(texts, "--split", "ARM=SHARE"))
    assert message in str(caught.value)
