"""A model writes the reasons for a moderator and the explanations for a creator; code validates both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from agent.messages.draft_validation import DraftSource, ReasonsAndLetterDraft, ReasonsDraft, validate_draft
from domain.case import Case, ContentKind
from domain.clause import Clause
from domain.decision import Degradation
from domain.finding import Finding, FindingStatus
from domain.verdict import Outcome, Reason, Verdict
from llm.errors import LlmError
from llm.session import LazySession
from prompts.fence import new_fence
from prompts.untrusted import one_line
from prompts.writing import WritingTask, writing_prompt

MAX_ATTEMPTS = 2
MAX_FINDINGS = 6
MAX_PROBLEMS_REPORTED = 3
RELEVANT_STATUSES = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED)


@dataclass(frozen=True)
class LetterDraft:
    """The model's part of a letter: explanations by clause id, and steps for the creator."""

    explanations: Mapping[str, str]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class WrittenTexts:
    """`verdict` has the model's reasons, or its own. `letter_draft` is None if the letter comes from templates alone;
    `degraded` says why if a model should have written it."""

    verdict: Verdict
    letter_draft: LetterDraft | None = None
    writer: str = "template"
    degraded: tuple[Degradation, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)


def write_texts(
    case: Case,
    verdict: Verdict,
    clauses: Mapping[str, Clause],
    models: LazySession,
    locale: str,
    confidential: frozenset[str],
) -> WrittenTexts:
    """Reasons and letter for a violation, reasons alone for a human review, nothing for no_violation: templates cover
    that. `locale` must be one that has templates. `confidential` names must not occur in the letter."""
    if verdict.outcome is Outcome.NO_VIOLATION or not (findings := _relevant_findings(verdict)):
        return WrittenTexts(verdict)
    third_party = frozenset(item.id for item in case.content if item.kind is ContentKind.COMMENT)
    source = DraftSource(findings, _named_clauses(findings, clauses), confidential, third_party)
    letter_locale = locale if verdict.outcome is Outcome.VIOLATION else None
    task = WritingTask(verdict.outcome, findings, source.clauses, letter_locale, new_fence())
    try:
        return _write(verdict, source, task, models, locale)
    except LlmError as error:
        return WrittenTexts(verdict, degraded=(Degradation(component="writer", reason=f"{error}; templates are used"),))


def _write(verdict: Verdict, source: DraftSource, task: WritingTask, models: LazySession, locale: str) -> WrittenTexts:
    session, prompt = models.open(), writing_prompt(task)
    schema = ReasonsAndLetterDraft if task.locale else ReasonsDraft
    problems: tuple[str, ...] = ()
    for _ in range(MAX_ATTEMPTS):
        prompt = writing_prompt(replace(task, problems=problems))
        draft = session.ask(prompt.system, prompt.user, schema).value
        problems = validate_draft(draft, source, locale)
        if not problems:
            reasoned = _with_reasons(verdict, draft)
            return WrittenTexts(reasoned, _letter_draft(draft), session.options.chat_model, prompts=prompt.fingerprints)
    listed = "; ".join(problems[:MAX_PROBLEMS_REPORTED])
    reason = f"the model's draft failed its checks twice ({listed}); templates are used"
    return WrittenTexts(
        verdict, degraded=(Degradation(component="writer", reason=reason),), prompts=prompt.fingerprints
    )


def _relevant_findings(verdict: Verdict) -> Sequence[Finding]:
    return [finding for finding in verdict.findings if finding.status in RELEVANT_STATUSES][:MAX_FINDINGS]


def _named_clauses(findings: Sequence[Finding], clauses: Mapping[str, Clause]) -> dict[str, Clause]:
    ids = (clause_id for finding in findings for clause_id in (finding.clause_id, finding.exception_id) if clause_id)
    return {clause_id: clauses[clause_id] for clause_id in ids if clause_id in clauses}


def _letter_draft(draft: ReasonsDraft) -> LetterDraft | None:
    if not isinstance(draft, ReasonsAndLetterDraft):
        return None
    explanations = {part.clause_id: one_line(part.explanation) for part in draft.explanations}
    return LetterDraft(explanations, tuple(map(one_line, draft.steps)))


def _with_reasons(verdict: Verdict, draft: ReasonsDraft) -> Verdict:
    evidence_ids = {finding.clause_id: finding.evidence_ids for finding in verdict.findings}
    return verdict.model_copy(
        update={
            "reasons_for": _reasons(draft.reasons_for, evidence_ids),
            "reasons_against": _reasons(draft.reasons_against, evidence_ids),
            "would_change": _reasons(draft.would_change, evidence_ids),
        }
    )


def _reasons(texts: Sequence[str], evidence_ids: Mapping[str, tuple[str, ...]]) -> tuple[Reason, ...]:
    return tuple(_reason(one_line(text), evidence_ids) for text in texts)


def _reason(text: str, evidence_ids: Mapping[str, tuple[str, ...]]) -> Reason:
    named = (evidence for clause_id, ids in evidence_ids.items() if clause_id in text for evidence in ids)
    return Reason(text=text, evidence_ids=tuple(dict.fromkeys(named)))
