"""The facts that decided, as sentences of a letter in the creator's language."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from pydantic import JsonValue

from domain.case import Case, read_day
from domain.finding import Finding
from policies.vocabulary import PERCENT, VALUE, TrueOrFalse, Variable, VariableType

ROOT = "facts."
FALLBACK = "en"
MAX_DIGITS = 15  # a longer number is no measurement
DECIMALS = Decimal("0.01")
POINT_LANGUAGES = frozenset({"en", "th"})  # others write a decimal comma


def fact_sentences(
    case: Case, finding: Finding, vocabulary: Mapping[str, Variable] | None, language: str
) -> tuple[str, ...]:
    """A sentence for each fact of the case that the finding rests on and the vocabulary has words for. Other facts, and
    signals, are never told: their names and values are internal."""
    names = dict.fromkeys(fact.name for fact in finding.facts)
    return tuple(dict.fromkeys(_sentences(names, case, vocabulary or {}, language)))


def _sentences(
    names: Mapping[str, None], case: Case, vocabulary: Mapping[str, Variable], language: str
) -> Iterator[str]:
    for name in names:
        variable, value = vocabulary.get(name), case.facts.get(name.removeprefix(ROOT))
        if variable is None or value is None:
            continue
        words = variable.sentence.get(language) or variable.sentence.get(FALLBACK)
        sentence = _sentence(words, variable, value, language) if words else None
        if sentence:
            yield sentence


def _sentence(words: str | TrueOrFalse, variable: Variable, value: JsonValue, language: str) -> str | None:
    """None if the value is not of the declared type."""
    if isinstance(words, TrueOrFalse):
        return (words.true if value else words.false) if isinstance(value, bool) else None
    if variable.type is VariableType.NUMBER:
        return _with_number(words, value, language, is_money="currency" in (variable.unit or ""))
    if variable.type is VariableType.DATE:
        return words.replace(VALUE, str(read_day(value))) if _is_day(value) else None
    return words


def _with_number(words: str, value: JsonValue, language: str, *, is_money: bool) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = Decimal(str(value))
        shown, percent = _shown(number, language, is_money=is_money), _shown(number * 100, language)
    except (InvalidOperation, ValueError):
        return None
    if max(len(shown), len(percent)) > MAX_DIGITS:
        return None
    return words.replace(VALUE, shown).replace(PERCENT, f"{percent}%")


def _shown(number: Decimal, language: str, *, is_money: bool = False) -> str:
    """With at most two decimals, money with two or none, and without an exponent."""
    text = f"{number.quantize(DECIMALS):f}"
    whole = text.endswith(".00")
    text = text.removesuffix(".00") if whole or is_money else text.rstrip("0")
    return text if language in POINT_LANGUAGES else text.replace(".", ",")


def _is_day(value: JsonValue) -> bool:
    try:
        return isinstance(value, str) and read_day(value) is not None
    except ValueError:
        return False
