"""Prepares a question to a model: the clauses, their order, the context, and findings where no answer is possible."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.check_variables import missing_proof, not_provided
from domain.clause import Clause, ClauseKind, Relation
from domain.decision import Degradation
from domain.finding import DraftFinding, FindingStatus
from domain.verdict import ReviewCode, ReviewReason
from llm.errors import CONFIGURATION_ERRORS, LlmError
from prompts.fence import new_fence
from prompts.judging import PromptContext


class ClauseSelection(NamedTuple):
    """`clauses` are for the model: rules, the likeliest first, each followed by its exceptions. `unclear_findings` are
    on rules that only a missing fact can prove violated."""

    clauses: tuple[Clause, ...]
    unclear_findings: tuple[DraftFinding, ...]


def select_clauses(judge_input: JudgeInput, judge: str) -> ClauseSelection:
    clauses = judge_input.clauses
    missing = {name: missing_proof(clause, judge_input.variables) for name, clause in clauses.items()}
    unclear = tuple(missing_facts_finding(clauses[name], judge, facts) for name, facts in missing.items() if facts)
    provable = {name: clause for name, clause in clauses.items() if not missing[name]}
    scores = {found.clause_id: found.score for found in judge_input.evidence.clauses}
    return ClauseSelection(tuple(_ordered(provable, scores)), unclear)


def group_by_rule(clauses: Sequence[Clause]) -> list[tuple[Clause, ...]]:
    """Each rule with its exceptions. An exception of several rules goes with the first. An exception whose rule is
    already decided forms its own group."""
    remaining = {clause.id: clause for clause in clauses}
    groups: list[tuple[Clause, ...]] = []
    for clause in clauses:
        if remaining.pop(clause.id, None) is not None:
            targets = clause.targets(Relation.EXCEPT)
            groups.append((clause, *(remaining.pop(target) for target in targets if target in remaining)))
    return groups


def prompt_context(judge_input: JudgeInput) -> PromptContext:
    known = judge_input.known_clauses
    return PromptContext(
        case=judge_input.case,
        as_of=judge_input.as_of,
        known=known,
        in_force=judge_input.in_force or known,
        precedents=judge_input.evidence.precedents,
        fence=new_fence(),
    )


def unclear_finding(clause: Clause, judge: str, reason: str, missing: tuple[str, ...] = ()) -> DraftFinding:
    return DraftFinding(
        clause_id=clause.id,
        status=FindingStatus.UNCLEAR,
        probability=0.5,
        rationale=reason,
        judge=judge,
        clause_quote=clause.text,
        missing_evidence=missing,
    )


def missing_facts_finding(clause: Clause, judge: str, missing: tuple[str, ...]) -> DraftFinding:
    reason = f"{not_provided(missing)}, and nothing else can prove a violation."
    return unclear_finding(clause, judge, reason, missing)


def failure_output(judge: str, clauses: Sequence[Clause], error: LlmError) -> JudgeOutput:
    """The output of a judge whose model failed: every rule is unclear. Raises a configuration error instead, because
    the operator can correct it."""
    if error.kind in CONFIGURATION_ERRORS:
        raise error
    rules = [clause for clause in clauses if clause.kind is ClauseKind.RULE]
    reason = f"The model gave no usable answer: {error}."
    return JudgeOutput(
        findings=tuple(unclear_finding(rule, judge, reason) for rule in rules),
        review_reasons=(
            ReviewReason(code=ReviewCode.MODEL_FAILED, text=f"The model {judge} could not judge: {error}."),
        ),
        degraded=(Degradation(component=judge, reason=str(error)),),
    )


def _ordered(clauses: Mapping[str, Clause], scores: Mapping[str, float]) -> list[Clause]:
    rules = [clause for clause in clauses.values() if clause.kind is ClauseKind.RULE]
    ordered: dict[str, Clause] = {}
    for rule in sorted(rules, key=lambda clause: -scores.get(clause.id, 0.0)):
        exceptions = (clauses[target] for target in rule.targets(Relation.EXCEPT) if target in clauses)
        ordered |= {clause.id: clause for clause in (rule, *exceptions)}
    other_exceptions = (c for c in clauses.values() if c.kind is ClauseKind.EXCEPTION and c.id not in ordered)
    return [*ordered.values(), *other_exceptions]
