"""What a file is, and which files are refused before anything converts them."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from policies.importer.errors import Unreadable
from policies.importer.formats import Format, format_of
from tests.policies.importer.documents import docx, paragraph, pdf


@pytest.mark.parametrize(
    ("content", "suffix", "form"),
    [
        (b"# Title\n\ntext", ".md", Format.MARKDOWN),
        (b"# One\n\n# Two\n", ".txt", Format.MARKDOWN),
        (b"just words", "", Format.TEXT),
        (b"just words", ".rst", Format.TEXT),
        (b"\xff\xfeh\x00i\x00", ".txt", Format.TEXT),
        (b"<!-- hello --><!DOCTYPE html><p>x", ".html", Format.HTML),
        (b"<p>a piece</p>", ".htm", Format.HTML),
        (b"<html><body>x", "", Format.HTML),
        (pdf("x"), ".pdf", Format.PDF),
        (docx(paragraph("x")), ".docx", Format.DOCX),
    ],
)
def test_a_format_is_found_by_content(content: bytes, suffix: str, form: Format) -> None:
    assert format_of(content, suffix) is form


def bomb() -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for part in ("document", "a", "b", "c", "d"):
            archive.writestr(f"word/{part}.xml", bytes(70_000_000))
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "suffix", "told"),
    [
        (pdf("x"), ".docx", "by its name (.docx) the file is DOCX, but it holds PDF: call it .pdf if that is so"),
        (b"<html>", ".pdf", "by its name (.pdf) the file is PDF, but it holds HTML: call it .html if that is so"),
        (b"<!doctype html>", ".md", "by its name (.md) the file is Markdown, but it holds HTML"),
        (docx(paragraph("x")), ".txt", "by its name (.txt) the file is plain text, but it holds DOCX"),
        (b"words", ".docx", "by its name (.docx) the file is DOCX, but it holds plain text: call it .txt"),
        (b"{\\rtf1 x}", ".doc", "the file is RTF: save what it says as Markdown, HTML, DOCX, PDF or plain text"),
        (b"\x89PNG\r\n", ".pdf", "the file is a PNG picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", ".doc", "of an old Office format: save it as DOCX"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            ".docx",
            "the file is encrypted: remove the password and save it again",
        ),
        (b"PK\x03\x04broken", ".docx", "the file is a broken archive"),
        (b"\0\1\2\3", ".txt", "the file holds no text that can be read"),
        (b"", ".md", "the file is empty"),
        (bytes(50_000_001), ".txt", "the file has 50 MB: cut it"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_remedy(content: bytes, suffix: str, told: str) -> None:
    with pytest.raises(Unreadable) as refused:
        format_of(content, suffix)
    assert told in str(refused.value)


def test_an_archive_that_is_no_document_is_refused() -> None:
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", "x")
    with pytest.raises(Unreadable, match="an archive, but no DOCX"):
        format_of(content.getvalue(), ".docx")


@pytest.mark.slow
def test_an_archive_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(Unreadable, match="would unpack to 350 MB in 5 parts"):
        format_of(bomb(), ".docx")
