"""The manifest of a corpus, `corpus.toml`: its name, the markets it knows, and the names that stand for several."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from policies.parsing.diagnostics import Complaints, one_of
from policies.parsing.markets import MARKET
from policies.parsing.toml_tables import line_of, read_table

MANIFEST = "corpus.toml"
_TABLES = ("name", "markets", "groups")


@dataclass(frozen=True)
class Manifest:
    """`markets` maps a code to a name; empty, any market is accepted. `groups` maps a name to market codes."""

    name: str
    markets: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)


def read_manifest(source: str, complaints: Complaints) -> Manifest:
    """Raises CorpusErrors."""
    return _Reader(source, complaints).read(read_table(source, complaints))


@dataclass(frozen=True)
class _Reader:
    source: str
    complaints: Complaints

    def read(self, table: Mapping[str, object]) -> Manifest:
        for key in table.keys() - set(_TABLES):
            self._complain(key, f'there is no "{key}" in a manifest', one_of(key, _TABLES))
        name = table.get("name")
        if not isinstance(name, str) or not name.strip():
            self._complain("name", "the corpus has no name", 'write name = "…" in the first line')
        markets = self._markets(table.get("markets", {}))
        groups = self._groups(table.get("groups", {}), markets)
        self.complaints.settle()
        return Manifest(str(name), markets, groups)

    def _markets(self, table: object) -> dict[str, str]:
        if not isinstance(table, Mapping):
            self._complain(
                "markets", "markets is not a table", 'write [markets], then a line such as US = "United States"'
            )
            return {}
        for code, name in table.items():
            if not MARKET.fullmatch(code) or not isinstance(name, str):
                self._complain(code, f'market "{code}" is not a code with a name', 'write it as US = "United States"')
        return {code: str(name) for code, name in table.items()}

    def _groups(self, table: object, markets: Mapping[str, str]) -> dict[str, frozenset[str]]:
        if not isinstance(table, Mapping):
            self._complain("groups", "groups is not a table", 'write [groups], then a line such as EU = ["DE", "FR"]')
            return {}
        return {name: self._members(name, members, markets) for name, members in table.items()}

    def _members(self, name: str, members: object, markets: Mapping[str, str]) -> frozenset[str]:
        if not isinstance(members, list) or not members:
            self._complain(name, f'group "{name}" is not a list of markets', 'write it as EU = ["DE", "FR"]')
            return frozenset()
        if name in markets or not MARKET.fullmatch(name):
            self._complain(name, f'group "{name}" is a market already or not in capitals', "choose another name")
        codes = [str(code) for code in members]
        for code in codes:
            if code not in markets:
                self._complain(name, f'group "{name}" holds the unknown market "{code}"', one_of(code, markets))
        return frozenset(codes)

    def _complain(self, key: str, wrong: str, right: str) -> None:
        self.complaints.add(line_of(self.source, key), wrong, right)
