"""Evaluates a condition for every subject. Conditions of `a > 1 && b == "x"` are compared in whole columns; others are
evaluated by CEL, one subject after another. A subject for which a value is missing is not hit."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insights.strategies.subjects import Subjects
from insights.strategies.variables import declared_variables, roots
from policies.parsing.cel import Check, CheckRunError, Token, compile_check, tokenize

Flags = NDArray[np.bool_]
OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    ">": np.greater,
    ">=": np.greater_equal,
    "<": np.less,
    "<=": np.less_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


@dataclass(frozen=True)
class Comparison:
    """`variable operator value`."""

    variable: str
    operator: str
    value: float | str

    @property
    def text(self) -> str:
        value = f'"{self.value}"' if isinstance(self.value, str) else f"{self.value:g}"
        return f"{self.variable} {self.operator} {value}"


@dataclass(frozen=True, eq=False)
class Evaluated:
    """`hit`, and `unknown`: not known because a value is missing."""

    hit: Flags
    unknown: Flags


def compile_condition(source: str) -> Check:
    """Raises CheckSyntaxError."""
    return compile_check(source, roots())


def condition_variables(source: str) -> tuple[str, ...]:
    """The dotted names that a condition reads. Raises CheckSyntaxError."""
    names = compile_condition(source).variables
    return tuple(dict.fromkeys(".".join(name.split(".")[:2]) for name in names))


def evaluate(source: str, subjects: Subjects) -> Evaluated:
    """For each subject. Raises CheckSyntaxError."""
    check = compile_condition(source)
    comparisons = conjunction(source)
    if comparisons is not None:
        return _compare(comparisons, subjects)
    return _evaluate_each(check, condition_variables(source), subjects)


def conjunction(source: str) -> tuple[Comparison, ...] | None:
    """The comparisons of a condition that only joins them by `&&`; None for any other."""
    tokens = tokenize(source)
    parts, start = [], 0
    for end in [*_joints(tokens), len(tokens)]:
        parts.append(_comparison(tokens[start:end]))
        start = end + 2
    return None if None in parts else tuple(part for part in parts if part is not None)


def _joints(tokens: list[Token]) -> Iterator[int]:
    for place in range(len(tokens) - 1):
        if tokens[place].text == "&" and tokens[place + 1].text == "&":
            yield place


def _comparison(tokens: list[Token]) -> Comparison | None:
    """`root . name operator value`; the tokenizer splits an operator into its marks."""
    texts = [token.text for token in tokens]
    if not 5 <= len(texts) <= 7 or texts[1] != ".":
        return None
    name, variable = f"{texts[0]}.{texts[2]}", declared_variables().get(f"{texts[0]}.{texts[2]}")
    for marks in (2, 1):
        operator, rest = "".join(texts[3 : 3 + marks]), tokens[3 + marks :]
        if operator in OPERATORS and variable is not None:
            value = _literal(rest)
            fits = isinstance(value, str) if variable.type == "text" else isinstance(value, float)
            equality = operator in ("==", "!=")
            usable = fits and variable.type != "boolean" and (equality or variable.type == "number")
            return Comparison(name, operator, value) if usable and value is not None else None
    return None


def _literal(tokens: list[Token]) -> float | str | None:
    sign = -1.0 if tokens and tokens[0].text == "-" else 1.0
    rest = tokens[1:] if sign < 0 else tokens
    if len(rest) != 1:
        return None
    if rest[0].kind == "number" and not rest[0].text.endswith(("u", "U")) and "x" not in rest[0].text.lower():
        return sign * float(rest[0].text)
    plain = rest[0].kind == "string" and rest[0].text[0] in "\"'" and rest[0].text[:3] not in ('"""', "'''")
    return rest[0].text[1:-1] if plain and "\\" not in rest[0].text and sign > 0 else None


def _compare(comparisons: tuple[Comparison, ...], subjects: Subjects) -> Evaluated:
    known_false, missing = np.zeros(subjects.size, bool), np.zeros(subjects.size, bool)
    for one in comparisons:
        values = subjects.values[one.variable]
        absent = _absent(values)
        answer = np.asarray(OPERATORS[one.operator](values, one.value), dtype=bool)
        known_false |= ~absent & ~answer
        missing |= absent
    return Evaluated(~known_false & ~missing, missing & ~known_false)


def _absent(values: NDArray[Any]) -> Flags:
    if values.dtype.kind == "O":
        return np.array([value is None for value in values.tolist()], dtype=bool)
    return np.asarray(np.isnan(values), dtype=bool)


def _evaluate_each(check: Check, names: tuple[str, ...], subjects: Subjects) -> Evaluated:
    hit, unknown = np.zeros(subjects.size, bool), np.zeros(subjects.size, bool)
    columns = {name: _plain(name, subjects.values[name]) for name in names}
    for place in range(subjects.size):
        nested: dict[str, dict[str, object]] = {}
        for name, values in columns.items():
            root, _, key = name.partition(".")
            nested.setdefault(root, {})[key] = values[place]
        try:
            hit[place] = check.evaluate(nested)
        except CheckRunError:
            unknown[place] = True
    return Evaluated(hit, unknown)


def _plain(name: str, values: NDArray[Any]) -> list[object]:
    """None where nothing was measured; a CEL null counts as missing."""
    absent, boolean = _absent(values), declared_variables()[name].type == "boolean"
    return [
        None if gone else bool(value) if boolean else value
        for value, gone in zip(values.tolist(), absent.tolist(), strict=True)
    ]
