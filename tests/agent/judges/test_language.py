"""What the embedder cannot read is told from slang, brands and hashtags."""

import pytest

from agent.judges.language import foreign, unread
from domain.case import ContentItem
from tests.agent.judges.regressions import ELSEWHERE, ENGLISH, INDONESIAN, SPANISH, THAI

EN = frozenset({"en"})


def flagged(lines: tuple[str, ...]) -> int:
    return sum(foreign(line, EN) is not None for line in lines)


def test_english_as_creators_write_it_is_read() -> None:
    assert flagged(ENGLISH) <= 1  # of 42: "wya tho? live starts 8pm est"


def test_other_languages_are_not_read() -> None:
    assert (flagged(SPANISH), flagged(THAI), flagged(ELSEWHERE)) == (len(SPANISH), len(THAI), len(ELSEWHERE))
    assert flagged(INDONESIAN) >= 24  # of 30; a line of five words may pass for English
    pairs = [" ".join(pair) for pair in zip(INDONESIAN[::2], INDONESIAN[1::2], strict=True)]
    assert flagged(tuple(pairs)) >= 13  # of 15


@pytest.mark.parametrize("text", ["", "   ", "🎉🎉🎉", "50% 3.99 12:30", "Crème Brûlée", "ja nein"])
def test_too_little_to_tell_is_read(text: str) -> None:
    assert foreign(text, EN) is None


def test_the_language_is_named() -> None:
    assert [foreign(lines[0], EN) for lines in (SPANISH, THAI, INDONESIAN)] == ["es", "th", "id"]
    assert foreign(SPANISH[0], frozenset({"en", "es"})) is None


def test_items_are_told_apart() -> None:
    items = [ContentItem(id="a", text=ENGLISH[0]), ContentItem(id="b", text=SPANISH[0])]
    assert unread(items, EN) == {"b": "es"}
    assert unread(items, None) == {}


def test_what_the_case_declares_settles_what_is_too_short() -> None:
    items = [ContentItem(id="a", text="¡Cura segura!"), ContentItem(id="b", text=ENGLISH[0])]
    assert unread(items, EN) == {}
    assert unread(items, EN, "en") == {}
    assert unread(items, EN, "es") == {"a": "es"}
    assert unread([ContentItem(id="e", text="✨✨")], EN, "es") == {}
    assert unread([ContentItem(id="t", text=THAI[0])], EN, "en") == {"t": "th"}
