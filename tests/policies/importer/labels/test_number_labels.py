"""Numbers of clauses in many styles and languages are read, and sentences that only look like numbers are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.importer.labels.number_labels import mixed_path, read_label
from policies.importer.labels.numerals import ALPHABETS, CAPITAL_ROMAN, CJK, DECIMAL, ROMAN, readings, write


@pytest.mark.parametrize(
    ("line", "style", "numbers"),
    [
        ("Section 4 Title", "word", (4,)),
        ("Rule No. 3: Fakes", "word", (3,)),
        ("Chapter One", "word", (1,)),
        ("Article IV. Appeals", "word", (4,)),
        ("Art. 1º O vendedor", "word", (1,)),
        ("Pasal 5", "word", (5,)),
        ("Article 5 bis Fakes", "word", (5, 102)),
        ("Artículo 4 bis. Precios", "word", (4, 102)),
        ("Art. 2-ter", "word", (2, 103)),
        ("§ 3a Tabak", "word", (3, 101)),
        ("Article 4B. Fakes", "word", (4, 102)),
        ("Article 1er \u2013 Objet", "word", (1,)),
        ("Article L. 121-2", "word", (121, 2)),
        ("Quy tắc 4. Không", "word", (4,)),
        ("第3条第2項 禁止", "word", (3, 2)),
        ("第2項 禁止", "項", (2,)),
        ("2\u3000禁止", "decimal", (2,)),
        ("Điều 2. Không", "word", (2,)),
        ("ข้อ 3 ห้าม", "word", (3,)),
        ("المادة 2: يجب", "word", (2,)),
        ("第二条 创作者", "word", (2,)),
        ("第十二章 总则", "word", (12,)),
        ("第1条の2 目的", "word", (1, 2)),
        ("제1조(목적) 이", "word", (1,)),
        ("4.2.1 Fakes", "dotted", (4, 2, 1)),
        ("A.3 Fakes", "dotted", (101, 3)),
        ("2.1. creators must", "dotted", (2, 1)),
        ("1.a.iv Fakes", "dotted", (1, 1, 4)),
        ("1(a)(i) Fakes", "dotted", (1, 1, 1)),
        ("一、直播", "cjk", (1,)),
        ("\uff08十一\uff09主播", "cjk()", (11,)),
        ("1、必须", "decimal", (1,)),
        ("٣. يجب", "decimal", (3,)),
        ("๒. ห้าม", "decimal", (2,)),
        ("① Fakes", "decimal()", (1,)),
        ("ข. ห้าม", "thai", (2,)),
        ("в) запрещено", "cyrillic", (3,)),
        ("나. 금지", "hangul", (2,)),
        ("(iv) in lives", "roman()", (4,)),
        ("XII. Appeals", "romans", (12,)),
    ],
)
def test_number_is_read(line: str, style: str, numbers: tuple[int, ...]) -> None:
    label = read_label(line)
    assert label
    assert (style, numbers) in label.readings


def test_several_numbers_on_one_line_are_nested() -> None:
    label = read_label("(A)(1)(a)(i) Sellers must pay.")
    assert label
    assert [outer.text for outer in label.outer] == ["(A)", "(1)", "(a)"]
    assert label.value("roman()") == 1


@pytest.mark.parametrize(
    "line",
    [
        "e.g. tea",
        "i.e. tea",
        "U.S. law",
        "1.5 kg of tea",
        "10.12.2024 is",
        "12:30 tea",
        "a.m. is",
        "mix. of",
        "Dr. No",
        "Rules",
        "Rule of thumb",
        "Part of it",
        "Section 4 applies to sellers",
        "Section 4a applies to sellers",
        "Quy tắc cho nhà sáng tạo",
        "Quy định này",
        "(Seller) pays",
        "[x] Done",
        "-1 point",
        "Co. Ltd",
    ],
)
def test_sentence_is_no_number(line: str) -> None:
    assert read_label(line) is None


@given(st.integers(1, 199), st.sampled_from([DECIMAL, ROMAN, CAPITAL_ROMAN, CJK]))
def test_number_is_read_as_it_is_written(number: int, style: str) -> None:
    assert (style, number) in [*readings(write(number, style)), (CJK, number if number > 10 else 0)] or number <= 10


@given(st.sampled_from([*ALPHABETS]), st.data())
def test_letter_has_its_place(style: str, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, len(ALPHABETS[style])))
    assert (style, number) in list(readings(write(number, style)))


@given(st.text(alphabet="0123456789ivxabc.()第条一二、 A\u0661Section", max_size=40))
def test_any_line_is_read(line: str) -> None:
    label = read_label(line)
    assert label is None or (0 < label.end <= len(line) and label.readings)


def test_path_of_a_reference() -> None:
    assert [mixed_path(text) for text in ("4.2(b)", "3.a", "1(a)(iv)", "4.?")] == [(4, 2, 2), (3, 1), (1, 1, 4), (4,)]
