"""The patterns of prompt injection: English ones, and instructions to the reviewer in other languages."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from domain.evidence import InjectionKind
from text.linear_patterns import LinearPattern, linear_pattern

PATTERNS = Path(__file__).with_name("patterns.toml")
LONG_GAP = r"[^.!?\u3002\uff01\uff1f\n]{0,50}?"
SHORT_GAP = r"[^.!?\u3002\uff01\uff1f\n]{0,16}?"
WORD_END = r"[^ .,!?\n]{0,12}"
MAX_MATCHES = 12  # of one pattern


class PatternMatch(NamedTuple):
    kind: InjectionKind
    start: int
    end: int


class Language(NamedTuple):
    """`hint` is a cheap pattern that matches every text that `instruction` matches."""

    hint: LinearPattern
    instruction: LinearPattern


def match_patterns(text: str, is_over: Callable[[], bool] = lambda: False) -> Iterator[PatternMatch]:
    """The first matches of each pattern. Patterns are in lower case, because a case-sensitive search is much faster.
    `is_over` is asked before each pattern, whether to leave out the rest."""
    text = _lower_case(text)
    for kind, pattern in chain(english(), _instructions_in_languages_of(text)):
        if is_over():
            return
        for found in islice(pattern.finditer(text), MAX_MATCHES):
            yield PatternMatch(kind, *found.span(1 if any(found.groups()) else 0))


@cache
def english() -> tuple[tuple[InjectionKind, LinearPattern], ...]:
    parts = _pattern_file()["parts"]
    return tuple(
        (InjectionKind(entry["kind"]), _pattern(entry["pattern"], parts)) for entry in _pattern_file()["pattern"]
    )


@cache
def languages() -> tuple[Language, ...]:
    tables = _pattern_file()["language"].values()
    return tuple(Language(linear_pattern(_hint(words)), _compiled(_instruction(words))) for words in tables)


@cache
def any_hint() -> LinearPattern:
    return linear_pattern("|".join(language.hint.pattern for language in languages()))


def _instructions_in_languages_of(text: str) -> Iterator[tuple[InjectionKind, LinearPattern]]:
    if any_hint().search(text):
        hinted = (language for language in languages() if language.hint.search(text))
        yield from ((InjectionKind.INSTRUCTION, language.instruction) for language in hinted)


def _lower_case(text: str) -> str:
    """In lower case with unchanged offsets."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


@cache
def _pattern_file() -> dict[str, Any]:
    return tomllib.loads(PATTERNS.read_text(encoding="utf-8"))


def _pattern(template: str, parts: Mapping[str, str]) -> LinearPattern:
    for name, part in parts.items():
        template = template.replace(f"<{name}>", part)
    return _compiled(template)


def _compiled(pattern: str) -> LinearPattern:
    return linear_pattern(pattern, multiline=True)


def _hint(words: Mapping[str, Any]) -> str:
    return "|".join(words[name] for name in ("rules", "compliant", "reviewer"))


def _instruction(words: Mapping[str, Any]) -> str:
    before, end = (r"(?:^|[^\w])", f"{WORD_END}$") if words["word_spaces"] else ("", "")
    names = ("ignore", "rules", "state", "compliant", "reviewer")
    ignore, rules, state, compliant, reviewer = (words[name] for name in names)
    at_word = (
        f"{ignore}{LONG_GAP}{rules}{LONG_GAP}(?:{state}|{compliant}|{reviewer})",
        f"{rules}{SHORT_GAP}{ignore}{LONG_GAP}(?:{state}|{compliant}|{reviewer})",
        f"{ignore}{SHORT_GAP}{rules}{end}",
        f"{state}{LONG_GAP}{compliant}",
    )
    anywhere = f"{reviewer}{LONG_GAP}(?:{state}|{compliant}|{ignore})"
    return f"{before}({'|'.join(at_word)})|{anywhere}"
