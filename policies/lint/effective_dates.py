"""Findings on references into a market or a time where what they name is not in force."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from domain.clause import Clause, ClauseKind, Relation
from policies.checks.problem import Level, Problem
from policies.lint.subject import Subject, named

Places = frozenset[str | None]


def definition_out_of_force(subject: Subject) -> Iterator[Problem]:
    """A definition must be in force wherever and whenever the clause is that points to it."""
    for clause, target, absent in _gaps(subject):
        if any(version.kind is ClauseKind.DEFINITION for version in subject.living(target)):
            what = named(subject.living(target)[0])
            message = f"it is read with {what}, which is not in force {_told(clause, absent, subject)}"
            remedy = "let the definition hold there, or write one for there and refer to it"
            yield Problem(Level.WARNING, clause.key, message, remedy)


def reference_out_of_force(subject: Subject) -> Iterator[Problem]:
    """Other clauses may well hold in some markets only, but not end while what points to them goes on. What is merely
    to be read too may be missing somewhere."""
    for clause, target, absent in _gaps(subject):
        if any(version.kind is ClauseKind.DEFINITION for version in subject.living(target)):
            continue
        gone = any(places == _markets(clause, subject) for places in absent.values())
        if gone or target not in clause.targets(Relation.SEE):
            what = named((subject.living(target) or subject.library.versions(target))[0])
            message = f"it refers to {what}, which is not in force {_told(clause, absent, subject)}"
            remedy = "let the two end together" if gone else "say in the clause that it is otherwise there"
            yield Problem(Level.WARNING if gone else Level.NOTE, clause.key, message, remedy)


def _gaps(subject: Subject) -> Iterator[tuple[Clause, str, dict[date, Places]]]:
    """For each clause and what it refers to: by day, the markets where the clause is in force and that is not."""
    for clause in subject.clauses:
        for target in dict.fromkeys(reference.target for reference in clause.references):
            versions = subject.library.versions(target)
            absent: dict[date, Places] = defaultdict(frozenset)
            for day in _turns(clause, versions, subject.on):
                bare = {m for m in _markets(clause, subject) if not any(v.in_force(day, m) for v in versions)}
                if bare:
                    absent[day] = frozenset(bare)
            if versions and absent:
                yield clause, target, absent


def _turns(clause: Clause, versions: tuple[Clause, ...], on: date) -> list[date]:
    """The days from now on on which the answer can change, for the clause's own days."""
    turns = {on, clause.effective_from or on}
    turns |= {v.effective_to + timedelta(days=1) for v in versions if v.effective_to and v.effective_to < date.max}
    turns |= {v.effective_from for v in versions if v.effective_from}
    begin, end = max(on, clause.effective_from or on), clause.effective_to or date.max
    return sorted(day for day in turns if begin <= day <= end)


def _markets(clause: Clause, subject: Subject) -> Places:
    """Where the clause is in force; None stands for a market that nobody names."""
    named_somewhere = frozenset[str]().union(*(c.markets for c in subject.clauses))
    return clause.markets or frozenset(subject.library.markets) or named_somewhere | {None}


def _told(clause: Clause, absent: dict[date, Places], subject: Subject) -> str:
    """`in DE, FR`, `outside DE, FR` or `from 2026-07-01 on`; by the first day."""
    day, everywhere = min(absent), _markets(clause, subject)
    when = f"from {day} on" if day > max(subject.on, clause.effective_from or subject.on) else "now"
    present = everywhere - absent[day]
    if not present:
        return when
    fewer, word = (present, "outside") if len(present) < len(absent[day]) else (absent[day], "in")
    where = f"{word} {', '.join(sorted(market or 'other markets' for market in fewer))}"
    return where if when == "now" else f"{where} {when}"
