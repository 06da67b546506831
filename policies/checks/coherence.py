"""How the clauses of a library stand to each other: ids, versions, references and ladders that contradict."""

from collections.abc import Iterator
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import combinations, product

from domain.clause import ClauseKind, Relation
from policies.checks.problem import Level, Problem, place, together
from policies.library import Library
from policies.parsing.glossary import GLOSSARY


def duplicate_ids(library: Library) -> Iterator[Problem]:
    for clause_id in sorted({clause.id for clause in library.clauses}):
        for one, other in combinations(library.versions(clause_id), 2):
            remedy = "give one of the two another id"
            if one.key == other.key:
                yield Problem(Level.ERROR, one.key, "two clauses have this id and version", remedy)
            elif one.policy_id != other.policy_id and together(one, other):
                message = f"{one.policy_id} has a clause of this id on some of the same days"
                yield Problem(Level.ERROR, other.key, message, remedy)


def overlapping_versions(library: Library) -> Iterator[Problem]:
    for one, other in combinations(library.documents, 2):
        if one.id == other.id and together(one, other):
            message = f"version {one.version} is in force on some of the same days"
            yield Problem(Level.ERROR, place(other), message, "end the earlier version before the later one begins")


def dangling_references(library: Library) -> Iterator[Problem]:
    known = {clause.id for clause in library.clauses}
    for clause in library.clauses:
        for target in sorted({reference.target for reference in clause.references}):
            if not library.versions(target):
                message = f"it refers to {target}, which is nowhere"
                yield Problem(Level.ERROR, clause.key, message, _near(target, known - {clause.id}))
            elif not any(together(clause, version) for version in library.versions(target)):
                message = f"it refers to {target}, which is never in force with it"
                yield Problem(Level.ERROR, clause.key, message, "refer to a clause of its own days and markets")


def _near(target: str, known: set[str]) -> str:
    near = get_close_matches(target, sorted(known), n=3)
    return f"write {' or '.join(near)}" if near else "write the id of a clause that there is, or drop the reference"


def dangling_terms(library: Library) -> Iterator[Problem]:
    known = {clause.id for clause in library.clauses}
    for term, entry in library.glossary.items():
        if entry.see is not None and entry.see not in known:
            message = f"the term refers to {entry.see}, which is nowhere"
            yield Problem(Level.ERROR, f'{GLOSSARY} "{term}"', message, _near(entry.see, known))


def misdirected_references(library: Library) -> Iterator[Problem]:
    wanted = {Relation.EXCEPT: ClauseKind.EXCEPTION, Relation.OVERRIDES: ClauseKind.RULE}
    for clause in library.clauses:
        if clause.id in {reference.target for reference in clause.references}:
            yield Problem(Level.ERROR, clause.key, "it refers to itself", "drop the reference")
        for relation, kind in wanted.items():
            for target in clause.targets(relation):
                if any(version.kind is not kind for version in library.versions(target)):
                    message = f'"{relation}" names {target}, which is no {kind}'
                    yield Problem(Level.ERROR, clause.key, message, 'name another clause, or use "see"')


def several_ladders(library: Library) -> Iterator[Problem]:
    for (one, _), (other, _) in combinations(library.ladders, 2):
        if one.policy_id != other.policy_id and together(one, other):
            message = f"{one.key} carries a ladder too, on some of the same days"
            yield Problem(Level.ERROR, other.key, message, "keep one ladder for a day and a market")


def missing_ladder(library: Library) -> Iterator[Problem]:
    """A ladder can go missing only when a period begins or after one ends, so only those days are tried."""
    turns = {d.effective_to + timedelta(days=1) for d in library.documents if d.effective_to not in (None, date.max)}
    turns |= {d.effective_from or date.min for d in library.documents}
    markets = set(library.markets) or {None}.union(*(clause.markets for clause in library.clauses))
    bare = [(day, market) for day, market in product(sorted(turns), markets) if not library.ladder(day, market)]
    for rule in (clause for clause in library.clauses if clause.points):
        day = next((day for day, market in bare if rule.in_force(day, market)), None)
        if day is not None:
            message = f"the rule carries points, and no ladder counts them on {day}"
            yield Problem(Level.WARNING, rule.key, message, "add a consequence clause with a ladder in force by then")
