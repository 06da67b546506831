"""Follows references from clauses to the exceptions and definitions that they must be read with."""

from collections.abc import Mapping, Sequence

from domain.clause import Clause, Relation

FOLLOWED_RELATIONS = (Relation.EXCEPT, Relation.SEE)
MAX_STEPS = 3


def referenced_clauses(
    clauses: Sequence[Clause], in_force: Mapping[str, Clause], steps: int = MAX_STEPS
) -> tuple[Clause, ...]:
    """The clauses in force that the given ones refer to, directly or in up to `steps` steps. Nearest first, without
    duplicates and without the given ones."""
    seen = {clause.id for clause in clauses}
    referenced: list[Clause] = []
    frontier: Sequence[Clause] = clauses
    for _ in range(steps):
        targets = dict.fromkeys(
            target for clause in frontier for relation in FOLLOWED_RELATIONS for target in clause.targets(relation)
        )
        frontier = [in_force[target] for target in targets if target in in_force and target not in seen]
        seen.update(clause.id for clause in frontier)
        referenced.extend(frontier)
    return tuple(referenced)
