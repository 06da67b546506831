"""Prompts of the judges: findings on all clauses, findings on one rule, or predicates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from domain.case import Case
from domain.clause import Clause, ClauseKind
from domain.evidence import FoundPrecedent
from prompts import parts
from prompts.fence import Fence
from prompts.parts import FOLDER, Prompt
from prompts.render import render

ClausesById = Mapping[str, Clause]


@dataclass(frozen=True)
class PromptContext:
    """What a prompt shows besides the judged clauses. `as_of`: the day whose policies apply. `known`: the clauses
    that the evidence names. `in_force`: all clauses in force. `fence`: around all untrusted text. `decoded`: what
    encoded or disguised words say, by item id."""

    case: Case
    as_of: date
    known: ClausesById
    in_force: ClausesById
    precedents: Sequence[FoundPrecedent]
    fence: Fence
    decoded: Mapping[str, str] = field(default_factory=dict)


def all_clauses(judged: Sequence[Clause], context: PromptContext) -> Prompt:
    """Starts with what cases of one policy share: the instructions and the policy."""
    clauses = parts.policy_clauses(judged, context.known, context.in_force)
    return parts.prompt("all_clauses", clauses | _post(context) | _precedents(context) | parts.clauses_to_judge(judged))


def per_clause(judged: Sequence[Clause], context: PromptContext) -> Prompt:
    """Starts with what all questions on one case share: the instructions and the post."""
    clauses = parts.judged_clauses_only(judged, context.known)
    return parts.prompt("per_clause", clauses | _post(context) | parts.clauses_to_judge(judged))


def predicate_context(judged: Sequence[Clause], context: PromptContext) -> Prompt:
    """The text that predicates are about, in the order of `all_clauses`."""
    clauses = parts.policy_clauses(judged, context.known, context.in_force)
    return parts.prompt("predicate_context", clauses | _post(context))


def predicate(clause: Clause) -> str:
    """The statement that is true where the rule is violated or the exception applies."""
    return _predicate("exception" if clause.kind is ClauseKind.EXCEPTION else "rule", clause.id)


@lru_cache(maxsize=4096)
def _predicate(kind: str, clause_id: str) -> str:
    return render(f"{FOLDER}/predicate.j2", {"id": clause_id})[kind]


def _post(context: PromptContext) -> dict[str, object]:
    return parts.post(context.case, context.as_of, context.fence, context.decoded)


def _precedents(context: PromptContext) -> dict[str, object]:
    return parts.precedents(context.precedents, context.fence)
