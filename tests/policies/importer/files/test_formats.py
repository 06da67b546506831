"""Detecting formats, and refusing files before conversion."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from policies.importer.files.formats import Format, UnreadableDocument, detect_format
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
def test_format_is_detected_by_content(content: bytes, suffix: str, form: Format) -> None:
    assert detect_format(content, suffix) is form


def bomb() -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for part in ("document", "a", "b", "c", "d"):
            archive.writestr(f"word/{part}.xml", bytes(70_000_000))
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "suffix", "message"),
    [
        (
            pdf("x"),
            ".docx",
            "the file name ends in .docx (DOCX), but the content is PDF: rename it to *.pdf if that is right",
        ),
        (
            b"<html>",
            ".pdf",
            "the file name ends in .pdf (PDF), but the content is HTML: rename it to *.html if that is right",
        ),
        (b"<!doctype html>", ".md", "the file name ends in .md (Markdown), but the content is HTML"),
        (docx(paragraph("x")), ".txt", "the file name ends in .txt (plain text), but the content is DOCX"),
        (b"words", ".docx", "the file name ends in .docx (DOCX), but the content is plain text: rename it to *.txt"),
        (b"{\\rtf1 x}", ".doc", "the file is RTF: save its text as Markdown, HTML, DOCX, PDF or plain text"),
        (b"\x89PNG\r\n", ".pdf", "the file is a PNG image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", ".doc", "of an old Office format: save it as DOCX"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            ".docx",
            "the file is encrypted: remove the password and save it again",
        ),
        (b'{"rules": [1]}', ".txt", "the file is JSON: save its text as Markdown"),
        (b'[\n {"rule": 1}]', "", "the file is JSON"),
        (b"MIME-Version: 1.0\r\nContent-Type: text/html", ".mht", "the file is a saved message or web archive"),
        (b"\\documentclass{article}", ".tex", "the file is LaTeX"),
        (b"PK\x03\x04broken", ".docx", "the file is a damaged archive"),
        (b"\0\1\2\3", ".txt", "the file contains no readable text"),
        (b"", ".md", "the file is empty"),
        (bytes(50_000_001), ".txt", "the file has 50 MB: split it"),
    ],
)
def test_unreadable_file_is_refused_with_a_remedy(content: bytes, suffix: str, message: str) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        detect_format(content, suffix)
    assert message in str(refused.value)


def test_archive_that_is_not_a_docx_is_refused() -> None:
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", "x")
    with pytest.raises(UnreadableDocument, match="an archive, but not a DOCX"):
        detect_format(content.getvalue(), ".docx")


@pytest.mark.slow
def test_archive_bomb_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="would unpack to 350 MB in 5 files"):
        detect_format(bomb(), ".docx")
