"""Text on a page is escaped, and characters that hide or steer are shown by name."""

import re

import pytest

from api.desk.templating import FOLDER, STATIC, age, shown, static_address

INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>a & 'b'</script>", "&lt;script&gt;a &amp; &#39;b&#39;&lt;/script&gt;"),
        ("pay \u202eabc", 'pay <span class="hidden">U+202E</span>abc'),
        ("zero\u200bwidth", 'zero<span class="hidden">U+200B</span>width'),
        ("line\r\nbreak", "line\nbreak"),
        ("مرحبا 👩‍👧 ok", "مرحبا 👩‍👧 ok"),
        ("\u202e<b>", '<span class="hidden">U+202E</span>&lt;b&gt;'),
        ("", ""),
    ],
)
def test_shown(text: str, html: str) -> None:
    assert str(shown(text)) == html


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (59, "59 s"), (60, "1 min"), (7_300, "2 h"), (-90_000, "1 d")]
)
def test_age(seconds: float, words: str) -> None:
    assert age(seconds) == words


@pytest.mark.parametrize("path", sorted((FOLDER / "templates").iterdir()), ids=lambda path: str(path.name))
def test_template_has_no_inline_script_or_style(path: object) -> None:
    """The content security policy would block them."""
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []  # type: ignore[attr-defined]


def test_scripts_import_only_each_other() -> None:
    for path in STATIC.glob("*.js"):
        sources = re.findall(r'from "([^"]+)"', path.read_text(encoding="utf-8"))
        assert all((STATIC / source).is_file() for source in sources), path.name
        assert "http" not in path.read_text(encoding="utf-8"), path.name


def test_address_of_a_file_changes_with_the_files() -> None:
    assert re.fullmatch(r"/desk/static/[0-9a-f]{12}/desk\.css", static_address("desk.css"))
