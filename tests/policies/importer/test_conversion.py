"""Documents converted by markitdown, with everything lost or omitted listed."""

from datetime import date

import pytest

from policies.importer.formats import Format, UnreadableDocument
from policies.importer.importing import ImportedDocument, import_document
from tests.policies.importer.documents import W, docx, locked_pdf, paragraph, pdf, table

pytestmark = pytest.mark.slow

PAGE = """<!doctype html><html><head><title>Rules</title><script>fetch("http://127.0.0.1")</script><style>p {}</style>
</head><body><!-- secret --><h1>Shop rules</h1><p>We like bags.</p><h2>1. Fakes</h2><p>You must not sell
<b>fakes</b>. <img src="file:///etc/passwd" alt="a bag"> <a href="javascript:alert(1)">Report</a></p>
<iframe src="other.html"></iframe><h2>2. Ban</h2><p>Your account will be suspended.</p></body></html>"""
BILLION = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


def imported(content: bytes, name: str) -> ImportedDocument:
    return import_document(content, name, date(2026, 11, 24))


def clauses(result: ImportedDocument) -> list[tuple[str, str, str]]:
    return [(clause.id, clause.kind.value, clause.text) for clause in result.structure.clauses]


def test_docx_with_a_table_is_converted() -> None:
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
    assert (result.file_format, result.title) == (Format.DOCX, "Seller Policy")
    assert clauses(result) == [
        ("SP-1", "rule", "You must not sell fakes, see section 2.\nItem | Rule\nbag | no"),
        ("SP-2", "procedure", "You may appeal within 14 days."),
    ]
    assert dict(result.missing_words) == {"confidential": 1}
    assert "a table of 2 rows became a list: check that its meaning is unchanged" in {
        text for *_, text in result.owner_notes
    }


def test_html_page_runs_no_program_and_opens_no_file() -> None:
    result = imported(PAGE.encode(), "rules.html")
    assert clauses(result) == [
        ("SR-1", "rule", "You must not sell fakes. a bag Report"),
        ("SR-2", "consequence", "Your account will be suspended."),
    ]
    assert result.omitted_characters == {"scripts of the page": 25, "styles of the page": 4, "comments of the page": 8}
    assert result.notes == [
        "the page embeds other pages or files (<iframe>), which were not read: import them separately"
    ]
    assert result.missing_words == {}
    assert "passwd" not in result.draft


def test_running_headers_of_a_pdf_are_omitted() -> None:
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
    assert {span.reason for span in result.spans if span.reason} == {"a header or footer repeated on the pages"}


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (locked_pdf(), "a.pdf", "the PDF is encrypted: remove the password"),
        (pdf("", ""), "a.pdf", "a scan without text: run OCR on it"),
        (b"%PDF-1.4 nothing", "a.pdf", "the PDF is damaged"),
        (docx(paragraph("x"), evil=BILLION), "a.docx", "declares XML entities in word/evil.xml"),
    ],
)
def test_unreadable_document_has_a_remedy(content: bytes, name: str, message: str) -> None:
    with pytest.raises(UnreadableDocument, match=message):
        imported(content, name)


def test_deeply_nested_page_keeps_its_words() -> None:
    deep = "<html><body><h1>Rules</h1>" + "<div>" * 3000 + "You must not sell fakes." + "</div>" * 3000
    result = imported(deep.encode(), "deep.html")
    assert [text for *_, text in clauses(result)] == ["Rules You must not sell fakes."]
    assert result.missing_words == {}
    assert [note.split(".")[0] for note in result.notes] == [
        "the converter warns: HTML document is too deeply nested for markdown conversion (RecursionError)"
    ]
