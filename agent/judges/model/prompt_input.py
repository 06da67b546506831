"""Prepares a question to a model, and the output of a judge whose model failed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.model.asked_rules import AskedRule
from agent.media_bank.words import sentence
from agent.messages.education_letter import letter_locale
from domain.clause import Clause, ClauseKind
from domain.decision import Degradation
from domain.evidence import FoundPrecedent
from domain.finding import DraftFinding, FindingStatus
from domain.verdict import ReviewCode, ReviewReason
from llm.errors import CONFIGURATION_ERRORS, LlmError, LlmErrorKind
from prompts.fence import new_fence
from prompts.judging import PromptContext
from prompts.render import locale_for
from prompts.writing import LANGUAGE_NAMES

MAX_NAMED = 3


def prompt_context(judge_input: JudgeInput, rules: Sequence[AskedRule] = ()) -> PromptContext:
    """`rules` are those to judge."""
    return PromptContext(
        case=judge_input.case,
        as_of=judge_input.as_of,
        in_force=listed_clauses(judge_input),
        precedents=teaching_precedents(judge_input, {rule.clause.id for rule in rules}),
        nearest_rules=judge_input.nearest_rules,
        fence=new_fence(),
        decoded=judge_input.decoded_words,
        copies=judge_input.evidence.copy_lines,
        bank=[f"[{match.id}] {sentence(match)}" for match in judge_input.evidence.media_matches],
        policies=judge_input.policies,
        letter_language=LANGUAGE_NAMES.get(locale_for(letter_locale(judge_input.case, judge_input.evidence))),
    )


def listed_clauses(judge_input: JudgeInput) -> Mapping[str, Clause]:
    """The clauses whose contents and definitions a prompt shows, in the part that cases share."""
    return judge_input.listed or judge_input.in_force or judge_input.known_clauses


def teaching_precedents(judge_input: JudgeInput, asked: set[str]) -> tuple[FoundPrecedent, ...]:
    """As many that violated one of the asked rules as that violated none, the most similar of each: one side alone
    teaches a model what to answer. Precedents of other rules are left out, and those that talk to who reviews."""
    precedents = judge_input.evidence.precedents
    violating = [precedent for precedent in precedents if asked.intersection(precedent.violated)]
    compliant = [precedent for precedent in precedents if not precedent.violated]
    if not (violating and compliant):
        return ()
    talks = judge_input.talks_to_reviewer
    harmless = ([one for one in side if talks is None or not talks(one.text)] for side in (violating, compliant))
    return tuple(precedent for pair in zip(*harmless, strict=False) for precedent in pair)


def unclear_finding(clause: Clause, judge: str, reason: str) -> DraftFinding:
    return DraftFinding(
        clause_id=clause.id,
        status=FindingStatus.UNCLEAR,
        probability=0.5,
        rationale=reason,
        judge=judge,
        clause_quote=clause.text,
    )


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
    """The output of a judge whose model was asked about each clause and left some out. An exception is unclear then, so
    that it may still exempt."""
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
