"""Findings on checks that decide by another limit than the text of their clause gives."""

import re
from collections.abc import Iterator

from policies.checks.problem import Level, Problem
from policies.lint.lint_input import LintInput

_LITERAL = re.compile(r"(?<![\w.\"'])\d+(?:\.\d+)?(?![\w.])")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_REFERENCE = re.compile(r"\b[A-Z][A-Z0-9]*-\d+(?:\.\d+)*|\b\w+_\w+")
_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_IRREGULAR = {
    "first": 1.0,
    "second": 2.0,
    "third": 3.0,
    "fifth": 5.0,
    "eighth": 8.0,
    "ninth": 9.0,
    "twelfth": 12.0,
    "once": 1.0,
    "twice": 2.0,
    "half": 0.5,
    "quarter": 0.25,
    "dozen": 12.0,
    "hundred": 100.0,
    "thousand": 1000.0,
}
_WORDS = {
    **{word: float(number) for number, word in enumerate(_UNITS)},
    **{word: 20.0 + 10 * number for number, word in enumerate(_TENS)},
}
_TRIVIAL = (0.0, 1.0)  # of anything, none, one: texts say these without a number
_SCALES = (1.0, 100.0, 7.0, 24.0, 60.0)  # a share in percent; weeks, days, hours, minutes, seconds
DIGITS = 6


def check_against_limit(corpus: LintInput) -> Iterator[Problem]:
    """Where the check has a number that the text lacks in every form, and the text one that the check lacks."""
    for clause in corpus.clauses:
        if clause.check is None:
            continue
        in_text = _numbers_of(clause.text)
        limits = {float(found) for found in _LITERAL.findall(clause.check)}
        unsaid = sorted(limit for limit in limits if limit not in _TRIVIAL and not _forms(limit) & in_text)
        checked = set().union(*map(_forms, limits), _TRIVIAL)
        others = sorted(in_text - checked)
        if unsaid and others:
            message = (
                f"the check decides by {', '.join(f'{one:g}' for one in unsaid)}, which the text does not say; "
                f"it says {', '.join(f'{one:g}' for one in others)}"
            )
            yield Problem(Level.WARNING, clause.key, message, "write the same limit in the text and in the check")


def _numbers_of(text: str) -> set[float]:
    """The numbers of a text, in digits, in words and as ordinals, without those of clause ids and of variables."""
    plain = _REFERENCE.sub(" ", text).lower()
    words = (_word_number(word) for word in re.findall(r"[a-z]+", plain))
    return {round(float(found), DIGITS) for found in _NUMBER.findall(plain)} | {w for w in words if w is not None}


def _word_number(word: str) -> float | None:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    stem = word.removesuffix("th")
    return _WORDS.get(word, _WORDS.get(stem, _WORDS.get(stem.removesuffix("ie") + "y")))


def _forms(limit: float) -> set[float]:
    """As a text may say it: as it is, in percent, as what is missing to the whole or above it, in another unit of
    time."""
    bases = (limit, abs(1 - limit)) if limit < 2 else (limit,)
    scaled = {base * scale for base in bases for scale in _SCALES} | {limit / scale for scale in _SCALES}
    return {round(one, DIGITS) for one in scaled}
