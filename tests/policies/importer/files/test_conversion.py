"""Documents converted by markitdown, with everything lost or omitted listed."""

from datetime import date

import pytest

from policies.importer.files.formats import Format, UnreadableDocument
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
    assert result.omitted_texts == {"headers and footers of the document": "Confidential"}
    assert result.missing_words == {}
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
    assert [text for *_, text in clauses(result)] == ["You must not sell fakes."]
    assert result.missing_words == {}


@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        "<!--",
        "<!",
        "</",
        "<",
        "<div>",
        "<ol><li>",
        "<b>",
        "<script>",
        '<a href="',
        "<p><q>",
    ],
)
def test_page_of_one_repeated_piece_is_read(piece: str) -> None:
    result = imported(f"<html><h1>Rules</h1><p>You must not sell fakes.</p>{piece * 20_000}".encode(), "a.html")
    assert result.structure.clauses[0].text.startswith("You must not sell fakes.")


def test_footnote_of_a_page_is_found_by_its_link() -> None:
    page = '<h1>R</h1><p>You must pay.<a href="#x"><sup>[2]</sup></a></p>'
    page += '<ol><li id="x">In euros. <a href="#b">\u21a9</a></li></ol>'
    result = imported(f"<html><body>{page}</body></html>".encode(), "a.html")
    assert [text for *_, text in clauses(result)] == ["You must pay.[2]\n[2] In euros."]


def test_word_numbers_restart_and_have_levels() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (style, text) in enumerate((("upperRoman", "Article %1"), ("decimal", "%1.%2"), ("lowerLetter", "%3)")))
    ).replace('<w:lvlText w:val="%1.%2"/>', '<w:lvlText w:val="%1.%2"/><w:isLgl/>')
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )

    def item(text: str, depth: int, style: str = "") -> str:
        properties = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="3"/></w:numPr>'
        return f'<w:p><w:pPr>{style}{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'

    heading = '<w:pStyle w:val="Heading1"/>'
    content = docx(
        item("Selling", 0, heading),
        item("Sellers must pay.", 1),
        item("Sellers must ship:", 1),
        item("in time;", 2),
        item("in full.", 2),
        item("Lives", 0, heading),
        item("Hosts must speak.", 1),
        numbering=numbering,
    )
    result = imported(content, "rules.docx")
    assert [(clause.passage.path, clause.text) for clause in result.structure.clauses] == [
        ((1, 1), "Sellers must pay."),
        ((1, 2), "Sellers must ship:\nin time;\nin full."),
        ((2, 1), "Hosts must speak."),
    ]
    assert result.missing_words == {}


def test_declared_encoding_of_a_page_is_used() -> None:
    page = '<html><head><meta content="text/html; charset=Shift_JIS"></head><body><p>{}</p></body>'
    text = "第1条 たばこを販売してはならない。"
    result = imported(page.format(text).encode("shift_jis"), "rules.html")
    assert [rule for *_, rule in clauses(result)] == ["たばこを販売してはならない。"]
