"""Finds contradictions between the clauses of a library: in ids, versions, references and ladders."""

from collections.abc import Iterator
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import combinations, product

from domain.clause import ClauseKind, Relation
from policies.checks.problem import Level, Problem, policy_key
from policies.library import Library
from policies.parsing.toml_files import GLOSSARY_FILE
from policies.validity import in_force_together


def duplicate_ids(library: Library) -> Iterator[Problem]:
    for clause_id in sorted({clause.id for clause in library.clauses}):
        for one, other in combinations(library.versions(clause_id), 2):
            remedy = "give one of the two another id"
            if one.key == other.key:
                yield Problem(Level.ERROR, one.key, "two clauses have this id and version", remedy)
            elif one.policy_id != other.policy_id and in_force_together(one, other):
                message = f"{one.policy_id} has a clause with this id in force on some of the same days"
                yield Problem(Level.ERROR, other.key, message, remedy)


def overlapping_versions(library: Library) -> Iterator[Problem]:
    for one, other in combinations(library.documents, 2):
        if one.id == other.id and in_force_together(one, other):
            message = f"version {one.version} is in force on some of the same days"
            yield Problem(
                Level.ERROR, policy_key(other), message, "end the earlier version before the later one begins"
            )


def dangling_references(library: Library) -> Iterator[Problem]:
    known = {clause.id for clause in library.clauses}
    for clause in library.clauses:
        for target in sorted({reference.target for reference in clause.references}):
            if not library.versions(target):
                message = f"it refers to {target}, which does not exist"
                yield Problem(Level.ERROR, clause.key, message, _similar_ids(target, known - {clause.id}))
            elif not any(in_force_together(clause, version) for version in library.versions(target)):
                message = f"it refers to {target}, which is never in force with it"
                yield Problem(
                    Level.ERROR, clause.key, message, "refer to a clause in force on the same days and markets"
                )


def _similar_ids(target: str, known: set[str]) -> str:
    similar = get_close_matches(target, sorted(known), n=3)
    return f"write {' or '.join(similar)}" if similar else "write the id of an existing clause, or remove the reference"


def dangling_glossary_references(library: Library) -> Iterator[Problem]:
    known = {clause.id for clause in library.clauses}
    for term, entry in library.glossary.items():
        if entry.see is not None and entry.see not in known:
            message = f"the term refers to {entry.see}, which does not exist"
            yield Problem(Level.ERROR, f'{GLOSSARY_FILE} "{term}"', message, _similar_ids(entry.see, known))


def references_of_wrong_kind(library: Library) -> Iterator[Problem]:
    expected = {Relation.EXCEPT: ClauseKind.EXCEPTION, Relation.OVERRIDES: ClauseKind.RULE}
    for clause in library.clauses:
        if clause.id in {reference.target for reference in clause.references}:
            yield Problem(Level.ERROR, clause.key, "it refers to itself", "remove the reference")
        for relation, kind in expected.items():
            for target in clause.targets(relation):
                if any(version.kind is not kind for version in library.versions(target)):
                    message = f'"{relation}" names {target}, which is not of kind {kind}'
                    yield Problem(Level.ERROR, clause.key, message, 'name another clause, or use "see"')


def overlapping_ladders(library: Library) -> Iterator[Problem]:
    for (one, _), (other, _) in combinations(library.ladders, 2):
        if one.policy_id != other.policy_id and in_force_together(one, other):
            message = f"{one.key} also has a ladder in force on some of the same days"
            yield Problem(Level.ERROR, other.key, message, "keep one ladder for each day and market")


def missing_ladder(library: Library) -> Iterator[Problem]:
    """A ladder can be missing only from the first day of a period or after its last, so only those days are tried."""
    change_days = {
        d.effective_to + timedelta(days=1) for d in library.documents if d.effective_to not in (None, date.max)
    }
    change_days |= {d.effective_from or date.min for d in library.documents}
    markets = set(library.markets) or {None}.union(*(clause.markets for clause in library.clauses))
    without_ladder = [
        (day, market) for day, market in product(sorted(change_days), markets) if not library.ladder(day, market)
    ]
    for rule in (clause for clause in library.clauses if clause.points):
        day = next((day for day, market in without_ladder if rule.in_force(day, market)), None)
        if day is not None:
            message = f"the rule has points, but no ladder is in force on {day}"
            yield Problem(
                Level.WARNING, rule.key, message, "add a consequence clause with a ladder in force on that day"
            )
