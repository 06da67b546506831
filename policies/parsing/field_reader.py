"""Named fields of a document, a clause or a table row, read as typed values; each error becomes a diagnostic."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from policies.parsing.diagnostics import Diagnostics, suggest

T = TypeVar("T")

TEXT_PATTERN = re.compile("[^\ud800-\udfff]+", re.DOTALL)  # YAML and JSON can spell lone surrogates
CLAUSE_ID_PATTERN = re.compile(r"(?<![A-Z0-9])[A-Z][A-Z0-9]*-[0-9]+(\.[0-9]+)*")
CLAUSE_ID_REMEDY = "write capital letters and digits, a hyphen, then numbers joined by points, such as HLT-2.1"
MARKET_PATTERN = re.compile(r"[A-Z][A-Z0-9_-]*")


@dataclass(frozen=True)
class Field:
    line: int
    value: str


@dataclass(frozen=True)
class Fields:
    """Fields by name. `line` is reported for a missing field. After an error a reader returns a default."""

    line: int
    values: Mapping[str, Field]
    diagnostics: Diagnostics

    def refuse_unknown(self, owner: str, allowed: Iterable[str]) -> None:
        names = tuple(allowed)
        for name in self.values.keys() - set(names):
            self.diagnostics.add(self.values[name].line, f'{owner} has no field "{name}"', suggest(name, names))

    def text(self, name: str, pattern: re.Pattern[str], remedy: str) -> str:
        """A required value that matches the whole pattern."""
        if name not in self.values:
            self.diagnostics.add(self.line, f'"{name}" is missing', f"add it; {remedy}")
            return ""
        field = self.values[name]
        if not pattern.fullmatch(field.value):
            self.diagnostics.add(field.line, f'"{name}" cannot be "{field.value}"', remedy)
        return field.value

    def day(self, name: str) -> date | None:
        if name not in self.values:
            return None
        field = self.values[name]
        try:
            return datetime.strptime(field.value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            remedy = "write a calendar day as year-month-day, such as 2026-03-01"
            self.diagnostics.add(field.line, f'"{name}" cannot be "{field.value}"', remedy)
            return None

    def number(self, name: str, minimum: int, default: int | None = None) -> int:
        """A whole number of at least `minimum`; required without a default."""
        if name not in self.values and default is not None:
            return default
        value = self.text(name, re.compile("[0-9]{1,6}"), remedy := f"write a whole number, {minimum} or more")
        if not re.fullmatch("[0-9]{1,6}", value):
            return minimum
        if int(value) < minimum:
            self.diagnostics.add(self.values[name].line, f'"{name}" cannot be "{value}"', remedy)
        return max(int(value), minimum)

    def choice(self, name: str, options: Mapping[str, T], default: T | None = None) -> T | None:
        """One of the options by its name; required without a default."""
        if name not in self.values:
            if default is None:
                self.diagnostics.add(self.line, f'"{name}" is missing', f"add it; {suggest('', options)}")
            return default
        field = self.values[name]
        if field.value not in options:
            self.diagnostics.add(field.line, f'unknown {name} "{field.value}"', suggest(field.value, options))
        return options.get(field.value)

    def codes(self, name: str, pattern: re.Pattern[str], remedy: str) -> tuple[str, ...]:
        """A list separated by commas; each part matches the whole pattern. Empty without the field."""
        if name not in self.values:
            return ()
        field = self.values[name]
        parts = [part.strip() for part in field.value.split(",")]
        for part in parts:
            if not pattern.fullmatch(part):
                self.diagnostics.add(field.line, f'"{name}" cannot hold "{part}"', remedy)
        return tuple(dict.fromkeys(parts))


def collect_fields(pairs: Iterable[tuple[str, Field]], line: int, diagnostics: Diagnostics) -> Fields:
    """The fields by name; a repeated name is an error at its second line."""
    values: dict[str, Field] = {}
    for name, field in pairs:
        if name in values:
            first = values[name].line
            diagnostics.add(field.line, f'"{name}" was already given on line {first}', "keep one of the two")
        values.setdefault(name, field)
    return Fields(line, values, diagnostics)


def read_markets(fields: Fields, groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The markets of the field, with groups replaced by their members; empty without the field."""
    codes = fields.codes("markets", MARKET_PATTERN, "write codes in capitals, separated by commas, such as US, GB")
    return frozenset[str]().union(*(groups.get(code, {code}) for code in codes))


def narrow_markets(
    document_markets: frozenset[str], fields: Fields, groups: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    """The markets of both document and clause. An empty set means everywhere, so no overlap is an error."""
    own = read_markets(fields, groups)
    if own and document_markets and not own & document_markets:
        remedy = f"name some of {', '.join(sorted(document_markets))}, or remove the field"
        line = fields.values["markets"].line
        fields.diagnostics.add(line, "the document applies in none of the clause's markets", remedy)
    return own & document_markets if own and document_markets else own or document_markets
