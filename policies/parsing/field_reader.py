"""Named fields of a document, a clause or a table row, read as typed values; each misreading is a complaint."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from policies.parsing.diagnostics import Complaints, one_of

T = TypeVar("T")

TEXT = re.compile("[^\ud800-\udfff]+", re.DOTALL)  # half a character, which YAML and JSON can spell, is no text
CLAUSE_ID = re.compile(r"[A-Z][A-Z0-9]*-[0-9]+(\.[0-9]+)*")
CLAUSE_ID_FORM = "write capital letters and digits, a hyphen, then numbers joined by points, such as HLT-2.1"


@dataclass(frozen=True)
class Field:
    line: int
    value: str


@dataclass(frozen=True)
class Fields:
    """`line` is where the whole stands, for what is missing. A reader that complains returns a stand-in."""

    line: int
    values: Mapping[str, Field]
    complaints: Complaints

    def expect(self, owner: str, allowed: Iterable[str]) -> None:
        names = tuple(allowed)
        for name in self.values.keys() - set(names):
            self.complaints.add(self.values[name].line, f'{owner} has no field "{name}"', one_of(name, names))

    def text(self, name: str, form: re.Pattern[str], right: str) -> str:
        """A required line of text, wholly of the given form."""
        if name not in self.values:
            self.complaints.add(self.line, f'"{name}" is missing', f"add it; {right}")
            return ""
        field = self.values[name]
        if not form.fullmatch(field.value):
            self.complaints.add(field.line, f'"{name}" cannot be "{field.value}"', right)
        return field.value

    def day(self, name: str) -> date | None:
        if name not in self.values:
            return None
        field = self.values[name]
        try:
            return datetime.strptime(field.value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            right = "write a day of the calendar as year-month-day, such as 2026-03-01"
            self.complaints.add(field.line, f'"{name}" cannot be "{field.value}"', right)
            return None

    def number(self, name: str, least: int, default: int | None = None) -> int:
        """A whole number of at least `least`; required where there is no default."""
        if name not in self.values and default is not None:
            return default
        value = self.text(name, re.compile("[0-9]{1,6}"), right := f"write a whole number, {least} or more")
        if not re.fullmatch("[0-9]{1,6}", value):
            return least
        if int(value) < least:
            self.complaints.add(self.values[name].line, f'"{name}" cannot be "{value}"', right)
        return max(int(value), least)

    def choice(self, name: str, options: Mapping[str, T], default: T | None = None) -> T | None:
        """One of the options by its name; required where there is no default."""
        if name not in self.values:
            if default is None:
                self.complaints.add(self.line, f'"{name}" is missing', f"add it; {one_of('', options)}")
            return default
        field = self.values[name]
        if field.value not in options:
            self.complaints.add(field.line, f'unknown {name} "{field.value}"', one_of(field.value, options))
        return options.get(field.value)

    def codes(self, name: str, form: re.Pattern[str], right: str) -> tuple[str, ...]:
        """A list separated by commas, each part wholly of the form; empty where the field is absent."""
        if name not in self.values:
            return ()
        field = self.values[name]
        parts = [part.strip() for part in field.value.split(",")]
        for part in parts:
            if not form.fullmatch(part):
                self.complaints.add(field.line, f'"{name}" cannot hold "{part}"', right)
        return tuple(dict.fromkeys(parts))


def gather(pairs: Iterable[tuple[str, Field]], line: int, complaints: Complaints) -> Fields:
    """The fields by name; a name given twice is a complaint at its second place."""
    values: dict[str, Field] = {}
    for name, field in pairs:
        if name in values:
            first = values[name].line
            complaints.add(field.line, f'"{name}" was given on line {first} already', "keep one of the two")
        values.setdefault(name, field)
    return Fields(line, values, complaints)
