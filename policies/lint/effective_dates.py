"""Findings on references to clauses that are not in force in some market or at some time."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from domain.clause import Clause, ClauseKind, Relation
from policies.checks.problem import Level, Problem
from policies.lint.lint_input import LintInput, clause_label

MarketSet = frozenset[str | None]


def definition_not_in_force(corpus: LintInput) -> Iterator[Problem]:
    """A definition must be in force on every day and in every market of the clauses that refer to it."""
    for clause, target, absent in _gaps(corpus):
        if any(version.kind is ClauseKind.DEFINITION for version in corpus.current_versions(target)):
            what = clause_label(corpus.current_versions(target)[0])
            message = (
                f"it refers to the definition {what}, which is not in force {_when_and_where(clause, absent, corpus)}"
            )
            remedy = "put the definition in force there, or write another one for it"
            yield Problem(Level.WARNING, clause.key, message, remedy)


def reference_not_in_force(corpus: LintInput) -> Iterator[Problem]:
    """Other clauses may be in force in some markets only, but must not end before the clauses that refer to them. A
    `see` reference may lead to a clause that is missing in some markets."""
    for clause, target, absent in _gaps(corpus):
        if any(version.kind is ClauseKind.DEFINITION for version in corpus.current_versions(target)):
            continue
        has_ended = any(places == _markets(clause, corpus) for places in absent.values())
        if has_ended or target not in clause.targets(Relation.SEE):
            what = clause_label((corpus.current_versions(target) or corpus.library.versions(target))[0])
            message = f"it refers to {what}, which is not in force {_when_and_where(clause, absent, corpus)}"
            remedy = "end both on the same day" if has_ended else "say in the clause what applies there"
            yield Problem(Level.WARNING if has_ended else Level.NOTE, clause.key, message, remedy)


def _gaps(corpus: LintInput) -> Iterator[tuple[Clause, str, dict[date, MarketSet]]]:
    """For each clause and reference: by day, the markets where the clause is in force and its target is not."""
    for clause in corpus.clauses:
        for target in dict.fromkeys(reference.target for reference in clause.references):
            versions = corpus.library.versions(target)
            absent: dict[date, MarketSet] = defaultdict(frozenset)
            for day in _change_days(clause, versions, corpus.on):
                missing = {m for m in _markets(clause, corpus) if not any(v.in_force(day, m) for v in versions)}
                if missing:
                    absent[day] = frozenset(missing)
            if versions and absent:
                yield clause, target, absent


def _change_days(clause: Clause, versions: tuple[Clause, ...], on: date) -> list[date]:
    """The days of the clause, from `on`, on which a version starts or ends."""
    days = {on, clause.effective_from or on}
    days |= {v.effective_to + timedelta(days=1) for v in versions if v.effective_to and v.effective_to < date.max}
    days |= {v.effective_from for v in versions if v.effective_from}
    begin, end = max(on, clause.effective_from or on), clause.effective_to or date.max
    return sorted(day for day in days if begin <= day <= end)


def _markets(clause: Clause, corpus: LintInput) -> MarketSet:
    """The markets where the clause is in force; None stands for all markets that no clause names."""
    named_markets = frozenset[str]().union(*(c.markets for c in corpus.clauses))
    return clause.markets or frozenset(corpus.library.markets) or named_markets | {None}


def _when_and_where(clause: Clause, absent: dict[date, MarketSet], corpus: LintInput) -> str:
    """On the first day with a gap: `in DE, FR`, `outside DE, FR` or `from 2026-07-01 on`."""
    day, everywhere = min(absent), _markets(clause, corpus)
    when = f"from {day} on" if day > max(corpus.on, clause.effective_from or corpus.on) else "now"
    present = everywhere - absent[day]
    if not present:
        return when
    fewer, word = (present, "outside") if len(present) < len(absent[day]) else (absent[day], "in")
    where = f"{word} {', '.join(sorted(market or 'other markets' for market in fewer))}"
    return where if when == "now" else f"{where} {when}"
