"""The sentences of a clause, and normalized text, so that a term is found in any number and case."""

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
    """Each sentence on one line. The end of a paragraph or list item ends a sentence too."""
    for part in re.split(r"\n\s*\n|\n(?=\s*(?:-|\d+\.) )", text):
        for sentence in _END.split(part):
            if sentence.strip():
                yield " ".join(sentence.split())


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def normalize(text: str) -> str:
    """Lower-case words in the singular, without a leading article: "Linked accounts" becomes `linked account`."""
    normalized = [_singular(word.casefold()) for word in words(text)]
    return " ".join(normalized[1:] if len(normalized) > 1 and normalized[0] in _ARTICLES else normalized)


def contains_term(text: str, term: str) -> bool:
    """Whether a normalized text contains a normalized term as whole words."""
    return f" {term} " in f" {text} "


def _singular(word: str) -> str:
    word = re.sub(r"['\u2019]s$", "", word)
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word
