"""The patterns of prompt injection: English ones, and instructions to the reviewer in other languages."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from domain.evidence import InjectionKind

PATTERNS = Path(__file__).with_name("patterns.toml")
LONG_GAP = r"[^.!?\u3002\uff01\uff1f\n]{0,50}?"
SHORT_GAP = r"[^.!?\u3002\uff01\uff1f\n]{0,16}?"


class PatternMatch(NamedTuple):
    kind: InjectionKind
    start: int
    end: int


class Language(NamedTuple):
    """`hint` is a cheap pattern that matches every text that one of `instructions` matches."""

    hint: re.Pattern[str]
    instructions: tuple[re.Pattern[str], ...]


def match_patterns(text: str) -> Iterator[PatternMatch]:
    """The first match of each pattern. Patterns are in lower case, because a case-sensitive search is much faster."""
    text = _lower_case(text)
    other_languages = (
        pattern for language in _languages() if language.hint.search(text) for pattern in language.instructions
    )
    for kind, pattern in (*_english(), *((InjectionKind.INSTRUCTION, pattern) for pattern in other_languages)):
        found = pattern.search(text)
        if found:
            yield PatternMatch(kind, found.start(), found.end())


def _lower_case(text: str) -> str:
    """In lower case with unchanged offsets."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


@cache
def _pattern_file() -> dict[str, Any]:
    return tomllib.loads(PATTERNS.read_text(encoding="utf-8"))


@cache
def _english() -> tuple[tuple[InjectionKind, re.Pattern[str]], ...]:
    parts = _pattern_file()["parts"]
    return tuple(
        (InjectionKind(entry["kind"]), _compiled(re.sub(r"<(\w+)>", lambda m: parts.get(m[1], m[0]), entry["pattern"])))
        for entry in _pattern_file()["pattern"]
    )


@cache
def _languages() -> tuple[Language, ...]:
    languages = _pattern_file()["language"].values()
    return tuple(Language(_compiled(_hint(words)), tuple(map(_compiled, _instructions(words)))) for words in languages)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


def _hint(words: Mapping[str, Any]) -> str:
    return "|".join(words[name] for name in ("rules", "compliant", "reviewer"))


def _instructions(words: Mapping[str, Any]) -> tuple[str, ...]:
    edge = r"(?<!\w)" if words["word_spaces"] else ""
    names = ("ignore", "rules", "state", "compliant", "reviewer")
    ignore, rules, state, compliant, reviewer = (words[name] for name in names)
    return (
        rf"{edge}{ignore}{LONG_GAP}{rules}{LONG_GAP}(?:{state}|{compliant}|{reviewer})",
        rf"{edge}{rules}{SHORT_GAP}{ignore}{LONG_GAP}(?:{state}|{compliant}|{reviewer})",
        rf"{edge}{ignore}{SHORT_GAP}{rules}(?:{edge}|$)",
        rf"{edge}{state}{LONG_GAP}{compliant}",
        rf"{reviewer}{LONG_GAP}(?:{state}|{compliant}|{ignore})",
    )
