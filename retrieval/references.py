"""References: the exceptions and definitions that a found clause must be read with."""

from collections.abc import Mapping, Sequence

from domain.clause import Clause, Relation

READ_WITH = (Relation.EXCEPT, Relation.SEE)
MOST_STEPS = 3


def pull_in(found: Sequence[Clause], in_force: Mapping[str, Clause], steps: int = MOST_STEPS) -> tuple[Clause, ...]:
    """The clauses in force that the found ones point to, and those these point to, up to `steps` away; nearest
    first, each once, none that was found already."""
    seen = {clause.id for clause in found}
    pulled: list[Clause] = []
    edge: Sequence[Clause] = found
    for _ in range(steps):
        targets = dict.fromkeys(target for clause in edge for r in READ_WITH for target in clause.targets(r))
        edge = [in_force[target] for target in targets if target in in_force and target not in seen]
        seen.update(clause.id for clause in edge)
        pulled.extend(edge)
    return tuple(pulled)
