"""What an attempt to move the reviewer reads like: orders, forged messages, verdicts, approvals, threats."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from agent.evidence.prompt_injection.languages import tongues
from domain.evidence import InjectionKind

PATTERNS = Path(__file__).with_name("patterns.toml")


class Sign(NamedTuple):
    kind: InjectionKind
    start: int
    end: int


def signs(text: str) -> Iterator[Sign]:
    """The first place of each sign in a text. Patterns are in small letters, for a search that minds the case is the
    quicker one by far."""
    text = _small(text)
    orders = (order for tongue in tongues() if tongue.hint.search(text) for order in tongue.orders)
    for kind, pattern in (*_english(), *((InjectionKind.INSTRUCTION, order) for order in orders)):
        found = pattern.search(text)
        if found:
            yield Sign(kind, found.start(), found.end())


def _small(text: str) -> str:
    """In small letters, each at its place."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


@cache
def _english() -> tuple[tuple[InjectionKind, re.Pattern[str]], ...]:
    told = tomllib.loads(PATTERNS.read_text(encoding="utf-8"))
    whole = (
        (sign["kind"], re.sub(r"<(\w+)>", lambda part: _part(part, told["parts"]), sign["pattern"]))
        for sign in told["sign"]
    )
    return tuple((InjectionKind(kind), re.compile(pattern, re.MULTILINE)) for kind, pattern in whole)


def _part(named: re.Match[str], parts: dict[str, str]) -> str:
    return parts.get(named[1], named[0])
