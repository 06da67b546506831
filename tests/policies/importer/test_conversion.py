"""Documents of each format, read through markitdown, with what it lost or what was left out named."""

from datetime import date

import pytest

from policies.importer.errors import Unreadable
from policies.importer.formats import Format
from policies.importer.importing import Imported, import_document
from tests.policies.importer.documents import W, docx, locked_pdf, paragraph, pdf, table

pytestmark = pytest.mark.slow

PAGE = """<!doctype html><html><head><title>Rules</title><script>fetch("http://127.0.0.1")</script><style>p {}</style>
</head><body><!-- secret --><h1>Shop rules</h1><p>We like bags.</p><h2>1. Fakes</h2><p>You must not sell
<b>fakes</b>. <img src="file:///etc/passwd" alt="a bag"> <a href="javascript:alert(1)">Report</a></p>
<iframe src="other.html"></iframe><h2>2. Ban</h2><p>Your account will be suspended.</p></body></html>"""
BILLION = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


def imported(content: bytes, name: str) -> Imported:
    return import_document(content, name, date(2026, 11, 24))


def clauses(result: Imported) -> list[tuple[str, str, str]]:
    return [(clause.id, clause.kind.value, clause.text) for clause in result.drafted.clauses]


def test_a_word_file_with_a_table() -> None:
    header = f"<w:hdr {W}>{paragraph('Confidential')}</w:hdr>"
    result = imported(
        docx(
            paragraph("Seller Policy", "Heading1"),
            paragraph("1. Fakes", "Heading2"),
            paragraph("You must not sell fakes, see section 2."),
            table(("Item", "Rule"), ("bag", "no")),
            paragraph("2. Appeals", "Heading2"),
            paragraph("You may appeal within 14 days."),
            header1=header,
        ),
        "policy.docx",
    )
    assert (result.form, result.title) == (Format.DOCX, "Seller Policy")
    assert clauses(result) == [
        ("SP-1", "rule", "You must not sell fakes, see section 2.\nItem | Rule\nbag | no"),
        ("SP-2", "procedure", "You may appeal within 14 days."),
    ]
    assert dict(result.missing) == {"confidential": 1}
    assert "a table of 2 rows became a list: see that it still says the same" in {text for *_, text in result.marks}


def test_a_page_runs_no_program_and_opens_no_file() -> None:
    result = imported(PAGE.encode(), "rules.html")
    assert clauses(result) == [
        ("SR-1", "rule", "You must not sell fakes. a bag Report"),
        ("SR-2", "consequence", "Your account will be suspended."),
    ]
    assert result.dropped == {"scripts of the page": 25, "styles of the page": 4, "comments of the page": 8}
    assert result.notes == ["the page shows other pages or files inside it (<iframe>); they were not read"]
    assert result.missing == {}
    assert "passwd" not in result.draft


def test_a_pdf_with_running_headers() -> None:
    body = [
        "1. Fakes\n\nYou must not sell fakes.",
        "2. Ban\n\nYour account will be suspended.",
        "3. Appeals\n\nYou may appeal.",
    ]
    result = imported(pdf(*(f"Shop Policy\n\n{text}\n\nPage {n}" for n, text in enumerate(body, start=1))), "p.pdf")
    assert [(id_, kind) for id_, kind, _ in clauses(result)] == [
        ("SP-1", "rule"),
        ("SP-2", "consequence"),
        ("SP-3", "procedure"),
    ]
    assert {span.reason for span in result.spans if span.reason} == {"a header or footer that is repeated on the pages"}


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (locked_pdf(), "a.pdf", "the PDF is encrypted: remove the password"),
        (pdf("", ""), "a.pdf", "no text .a scan.: run OCR on it"),
        (b"%PDF-1.4 nothing", "a.pdf", "the PDF is broken"),
        (docx(paragraph("x"), evil=BILLION), "a.docx", "declares XML entities in word/evil.xml"),
    ],
)
def test_what_cannot_be_converted_is_told_with_a_remedy(content: bytes, name: str, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        imported(content, name)


def test_a_page_nested_beyond_measure_keeps_its_words() -> None:
    deep = "<html><body><h1>Rules</h1>" + "<div>" * 3000 + "You must not sell fakes." + "</div>" * 3000
    result = imported(deep.encode(), "deep.html")
    assert [text for *_, text in clauses(result)] == ["Rules You must not sell fakes."]
    assert result.missing == {}
    assert [note.split(".")[0] for note in result.notes] == [
        "the converter says: HTML document is too deeply nested for markdown conversion (RecursionError)"
    ]
