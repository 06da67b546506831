"""Which clauses of a brief are put to a model, in which order, and what it is shown beside them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from agent.judges.base import JudgeInput
from agent.judges.check_variables import unproved
from agent.judges.fallbacks import unmeasured
from domain.clause import Clause, ClauseKind, Relation
from domain.finding import DraftFinding
from prompts.fence import draw
from prompts.judging import PromptContext


class ClauseSelection(NamedTuple):
    """`judged` are rules, the likeliest first, each followed by its exceptions; `unmeasured` are findings on rules that
    no reading of words can prove."""

    judged: tuple[Clause, ...]
    unmeasured: tuple[DraftFinding, ...]


def put(brief: JudgeInput, judge: str) -> ClauseSelection:
    missing = {name: unproved(clause, brief.variables) for name, clause in brief.clauses.items()}
    unknown = tuple(unmeasured(brief.clauses[name], judge, names) for name, names in missing.items() if names)
    asked = {name: clause for name, clause in brief.clauses.items() if not missing[name]}
    return ClauseSelection(tuple(_ordered(asked, _ranks(brief))), unknown)


def grouped(judged: Sequence[Clause]) -> list[tuple[Clause, ...]]:
    """Each rule with its exceptions, an exception of several with the first; exceptions of rules that others decided
    by themselves."""
    by_id = {clause.id: clause for clause in judged}
    groups: list[tuple[Clause, ...]] = []
    for clause in judged:
        if by_id.pop(clause.id, None) is not None:
            own = [by_id.pop(target) for target in clause.targets(Relation.EXCEPT) if target in by_id]
            groups.append((clause, *own))
    return groups


def bench(brief: JudgeInput) -> PromptContext:
    known = {**brief.clauses, **brief.decided_clauses}
    return PromptContext(brief.case, brief.as_of, known, brief.in_force or known, brief.evidence.precedents, draw())


def _ordered(asked: Mapping[str, Clause], ranks: Mapping[str, float]) -> list[Clause]:
    rules = [clause for clause in asked.values() if clause.kind is ClauseKind.RULE]
    ordered: dict[str, Clause] = {}
    for rule in sorted(rules, key=lambda clause: -ranks.get(clause.id, 0.0)):
        own = (asked[target] for target in rule.targets(Relation.EXCEPT) if target in asked)
        ordered |= {clause.id: clause for clause in (rule, *own)}
    return [*ordered.values(), *(c for c in asked.values() if c.kind is ClauseKind.EXCEPTION and c.id not in ordered)]


def _ranks(brief: JudgeInput) -> dict[str, float]:
    return {found.clause_id: found.score for found in brief.evidence.clauses}
