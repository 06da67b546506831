"""What judges ask of a model: findings on all clauses together, on a rule apart, or predicates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from domain.case import Case
from domain.clause import Clause, ClauseKind
from domain.evidence import FoundPrecedent
from prompts import parts
from prompts.fence import Fence
from prompts.parts import FOLDER, Prompt
from prompts.render import render

Law = Mapping[str, Clause]


@dataclass(frozen=True)
class PromptContext:
    """What is judged: the case, by the law of which day, what of it is `known` to bear on the case, all that is
    `in_force`, and precedents; and the fence around what others wrote."""

    case: Case
    on: date
    known: Law
    in_force: Law
    precedents: Sequence[FoundPrecedent]
    fence: Fence


def all_clauses(judged: Sequence[Clause], bench: PromptContext) -> Prompt:
    """Begins with what cases of one area have in common: the instructions and the area's policy."""
    law = parts.law(judged, bench.known, bench.in_force)
    return parts.prompt("all_clauses", law | _post(bench) | _precedents(bench) | parts.asked(judged))


def per_clause(judged: Sequence[Clause], bench: PromptContext) -> Prompt:
    """Begins with what all questions on one case have in common: the instructions and the post."""
    law = parts.clause_alone(judged, bench.known)
    return parts.prompt("per_clause", law | _post(bench) | parts.asked(judged))


def decisions(judged: Sequence[Clause], bench: PromptContext) -> Prompt:
    """The text that predicates are put about; ordered as `together`."""
    return parts.prompt("decisions", parts.law(judged, bench.known, bench.in_force) | _post(bench))


def predicate(clause: Clause) -> str:
    """What is true where the clause catches the case."""
    return _predicate("exception" if clause.kind is ClauseKind.EXCEPTION else "rule", clause.id)


@lru_cache(maxsize=4096)
def _predicate(kind: str, clause_id: str) -> str:
    return render(f"{FOLDER}/predicate.j2", {"id": clause_id})[kind]


def _post(bench: PromptContext) -> dict[str, object]:
    return parts.post(bench.case, bench.on, bench.fence)


def _precedents(bench: PromptContext) -> dict[str, object]:
    return parts.precedents(bench.precedents, bench.fence)
