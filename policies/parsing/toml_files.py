"""Reads the TOML files of a corpus: manifest, vocabulary, glossary and redress. Each error has its line."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from domain.base import FrozenModel
from domain.languages import LANGUAGE_REMEDY, LANGUAGES
from domain.redress import DEFAULT, Redress
from policies.parsing.diagnostics import Diagnostics, suggest
from policies.parsing.field_reader import MARKET_PATTERN
from policies.parsing.renamed import GLOSSARY_KEYS, renamed
from policies.vocabulary import GlossaryEntry, Variable

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Row = TypeVar("Row", bound=FrozenModel)

MANIFEST_FILE = "corpus.toml"
VOCABULARY_FILE = "vocabulary.toml"
VOCABULARY_SAMPLE = '[facts.stock_units] with type = "number", unit = "units" and meaning = "…"'
GLOSSARY_FILE = "glossary.toml"
GLOSSARY_SAMPLE = '[terms."flash sale"] with meaning = "…" and, if needed, see = "PRC-2.1" and synonyms = ["deal"]'
REDRESS_FILE = "redress.toml"
REDRESS_SAMPLE = '[redress.EU] with appeal_days = 30, clause = "ENF-5" and body.en = "…"'
_KEYS = ("name", "markets", "groups", "languages")


@dataclass(frozen=True)
class Manifest:
    """`markets` maps a code to a name; empty, any market is accepted. `groups` maps a name to market codes.
    `languages`: those into which the clauses should be translated."""

    name: str
    markets: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()


def read_manifest(source: str, diagnostics: Diagnostics) -> Manifest:
    """Raises CorpusErrors."""
    return _ManifestReader(source, diagnostics).read(read_table(source, diagnostics))


@dataclass(frozen=True)
class _ManifestReader:
    source: str
    diagnostics: Diagnostics

    def read(self, table: Mapping[str, object]) -> Manifest:
        for key in table.keys() - set(_KEYS):
            self._add(key, f'the manifest has no key "{key}"', suggest(key, _KEYS))
        name = table.get("name")
        if not isinstance(name, str) or not name.strip():
            self._add("name", "the corpus has no name", 'write name = "…" in the first line')
        markets = self._markets(table.get("markets", {}))
        groups = self._groups(table.get("groups", {}), markets)
        languages = self._languages(table.get("languages", []))
        self.diagnostics.raise_errors()
        return Manifest(str(name), markets, groups, languages)

    def _languages(self, codes: object) -> tuple[str, ...]:
        if not isinstance(codes, list):
            self._add("languages", "languages is not a list", 'write languages = ["de", "fr"]')
            return ()
        for code in codes:
            if code not in LANGUAGES:
                self._add("languages", f'"{code}" is not a language', LANGUAGE_REMEDY)
        return tuple(dict.fromkeys(map(str, codes)))

    def _markets(self, table: object) -> dict[str, str]:
        if not isinstance(table, Mapping):
            self._add("markets", "markets is not a table", 'write [markets], then a line such as US = "United States"')
            return {}
        for code, name in table.items():
            if not MARKET_PATTERN.fullmatch(code) or not isinstance(name, str):
                self._add(code, f'market "{code}" is not a code with a name', 'write it as US = "United States"')
        return {code: str(name) for code, name in table.items()}

    def _groups(self, table: object, markets: Mapping[str, str]) -> dict[str, frozenset[str]]:
        if not isinstance(table, Mapping):
            self._add("groups", "groups is not a table", 'write [groups], then a line such as EU = ["DE", "FR"]')
            return {}
        return {name: self._members(name, members, markets) for name, members in table.items()}

    def _members(self, name: str, members: object, markets: Mapping[str, str]) -> frozenset[str]:
        if not isinstance(members, list) or not members:
            self._add(name, f'group "{name}" is not a list of markets', 'write it as EU = ["DE", "FR"]')
            return frozenset()
        if name in markets or not MARKET_PATTERN.fullmatch(name):
            self._add(name, f'group "{name}" is also a market, or not in capitals', "choose another name")
        codes = [str(code) for code in members]
        for code in codes:
            if code not in markets:
                self._add(name, f'group "{name}" contains the unknown market "{code}"', suggest(code, markets))
        return frozenset(codes)

    def _add(self, key: str, message: str, remedy: str) -> None:
        self.diagnostics.add(line_of(self.source, key), message, remedy)


def read_vocabulary(source: str, diagnostics: Diagnostics) -> dict[str, Variable]:
    """The declared variables by `facts.name`. Raises CorpusErrors."""
    facts = {
        f"facts.{name}": fact for name, fact in read_rows(source, "facts", Variable, VOCABULARY_SAMPLE, diagnostics)
    }
    diagnostics.raise_errors()
    return facts


def read_glossary(source: str, diagnostics: Diagnostics) -> dict[str, GlossaryEntry]:
    """The entries by term. Raises CorpusErrors."""
    terms = dict(read_rows(source, "terms", GlossaryEntry, GLOSSARY_SAMPLE, diagnostics))
    diagnostics.raise_errors()
    return terms


def read_redress(source: str, diagnostics: Diagnostics, manifest: Manifest) -> dict[str, Redress]:
    """By market; that of every other market under `DEFAULT`. A market's own row says more than that of its group.
    Raises CorpusErrors."""
    rows = dict(read_rows(source, "redress", Redress, REDRESS_SAMPLE, diagnostics))
    known = {DEFAULT, *manifest.markets, *manifest.groups}
    for name in (name for name in rows if manifest.markets and name not in known):
        diagnostics.add(line_of(source, name), f'"{name}" is no market', suggest(name, sorted(known)))
    diagnostics.raise_errors()
    default = rows.pop(DEFAULT, Redress())
    found = {DEFAULT: default}
    for name in sorted(rows, key=lambda name: name not in manifest.groups):  # groups first
        found |= {code: rows[name].over(found.get(code, default)) for code in manifest.groups.get(name, {name})}
    return found


def read_table(source: str, diagnostics: Diagnostics) -> dict[str, Any]:
    """The whole file. Raises CorpusErrors if it is not TOML."""
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+),", str(error))
        line = int(at.group(1)) if at else source.count("\n") + 1
        diagnostics.add(line, f"invalid TOML: {str(error).split(' (at')[0]}", 'write name = "value"')
        diagnostics.raise_errors()
        raise


def line_of(source: str, key: str) -> int:
    """The line that defines the key, which tomllib does not report; 1 if it is not found."""
    found = re.search(rf"^\s*\[?(?:\w+\.)*\"?{re.escape(key)}\b", source, re.MULTILINE)
    return source.count("\n", 0, found.end()) + 1 if found else 1


def read_rows(
    source: str, table: str, row: type[Row], sample: str, diagnostics: Diagnostics
) -> Iterator[tuple[str, Row]]:
    """The named rows of the only table the file may hold: `[table.name]` and its fields. Anything else is an error
    with `sample` as its remedy."""
    found = read_table(source, diagnostics)
    for key in found.keys() - {table}:
        diagnostics.add(line_of(source, key), f'this file has no table "{key}"', f"write {sample}")
    rows = found.get(table, {})
    if not isinstance(rows, Mapping):
        diagnostics.add(line_of(source, table), f'"{table}" is not a table', f"write {sample}")
        return
    for name, fields in rows.items():
        try:
            yield name, row.model_validate(fields)
        except ValidationError as error:
            for fault in error.errors():
                diagnostics.add(line_of(source, name), _row_message(name, fault), f"write {sample}")


def _row_message(name: str, fault: "ErrorDetails") -> str:
    field = ".".join(str(part) for part in fault["loc"])
    if field in GLOSSARY_KEYS:
        return f'"{name}": {renamed(field, GLOSSARY_KEYS[field])}'
    return f'"{name}": {field + ": " if field else ""}{fault["msg"].removeprefix("Value error, ")}'
