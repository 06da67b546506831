"""Orders to the reviewer in languages other than English."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

LEXICONS = Path(__file__).with_name("languages.toml")
GAP = r"[^.!?\u3002\uff01\uff1f\n]{0,50}?"
NEAR = r"[^.!?\u3002\uff01\uff1f\n]{0,16}?"


class Tongue(NamedTuple):
    """`hint` is in every text that any of `orders` is in, and quick to look for."""

    hint: re.Pattern[str]
    orders: tuple[re.Pattern[str], ...]


@cache
def tongues() -> tuple[Tongue, ...]:
    lexicons = tomllib.loads(LEXICONS.read_text(encoding="utf-8")).values()
    return tuple(Tongue(_compiled(_hint(words)), tuple(map(_compiled, _orders(words)))) for words in lexicons)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


def _hint(words: Mapping[str, Any]) -> str:
    return "|".join(words[name] for name in ("rules", "well", "who"))


def _orders(words: Mapping[str, Any]) -> tuple[str, ...]:
    edge = r"(?<!\w)" if words["spaced"] else ""
    aside, rules, say, well, who = (words[name] for name in ("aside", "rules", "say", "well", "who"))
    return (
        rf"{edge}{aside}{GAP}{rules}{GAP}(?:{say}|{well}|{who})",
        rf"{edge}{rules}{NEAR}{aside}{GAP}(?:{say}|{well}|{who})",
        rf"{edge}{aside}{NEAR}{rules}(?:{edge}|$)",
        rf"{edge}{say}{GAP}{well}",
        rf"{who}{GAP}(?:{say}|{well}|{aside})",
    )
