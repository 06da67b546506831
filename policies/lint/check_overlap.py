"""Trials: two checks evaluated on the same values, around every threshold that either of them names."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from policies.parsing.cel import CheckRunError, CheckSyntaxError, compile_check, values_read
from policies.parsing.cel_tokens import tokens
from policies.parsing.vocabulary import BUILT_IN, SAMPLES, FactType, Quantity

MOST_TRIALS = 4096


def trials_swallowed(rule: str, exception: str, vocabulary: Mapping[str, Quantity]) -> int:
    """In how many trials the rule's check is true, if the exception's is true in every one of them; 0 otherwise, and
    where values of unknown type or too many of them leave it open."""
    names = tuple(dict.fromkeys((*values_read(rule), *values_read(exception))))
    known = {**BUILT_IN, **vocabulary}
    if not set(names) <= known.keys():
        return 0
    sides = [_values(known[name].type, f"{rule} {exception}") for name in names]
    count = 1
    for side in sides:
        count *= len(side)
    if count > MOST_TRIALS:
        return 0
    try:
        return _swallowed(rule, exception, [_laid_out(names, trial) for trial in product(*sides)])
    except (CheckRunError, CheckSyntaxError):
        return 0


def _swallowed(rule: str, exception: str, trials: list[dict[str, dict[str, Any]]]) -> int:
    broken = [values for values in trials if compile_check(rule).evaluate(values)]
    return len(broken) if all(compile_check(exception).evaluate(values) for values in broken) else 0


def _values(kind: FactType, sources: str) -> tuple[object, ...]:
    """Both truths; numbers at, below and above each that is named; texts that are named and one that is not."""
    row = tokens(sources)
    if kind is FactType.NUMBER:
        return tuple(sorted({0.0, *_around(float(t.text.rstrip("uU")) for t in row if _is_decimal(t.text))}))
    if kind in (FactType.TEXT, FactType.DATE):
        return tuple(dict.fromkeys((*(t.text.strip("\"'") for t in row if t.kind == "string"), *SAMPLES[kind])))
    return SAMPLES[kind]


def _around(numbers: Iterator[float]) -> Iterator[float]:
    for number in numbers:
        yield from (number, number - 1, number + 1, number * 2)


def _is_decimal(text: str) -> bool:
    return text[0].isdigit() and not text.lower().startswith("0x")


def _laid_out(names: tuple[str, ...], trial: tuple[object, ...]) -> dict[str, dict[str, Any]]:
    values: dict[str, dict[str, Any]] = {}
    for name, value in zip(names, trial, strict=True):
        root, _, key = name.partition(".")
        values.setdefault(root, {})[key] = value
    return values
