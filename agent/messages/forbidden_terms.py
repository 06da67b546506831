"""Terms that a letter to a creator must not contain, by kind, in every language of the letters."""

import re
import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

TERMS = Path(__file__).with_name("forbidden_terms.toml")
WITHOUT_WORD_BOUNDARIES = "th"


class TermKind(StrEnum):
    """A section of `forbidden_terms.toml`."""

    INTERNALS = "internals"
    REPORTER = "reporter"
    SOURCE = "source"
    COMPARISON = "comparison"
    ACTION = "action"
    PROMISE = "promise"
    CREDENTIALS = "credentials"
    PERSON = "person"


@cache
def term_pattern(kind: TermKind) -> re.Pattern[str]:
    """Matches one term of the kind, in any case."""
    terms = dict(_terms()[kind.value])
    anywhere = terms.pop(WITHOUT_WORD_BOUNDARIES, [])
    words = "|".join(term for language in terms.values() for term in language)
    return re.compile("|".join((rf"(?<!\w)(?:{words})(?!\w)", *anywhere)), re.IGNORECASE)


@cache
def _terms() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(TERMS.read_text(encoding="utf-8"))
