"""The library: every version of every clause, and which clauses are in force on a day in a market."""

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
from domain.redress import DEFAULT, Redress
from domain.subject import Subject
from policies.vocabulary import GlossaryEntry, Variable

CACHE_SIZE = 64  # combinations of day, market and scope


class UnknownMarket(InputError):
    """The corpus does not list the market; the message lists the markets it has."""


@dataclass(frozen=True, eq=False)
class Library:
    """The loaded policies of a corpus.

    `markets` maps a code to a name; if empty, any market is accepted. `external` marks an external policy set, which
    has no examples and no teaching. `vocabulary` maps `facts.name` to its declaration; None accepts any fact.
    `glossary` maps a term to its entry. `redress` is by market, and `default`. `languages`: those into which the
    clauses should be translated."""

    name: str
    documents: tuple[PolicyDocument, ...]
    markets: Mapping[str, str] = field(default_factory=dict)
    external: bool = False
    vocabulary: Mapping[str, Variable] | None = None
    glossary: Mapping[str, GlossaryEntry] = field(default_factory=dict)
    redress: Mapping[str, Redress] = field(default_factory=dict)
    languages: tuple[str, ...] = ()

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return tuple(clause for document in self.documents for clause in document.clauses)

    @cached_property
    def post_clauses(self) -> tuple[Clause, ...]:
        """Those about posts: only they are searched, and judges of texts learn from them alone."""
        return self.of_subject(Subject.POST)

    def of_subject(self, subject: Subject) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if clause.subject is subject)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hex, of all that can change a decision: clauses, periods, ladders, markets and `contact_facts`.
        The order of files, introductions, the rest of the vocabulary, glossary, and what only people read
        (translations, redress, review reasons, classification) do not count."""
        documents = sorted(_canonical_json(document) for document in self.documents)
        shown = [sorted(self.contact_facts)] if self.contact_facts else []
        content = json.dumps([dict(self.markets), documents, *shown], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()

    def in_force(
        self, on: date, market: str | None, scope: str | None = None, subject: Subject = Subject.POST
    ) -> tuple[Clause, ...]:
        """The clauses about the subject in force on this day in this market (None: only those in force everywhere). A
        scope selects its clauses and those without a scope."""
        return self._cached_in_force(on, market, scope, subject)

    def rules_in_force_from(self, on: date, scope: str | None = None) -> Mapping[str, Clause]:
        """The rules about posts in force on this day or later in any market, by key; scopes as in `in_force`."""
        return self._cached_rules_from(on, scope)

    @cached_property
    def _cached_in_force(self) -> Callable[[date, str | None, str | None, Subject], tuple[Clause, ...]]:
        @lru_cache(maxsize=CACHE_SIZE)
        def in_force(on: date, market: str | None, scope: str | None, subject: Subject) -> tuple[Clause, ...]:
            in_scope = (clause for clause in self._in_scope(scope) if clause.subject is subject)
            return tuple(clause for clause in in_scope if clause.in_force(on, market))

        return in_force

    @cached_property
    def _cached_rules_from(self) -> Callable[[date, str | None], Mapping[str, Clause]]:
        @lru_cache(maxsize=CACHE_SIZE)
        def rules_from(on: date, scope: str | None) -> Mapping[str, Clause]:
            in_scope = (clause for clause in self._in_scope(scope) if clause.subject is Subject.POST)
            rules = (clause for clause in in_scope if clause.kind is ClauseKind.RULE)
            return {c.key: c for c in rules if c.effective_to is None or c.effective_to >= on}

        return rules_from

    def _in_scope(self, scope: str | None) -> Sequence[Clause]:
        if scope is None:
            return self.clauses
        return (*self._clauses_by_scope.get(None, ()), *self._clauses_by_scope.get(scope, ()))

    @cached_property
    def contact_facts(self) -> frozenset[str]:
        """The variables that a contact in a picture may make true, such as `facts.contact_on_screen`."""
        return frozenset(name for name, one in (self.vocabulary or {}).items() if one.shown_by == "contact")

    @cached_property
    def clause_ids(self) -> frozenset[str]:
        """The ids of all clauses of every version, market and scope."""
        return frozenset(clause.id for clause in self.clauses)

    def versions(self, clause_id: str) -> tuple[Clause, ...]:
        """The clause's versions, the earliest first; empty for an unknown id."""
        return self._versions_by_id.get(clause_id, ())

    def clause_by_key(self, key: str) -> Clause | None:
        return self._clauses_by_key.get(key)

    def clauses_of_decision(self, decision: Decision) -> dict[str, Clause]:
        """The clauses that a decision was based on, by id, in their version at that time; those missing here are left
        out."""
        clauses = (self.clause_by_key(f"{found.clause_id}@{found.version}") for found in decision.evidence.clauses)
        return {clause.id: clause for clause in clauses if clause is not None}

    def ladder(self, on: date, market: str | None) -> Ladder | None:
        return next((ladder for clause, ladder in self.ladders if clause.in_force(on, market)), None)

    def redress_in(self, market: str | None) -> Redress:
        return self.redress.get(market or DEFAULT) or self.redress.get(DEFAULT) or Redress()

    @cached_property
    def ladders(self) -> tuple[tuple[Clause, Ladder], ...]:
        """Every ladder with its consequence clause, which says when and where it is in force."""
        with_ladder = ((document, document.ladder) for document in self.documents if document.ladder)
        return tuple(
            (c, ladder) for document, ladder in with_ladder for c in document.clauses if c.id == ladder.clause_id
        )

    def require_market(self, code: str | None) -> None:
        """Raises UnknownMarket if the corpus does not list the market."""
        if code is not None and self.markets and code not in self.markets:
            from policies.parsing.diagnostics import suggest

            raise UnknownMarket(
                f'unknown market "{code}" (in the case or by --market); {suggest(code, sorted(self.markets))}'
            )

    @cached_property
    def _clauses_by_key(self) -> dict[str, Clause]:
        return {clause.key: clause for clause in self.clauses}

    @cached_property
    def _versions_by_id(self) -> dict[str, tuple[Clause, ...]]:
        ordered = sorted(self.clauses, key=lambda c: (c.id, c.effective_from or date.min, c.version))
        return {clause_id: tuple(group) for clause_id, group in groupby(ordered, key=lambda c: c.id)}

    @cached_property
    def _clauses_by_scope(self) -> dict[str | None, list[Clause]]:
        by_scope: dict[str | None, list[Clause]] = {}
        for clause in self.clauses:
            by_scope.setdefault(clause.scope, []).append(clause)
        return by_scope


def load_library(folder: Path) -> Library:
    """The library of a folder. Raises CorpusErrors with the errors of all its files."""
    from policies.corpus_folder import read_folder

    contents = read_folder(folder)
    return Library(
        name=contents.manifest.name,
        documents=contents.documents,
        markets=contents.manifest.markets,
        external=contents.external,
        vocabulary=contents.vocabulary,
        glossary=contents.glossary,
        redress=contents.redress,
        languages=contents.manifest.languages,
    )


NOT_JUDGED = {
    "markets",
    "subject",
    "translations",
    "reason_presets",
    "classification",
}  # markets are added in their order


def _canonical_json(document: PolicyDocument) -> str:
    """JSON with the markets sorted, because a set has no order."""
    clauses = [f"{clause.model_dump_json(exclude=NOT_JUDGED)}{sorted(clause.markets)}" for clause in document.clauses]
    head = document.model_dump_json(exclude={"clauses", "markets", "subject", "classification"})
    about = "" if document.subject is Subject.POST else document.subject.value
    return "\n".join([f"{head}{sorted(document.markets)}{about}", *clauses])
