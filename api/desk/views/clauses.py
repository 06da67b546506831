"""Clauses as the desk shows them: in the version of the case's day."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from domain.clause import Clause, ClauseKind
from domain.subject import Subject
from policies.library import Library


@dataclass(frozen=True)
class PolicySection:
    """The clauses of one policy that are in force, in the order of the document."""

    policy_id: str
    title: str
    version: str
    clauses: tuple[Clause, ...]


def policy_sections(
    library: Library, on: date, market: str | None, scope: str | None = None
) -> tuple[PolicySection, ...]:
    titles = {(document.id, document.version): document.title for document in library.documents}
    in_force = [clause for subject in Subject for clause in library.in_force(on, market, scope, subject)]
    return tuple(
        PolicySection(policy_id, titles.get((policy_id, version), policy_id), version, tuple(clauses))
        for (policy_id, version), clauses in groupby(in_force, key=lambda clause: (clause.policy_id, clause.version))
    )


def rules_in_force(
    library: Library, on: date, market: str | None, scope: str | None = None, subject: Subject = Subject.POST
) -> tuple[Clause, ...]:
    in_force = library.in_force(on, market, scope, subject)
    return tuple(clause for clause in in_force if clause.kind is ClauseKind.RULE)
