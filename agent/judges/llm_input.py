"""Prepares a question to a model: the clauses, their order, the context, and findings where no answer is possible."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.check_variables import missing_proof, not_provided
from domain.clause import Clause, ClauseKind, Relation
from domain.decision import Degradation
from domain.finding import DraftFinding, FindingStatus
from domain.verdict import ReviewCode, ReviewReason
from llm.errors import CONFIGURATION_ERRORS, LlmError, LlmErrorKind
from prompts.fence import new_fence
from prompts.judging import PromptContext

MAX_NAMED = 3


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
        decoded=judge_input.decoded_words,
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
    """The output of a judge whose model failed: no finding, and one reason for review. Raises a configuration error
    instead, because the operator can correct it."""
    if error.kind in CONFIGURATION_ERRORS:
        raise error
    code = ReviewCode.MODEL_REFUSED if error.kind is LlmErrorKind.REFUSED else ReviewCode.MODEL_FAILED
    return JudgeOutput(
        review_reasons=_not_judged(judge, clauses, str(error), code),
        degraded=(Degradation(component=judge, reason=str(error)),),
    )


def with_omissions(output: JudgeOutput, judge: str, omitted: Sequence[Clause]) -> JudgeOutput:
    """The output of a judge whose model left clauses out. An exception is unclear then, so that it may still exempt."""
    if not omitted:
        return output
    problem = f"the model gave no answer on {clause_names([clause.id for clause in omitted])}"
    exceptions = [clause for clause in omitted if clause.kind is not ClauseKind.RULE]
    unclear = (unclear_finding(clause, judge, "The model left this clause out of its answer.") for clause in exceptions)
    return replace(
        output,
        findings=(*output.findings, *unclear),
        review_reasons=(*output.review_reasons, *_not_judged(judge, omitted, problem)),
        degraded=(*output.degraded, Degradation(component=judge, reason=problem)),
    )


def _not_judged(
    judge: str, clauses: Sequence[Clause], problem: str, code: ReviewCode = ReviewCode.MODEL_FAILED
) -> tuple[ReviewReason, ...]:
    rules = [clause.id for clause in clauses if clause.kind is ClauseKind.RULE]
    text = f"The judge {judge} could not judge {clause_names(rules)}: {problem.rstrip('.')}."
    return (ReviewReason(code=code, text=text),) if rules else ()


def clause_names(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= MAX_NAMED else f"{len(names)} clauses ({', '.join(names[:MAX_NAMED])}, …)"


def _ordered(clauses: Mapping[str, Clause], scores: Mapping[str, float]) -> list[Clause]:
    rules = [clause for clause in clauses.values() if clause.kind is ClauseKind.RULE]
    ordered: dict[str, Clause] = {}
    for rule in sorted(rules, key=lambda clause: -scores.get(clause.id, 0.0)):
        exceptions = (clauses[target] for target in rule.targets(Relation.EXCEPT) if target in clauses)
        ordered |= {clause.id: clause for clause in (rule, *exceptions)}
    other_exceptions = (c for c in clauses.values() if c.kind is ClauseKind.EXCEPTION and c.id not in ordered)
    return [*ordered.values(), *other_exceptions]
