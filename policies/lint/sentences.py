"""The sentences of a clause, and the folding by which a term is found in them whatever its number and case."""

import re
from collections.abc import Iterator

_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][\"”)]))\s+(?=[\"“(]*[A-Z0-9])")
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_ARTICLES = ("a", "an", "the")

NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|half|third|quarter|hundred|thousand"
    r"|once|twice|percent)\b",
    re.IGNORECASE,
)


def sentences(text: str) -> Iterator[str]:
    """On one line each; a paragraph and an item of a list end a sentence too."""
    for part in re.split(r"\n\s*\n|\n(?=\s*(?:-|\d+\.) )", text):
        for sentence in _END.split(part):
            if sentence.strip():
                yield " ".join(sentence.split())


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def fold(text: str) -> str:
    """The words in small letters and the singular, without an article in front: `linked account` of "Linked
    accounts"."""
    folded = [_singular(word.casefold()) for word in words(text)]
    return " ".join(folded[1:] if len(folded) > 1 and folded[0] in _ARTICLES else folded)


def holds(folded: str, term: str) -> bool:
    """Whether a folded text holds a folded term as whole words."""
    return f" {term} " in f" {folded} "


def _singular(word: str) -> str:
    word = re.sub(r"['\u2019]s$", "", word)
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word
