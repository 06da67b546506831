"""Tables in the dialects that spreadsheets write."""

import pytest

from eval.imports.csv_table import read_csv

LONG = "é" * 200_000


def fields(text: str) -> list[dict[str, str]]:
    return [dict(row.fields) for row in read_csv(text).rows]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("text;label\na, b and c, d;bad\n", ("a, b and c, d", "bad")),
        ("text\tlabel\na; b, c\tbad\n", ("a; b, c", "bad")),
        ("text|label\na; b, c|bad\n", ("a; b, c", "bad")),
        ('"text";"label"\n"a;b";bad\n', ("a;b", "bad")),
        ("sep=,\ntext,label\na;b,bad\n", ("a;b", "bad")),
        ("sep=;\r\ntext;label\r\na,b;bad\r\n", ("a,b", "bad")),
        ('"sep=;"\ntext;label\na,b;bad\n', ("a,b", "bad")),
        ("SEP=^\ntext^label\na,b^bad\n", ("a,b", "bad")),
        ("sep=\t\ntext\tlabel\na,b\tbad\n", ("a,b", "bad")),
        (" text , label \na, bad\n", ("a", "bad")),
        ('text, label\n"a, b", bad\n', ("a, b", "bad")),
        ("\n\ntext,label\na,bad\n", ("a", "bad")),
        ("text,label\r\n\r\na,bad\r\n,\r\n", ("a", "bad")),
        ("text,label\ra,bad\r", ("a", "bad")),
        ('text,label\r\n"one\r\ntwo\rthree\nfour",bad\r\n', ("one\r\ntwo\rthree\nfour", "bad")),
        ('text,label\n"say ""hi"" now",bad\n', ('say "hi" now', "bad")),
        ("text,label\none\u2028two\x85three,bad\n", ("one\u2028two\x85three", "bad")),
        (f"text,label\n{LONG},bad\n", (LONG, "bad")),
        ("text,label,,\na,bad,,\n", ("a", "bad")),
        (",text,label\n0,a,bad\n", ("a", "bad")),
        ("text,label\na,bad,,\n", ("a", "bad")),
    ],
)
def test_dialects(text: str, cells: tuple[str, str]) -> None:
    expected = (
        {"text, or post": "x", "label": "bad"} if cells is None else dict(zip(("text", "label"), cells, strict=True))
    )
    assert fields(text) == [expected]


def test_separator_is_decided_by_the_header_and_told() -> None:
    read = read_csv("text,label\na;b;c;d|e|f\tg,bad\n")
    assert read.rows[0].fields == {"text": "a;b;c;d|e|f\tg", "label": "bad"}
    assert read.notes == ("read as values separated by commas",)
    assert read_csv("text;label\na;bad").notes == ("read as values separated by semicolons",)
    assert read_csv('"text, or post";label\na;bad').rows[0].fields == {"text, or post": "a", "label": "bad"}
    assert read_csv("sep=^\ntext^label\na^bad").notes == ('read as values separated by "^"',)


def test_rows_have_the_line_where_they_begin_and_empty_cells() -> None:
    rows = read_csv('sep=,\n\ntext,label\n"one\ntwo",bad\n,fine\nthree\n').rows
    assert [(row.location, row.fields["text"], row.fields["label"]) for row in rows] == [
        ("line 4", "one\ntwo", "bad"),
        ("line 6", "", "fine"),
        ("line 7", "three", ""),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("text,text\na,b\n", 'line 1: two columns are named "text"; rename one'),
        ("text,label\na,b,c\n", r"line 2 has more cells than the header \(3, not 2\); put a cell that holds the separ"),
        ('text,label\na,b\n"c,d\ne,f\n', "line 3: a quoted cell begins here and never ends"),
        ('text,label\n"a"b,c\n', "line 2: text follows the closing quotation mark of a cell"),
        ('{"text": 1}', "it holds JSON"),
    ],
)
def test_faults_have_their_line(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_csv(text)


def test_header_may_have_several_lines() -> None:
    assert fields('text;"label\n(of a, b, c)"\na,x;bad\n') == [{"text": "a,x", "label\n(of a, b, c)": "bad"}]


def test_file_without_rows() -> None:
    assert [read_csv(text).rows for text in ("", "\n\n", "sep=;", "sep=;\n", "text,label\n")] == [()] * 5


@pytest.mark.parametrize(
    "text",
    [
        "Export of today\n\ntext,label\na,bad\n",
        "Export of today,,\n,,\ntext,label,\na,bad,\n",
        "Posts;\nÜ\ntext;label\na;bad",
    ],
)
def test_titles_above_the_header_are_left_out_and_told(text: str) -> None:
    read = read_csv(text)
    assert [dict(row.fields) for row in read.rows] == [{"text": "a", "label": "bad"}]
    assert read.notes[1:] == ("the names of the columns are in line 3, and what is above was left out",)
