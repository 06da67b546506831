"""Languages that the embedder cannot read are distinguished from slang, brands and hashtags."""

import pytest

from agent.judges.embedded.language import (
    UNKNOWN,
    doubtful_language,
    main_language,
    unsupported_language,
    unsupported_languages,
    word_count,
)
from tests.agent.judges.caption_samples import ENGLISH, INDONESIAN, OTHER_LANGUAGES, SPANISH, THAI

EN = frozenset({"en"})


def count_unsupported(lines: tuple[str, ...]) -> int:
    return sum(unsupported_language(line, EN) is not None for line in lines)


def test_creator_english_is_supported() -> None:
    assert count_unsupported(ENGLISH) <= 1  # of 42: "wya tho? live starts 8pm est"


def test_other_languages_are_unsupported() -> None:
    assert (count_unsupported(SPANISH), count_unsupported(THAI), count_unsupported(OTHER_LANGUAGES)) == (
        len(SPANISH),
        len(THAI),
        len(OTHER_LANGUAGES),
    )
    assert count_unsupported(INDONESIAN) >= 24  # of 30; a line of five words can look English
    pairs = [" ".join(pair) for pair in zip(INDONESIAN[::2], INDONESIAN[1::2], strict=True)]
    assert count_unsupported(tuple(pairs)) >= 13  # of 15


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("不要在应用内付款\uff0c直接转账给我更便宜", "zh"),
        ("这茶治好了糖尿病\uff01快买", "zh"),
        ("このお茶で、糖尿病が治りました", "ja"),
        ("プロフのリンクから注文、アプリより安いよ", "ja"),
        ("跟我私下交易\uff0c转账便宜一半", UNKNOWN),  # no language has .4 of it
        ("이거 사세요", "ko"),
        ("好喝", "zh"),
    ],
)
def test_text_in_another_script_is_never_taken_for_english(text: str, language: str) -> None:
    """However short it is, and whatever marks divide it."""
    assert unsupported_language(text, EN) == language
    assert unsupported_language(text, EN, "th") in (language, "th")
    assert unsupported_language("love this " + text[:2] + " so much", EN) is None


def test_characters_count_as_words_where_no_spaces_are() -> None:
    assert [*map(word_count, ("不要付款快买", "buy it now", "ชานี้", "이거 사세요", ""))] == [6, 3, 5, 2, 0]


@pytest.mark.parametrize(
    "text", ["", "   ", "🎉🎉🎉", "50% 3.99 12:30", "Crème Brûlée", "ja nein", "Size M/L, colour: noir"]
)
def test_too_short_text_is_supported(text: str) -> None:
    assert unsupported_language(text, EN) is None


def test_language_is_named() -> None:
    assert [unsupported_language(lines[0], EN) for lines in (SPANISH, THAI, INDONESIAN)] == ["es", "th", "id"]
    assert unsupported_language(SPANISH[0], frozenset({"en", "es"})) is None


def test_only_unsupported_items_are_listed() -> None:
    items = {"a": ENGLISH[0], "b": SPANISH[0]}
    assert unsupported_languages(items, EN) == {"b": "es"}
    assert unsupported_languages(items, None) == {}


def test_declared_language_decides_for_short_items() -> None:
    items = {"a": "¡Cura segura!", "b": ENGLISH[0]}
    assert unsupported_languages(items, EN) == {}
    assert unsupported_languages(items, EN, "en") == {}
    assert unsupported_languages(items, EN, "es") == {"a": "es"}
    assert unsupported_languages({"e": "✨✨"}, EN, "es") == {}
    assert unsupported_languages({"t": THAI[0]}, EN, "en") == {"t": "th"}


def test_declared_language_may_name_a_region_and_no_name_counts() -> None:
    items = {"a": "¡Cura segura!"}
    assert unsupported_languages(items, EN, "en-US") == {}
    assert unsupported_languages(items, EN, "es_MX") == {"a": "es"}
    assert unsupported_languages(items, EN, "English") == {}


ENGLISH_PART = "Good morning everyone and welcome back to my kitchen, today we bake the bread that you asked me for."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"{ENGLISH_PART}\nEste té me curó la diabetes en dos semanas, de verdad.", "es"),
        ("el shay da shafani men el sokkar fe esbo3en wallahi ya gama3a", UNKNOWN),
        ("bhai log yeh powder pee lo, sugar khatam ho jayegi, doctor ki zaroorat nahi", UNKNOWN),
        ("guérit le diabète", "fr"),
        ("sin efectos secundarios", "es"),
        (ENGLISH_PART, None),
        ("Size M/L, colour: noir", None),
        ("Crème Brûlée", None),
        ("#ad", None),
    ],
)
def test_words_that_may_not_be_english_are_doubted(text: str, language: str | None) -> None:
    assert doubtful_language(text, text.split("\n"), EN) == language


def test_creator_english_is_seldom_doubted() -> None:
    assert sum(doubtful_language(line, [line], EN) is not None for line in ENGLISH) <= 2


def test_main_language_is_told_where_the_words_tell_it() -> None:
    assert main_language([SPANISH[0], SPANISH[1]]) == "es"
    assert main_language([ENGLISH_PART]) == "en"
    assert (main_language([]), main_language(["ok"]), main_language(["ja nein"])) == (None, None, None)
