"""The clauses that a case is judged by: found by its content, by a check, and by reference from these."""

from collections.abc import Mapping, Sequence
from datetime import date

from agent.judges.check_variables import build_variables
from agent.judges.rules import evaluate_check
from domain.case import Case
from domain.clause import Clause
from domain.evidence import FoundBy, FoundClause
from domain.signals import CreatorSignals
from retrieval.references import referenced_clauses


def checked_clauses(
    case: Case, as_of: date, signals: CreatorSignals | None, in_force: Mapping[str, Clause]
) -> list[Clause]:
    """The clauses whose check has a finding on the provided facts and signals."""
    variables = build_variables(case, signals, as_of)
    return [clause for clause in in_force.values() if clause.check and evaluate_check(clause, variables) is not None]


def found_clauses(
    similar: Sequence[tuple[Clause, float]],
    checked: Sequence[Clause],
    in_force: Mapping[str, Clause],
    banked: Sequence[str] = (),
) -> tuple[FoundClause, ...]:
    """Clauses found by content, by check, by the bank of confirmed violations (`banked`, their ids), and by reference
    from these."""
    found = {clause.id: (score, FoundBy.CONTENT) for clause, score in similar}
    found |= {clause.id: (found.get(clause.id, (0.0, FoundBy.CHECK))[0], FoundBy.CHECK) for clause in checked}
    found = {**found, **{name: (0.0, FoundBy.MEDIA) for name in banked if name in in_force and name not in found}}
    for clause in referenced_clauses([in_force[name] for name in found], in_force):
        found.setdefault(clause.id, (0.0, FoundBy.REFERENCE))
    return tuple(
        FoundClause(id=f"C{n}", clause_id=name, version=in_force[name].version, score=score, found_by=found_by)
        for n, (name, (score, found_by)) in enumerate(found.items(), 1)
    )
