"""The library: every version of every clause, what is in force on a day in a market, and a name for the whole."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from itertools import groupby
from pathlib import Path

from domain.clause import Clause, ClauseKind
from domain.decision import Decision
from domain.errors import InputError
from domain.ladder import Ladder
from domain.policy import PolicyDocument
from policies.parsing.diagnostics import one_of
from policies.parsing.glossary import Entry
from policies.parsing.vocabulary import Quantity

KEPT = 64  # days, markets and scopes whose law is kept once it was looked up


class UnknownMarket(InputError):
    """A market that the corpus does not list; the message lists those it does."""


@dataclass(frozen=True, eq=False)
class Library:
    """`markets` maps a code to a name; empty, any market is accepted. `foreign` where the rules came without
    examples and teaching, in a form that has no place for them. `vocabulary` maps `facts.name` to what it measures;
    None, any fact is accepted. `glossary` maps a term to its entry."""

    name: str
    documents: tuple[PolicyDocument, ...]
    markets: Mapping[str, str] = field(default_factory=dict)
    foreign: bool = False
    vocabulary: Mapping[str, Quantity] | None = None
    glossary: Mapping[str, Entry] = field(default_factory=dict)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return tuple(clause for document in self.documents for clause in document.clauses)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hex, of all that can change a decision: clauses, periods, ladders, markets; in no order of
        files, and without the prose around the clauses, vocabulary and glossary."""
        parts = sorted(_canonical(document) for document in self.documents)
        whole = json.dumps([dict(self.markets), parts], sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()

    def in_force(self, on: date, market: str | None, scope: str | None = None) -> tuple[Clause, ...]:
        """The clauses that bind on this day in this market (None: those that bind everywhere); with a scope, those
        of that scope and those of none."""
        return self._bound(on, market, scope)

    def rules_from(self, on: date, scope: str | None = None) -> Mapping[str, Clause]:
        """The rules that bind on this day or later, in whatever market, by key; scopes as of `in_force`."""
        return self._rules_from(on, scope)

    @cached_property
    def _bound(self) -> Callable[[date, str | None, str | None], tuple[Clause, ...]]:
        """Kept, for one day's cases are mostly of one day's law."""

        @lru_cache(maxsize=KEPT)
        def bound(on: date, market: str | None, scope: str | None) -> tuple[Clause, ...]:
            return tuple(clause for clause in self._in_scope(scope) if clause.in_force(on, market))

        return bound

    @cached_property
    def _rules_from(self) -> Callable[[date, str | None], Mapping[str, Clause]]:
        @lru_cache(maxsize=KEPT)
        def rules_from(on: date, scope: str | None) -> Mapping[str, Clause]:
            rules = (clause for clause in self._in_scope(scope) if clause.kind is ClauseKind.RULE)
            return {c.key: c for c in rules if c.effective_to is None or c.effective_to >= on}

        return rules_from

    def _in_scope(self, scope: str | None) -> Sequence[Clause]:
        if scope is None:
            return self.clauses
        return (*self._of_scope.get(None, ()), *self._of_scope.get(scope, ()))

    @cached_property
    def ids(self) -> frozenset[str]:
        """Of all clauses, of whatever version, market and scope."""
        return frozenset(clause.id for clause in self.clauses)

    def versions(self, clause_id: str) -> tuple[Clause, ...]:
        """The clause's versions, the earliest first; none where there is no such clause."""
        return self._versions.get(clause_id, ())

    def by_key(self, key: str) -> Clause | None:
        return self._keys.get(key)

    def behind(self, decision: Decision) -> dict[str, Clause]:
        """The clauses a decision rests on, by id, in the version it was made by, as far as they are here."""
        named = (self.by_key(f"{found.clause_id}@{found.version}") for found in decision.evidence.clauses)
        return {clause.id: clause for clause in named if clause is not None}

    def ladder(self, on: date, market: str | None) -> Ladder | None:
        return next((ladder for clause, ladder in self.ladders if clause.in_force(on, market)), None)

    @cached_property
    def ladders(self) -> tuple[tuple[Clause, Ladder], ...]:
        """Every ladder, with the clause that carries it and says when and where it is in force."""
        carried = ((document, document.ladder) for document in self.documents if document.ladder)
        return tuple((c, ladder) for document, ladder in carried for c in document.clauses if c.id == ladder.clause_id)

    def require_market(self, code: str | None) -> None:
        """Raises UnknownMarket for a market that the corpus does not list."""
        if code is not None and self.markets and code not in self.markets:
            raise UnknownMarket(
                f'unknown market "{code}" (in the case or by --market); {one_of(code, sorted(self.markets))}'
            )

    @cached_property
    def _keys(self) -> dict[str, Clause]:
        return {clause.key: clause for clause in self.clauses}

    @cached_property
    def _versions(self) -> dict[str, tuple[Clause, ...]]:
        ordered = sorted(self.clauses, key=lambda c: (c.id, c.effective_from or date.min, c.version))
        return {clause_id: tuple(group) for clause_id, group in groupby(ordered, key=lambda c: c.id)}

    @cached_property
    def _of_scope(self) -> dict[str | None, list[Clause]]:
        by_scope: dict[str | None, list[Clause]] = {}
        for clause in self.clauses:
            by_scope.setdefault(clause.scope, []).append(clause)
        return by_scope


def load_library(folder: Path) -> Library:
    """The library of a folder. Raises CorpusErrors with everything that is wrong in any of its files."""
    from policies.corpus_folder import read_folder

    contents = read_folder(folder)
    return Library(
        name=contents.manifest.name,
        documents=contents.documents,
        markets=contents.manifest.markets,
        foreign=contents.foreign,
        vocabulary=contents.vocabulary,
        glossary=contents.glossary,
    )


def _canonical(document: PolicyDocument) -> str:
    """JSON with the markets in order, for a set has none."""
    rows = [f"{c.model_dump_json(exclude={'markets'})}{sorted(c.markets)}" for c in document.clauses]
    head = document.model_dump_json(exclude={"clauses", "markets"})
    return "\n".join([f"{head}{sorted(document.markets)}", *rows])
