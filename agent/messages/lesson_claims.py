"""Claims that a lesson makes: words that follow each other in one sentence, by the table `lesson_claims.toml`."""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

TABLE = Path(__file__).with_name("lesson_claims.toml")
WITHOUT_WORD_BOUNDARIES = "th"
# Thai ends no sentence with a mark, but separates phrases by a space. French has one before the mark.
SENTENCE_END = re.compile(
    r"(?<=[^\s.!?:;\u2026])(?:[.\u2026]|[ \u00a0\u202f]?[!?:;])[.!?:;\u2026]*+[\"\u201d\u00bb]?(?:\s|$)"
    r"|(?<=[\u0e00-\u0e7f])\s(?=[\u0e00-\u0e7f])"
)


class Claim(NamedTuple):
    """`kind` is a value of `DisclosureKind`."""

    kind: str
    text: str


class _Rule(NamedTuple):
    """Words of the first name, and words of the second at most `near` characters after them; between them none of the
    name `without`."""

    kind: str
    first: str
    second: str | None
    near: int
    without: str | None


def find_claims(prose: str) -> Iterator[Claim]:
    """The claims of a text in one line, at most one of each rule in a sentence. Linear time."""
    for sentence in SENTENCE_END.split(prose):
        for rule in _rules():
            text = _found(rule, sentence)
            if text is not None:
                yield Claim(rule.kind, text)


@cache
def words_pattern(name: str) -> re.Pattern[str]:
    """Matches one of the words of this name, in any case and language."""
    words = dict(_table()["words"][name])
    anywhere = words.pop(WITHOUT_WORD_BOUNDARIES, [])
    bounded = "|".join(word for language in words.values() for word in language)
    return re.compile("|".join((rf"(?<!\w)(?:{bounded})(?!\w)", *anywhere)), re.IGNORECASE)


def _found(rule: _Rule, sentence: str) -> str | None:
    first = [found.span() for found in words_pattern(rule.first).finditer(sentence)]
    if not first or rule.second is None:
        return sentence[slice(*first[0])] if first else None
    second = [found.span() for found in words_pattern(rule.second).finditer(sentence)]
    for start, end in first:
        at = bisect_left(second, (end, end))
        if at < len(second) and second[at][0] - end <= rule.near:
            between = sentence[end : second[at][0]]
            if rule.without is None or words_pattern(rule.without).search(between) is None:
                return sentence[start : second[at][1]]
    return None


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(rule["kind"], first, second[0] if second else None, rule.get("near", 0), rule.get("without"))
        for rule in _table()["claims"]
        for first, *second in [rule["words"]]
    )


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))
