"""A model writes the lesson in the letter on a violation; code validates it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from agent.judges.base import RULES_JUDGE, Lesson
from agent.judges.embedded.language import unsupported_language
from agent.messages.draft_validation import (
    MAX_STEPS,
    SIMILAR_LANGUAGES,
    ClauseExplanation,
    DraftSource,
    LessonDraft,
    validate_draft,
)
from domain.case import Case, ContentKind
from domain.clause import Clause
from domain.decision import Degradation
from domain.finding import Finding, FindingStatus
from domain.verdict import Outcome, Verdict
from llm.errors import LlmError
from llm.session import LazySession
from prompts.fence import new_fence
from prompts.parts import prompt_sha256
from prompts.untrusted import one_line
from prompts.writing import LANGUAGE_NAMES, WritingTask, writing_prompt

MAX_ATTEMPTS = 2
MAX_FINDINGS = 6
MAX_PROBLEMS_REPORTED = 3


@dataclass(frozen=True)
class LetterDraft:
    """The model's part of a letter: explanations by clause id, and steps for the creator."""

    explanations: Mapping[str, str]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class WrittenLesson:
    """`letter_draft` is None if the letter comes from templates alone; `degraded` says why if a model should have
    written it."""

    letter_draft: LetterDraft | None = None
    writer: str = "template"
    degraded: tuple[Degradation, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)


def write_lesson(
    case: Case,
    verdict: Verdict,
    clauses: Mapping[str, Clause],
    models: LazySession,
    locale: str,
    confidential: frozenset[str],
    lessons: Mapping[str, Lesson],
) -> WrittenLesson:
    """The lesson for a violation; templates cover the other outcomes, and the languages in which a draft cannot be
    checked. `locale` must be one that has templates. `confidential` names must not occur in the letter. `lessons` are
    those of the judge, by clause id: if there is one on each violated rule, and it may be used, no model is asked. On a
    rule that facts alone violate, the rule's own teaching says all that a model could."""
    if verdict.outcome is not Outcome.VIOLATION or locale not in LANGUAGE_NAMES:
        return WrittenLesson()
    violated = [finding for finding in verdict.findings if finding.status is FindingStatus.VIOLATED]
    taught = [finding for finding in violated if _is_taught(finding, clauses, locale)]
    findings = [finding for finding in violated if finding not in taught][:MAX_FINDINGS]
    if not findings:
        return WrittenLesson()
    third_party = frozenset(item.id for item in case.content if item.kind is ContentKind.COMMENT)
    source = DraftSource(findings, _named_clauses(findings, clauses), confidential, third_party)
    task = WritingTask(findings, source.clauses, locale, new_fence())
    try:
        written = _write(source, task, models, _draft_of(findings, lessons))
    except LlmError as error:
        return WrittenLesson(degraded=(Degradation(component="writer", reason=f"{error}; templates are used"),))
    return _with_steps(written, [clauses[finding.clause_id].in_language(locale) for finding in taught])


def _is_taught(finding: Finding, clauses: Mapping[str, Clause], locale: str) -> bool:
    """Whether facts decided it, and the rule says why and what to do in the language of the letter."""
    clause = clauses.get(finding.clause_id)
    if finding.judge != RULES_JUDGE or not finding.facts or clause is None:
        return False
    teaching = clause.in_language(locale).teaching
    if teaching is None or not (teaching.why and teaching.fix):
        return False
    similar = SIMILAR_LANGUAGES.get(locale, frozenset({locale}))
    return unsupported_language(" ".join((teaching.why, *teaching.fix)), similar) is None


def _with_steps(written: WrittenLesson, taught: Sequence[Clause]) -> WrittenLesson:
    """With the steps that these rules teach, because those of a draft replace them."""
    draft = written.letter_draft
    own = [step for clause in taught if clause.teaching for step in clause.teaching.fix]
    if draft is None or not own:
        return written
    return replace(written, letter_draft=LetterDraft(draft.explanations, tuple(dict.fromkeys((*draft.steps, *own)))))


def _draft_of(findings: Sequence[Finding], lessons: Mapping[str, Lesson]) -> LessonDraft | None:
    """None if the judge gave no lesson on one of the rules."""
    given = [(finding.clause_id, lessons.get(finding.clause_id)) for finding in findings]
    known = [(name, lesson) for name, lesson in given if lesson is not None]
    if len(known) < len(given):
        return None
    explanations = [ClauseExplanation(clause_id=name, explanation=lesson.explanation) for name, lesson in known]
    steps = dict.fromkeys(step for _, lesson in known for step in lesson.steps)
    return LessonDraft(explanations=explanations, steps=[*steps][:MAX_STEPS])


def _write(source: DraftSource, task: WritingTask, models: LazySession, draft: LessonDraft | None) -> WrittenLesson:
    """`draft` counts as the first attempt."""
    prompt = writing_prompt(task)
    problems = validate_draft(draft, source, task.locale) if draft is not None else ()
    if draft is not None and not problems:
        return WrittenLesson(_letter_draft(draft), models.options.chat_model)
    for _ in range(MAX_ATTEMPTS - (draft is not None)):
        prompt = writing_prompt(replace(task, problems=problems))
        draft = models.ask(prompt.system, prompt.user, LessonDraft, prompt_sha256(prompt, task.fence))
        problems = validate_draft(draft, source, task.locale)
        if not problems:
            return WrittenLesson(_letter_draft(draft), models.options.chat_model, prompts=prompt.fingerprints)
    listed = "; ".join(problems[:MAX_PROBLEMS_REPORTED])
    reason = f"the model's draft failed its checks twice ({listed}); templates are used"
    return WrittenLesson(degraded=(Degradation(component="writer", reason=reason),), prompts=prompt.fingerprints)


def _named_clauses(findings: Sequence[Finding], clauses: Mapping[str, Clause]) -> dict[str, Clause]:
    ids = (clause_id for finding in findings for clause_id in (finding.clause_id, finding.exception_id) if clause_id)
    return {clause_id: clauses[clause_id] for clause_id in ids if clause_id in clauses}


def _letter_draft(draft: LessonDraft) -> LetterDraft:
    explanations = {part.clause_id: one_line(part.explanation) for part in draft.explanations}
    return LetterDraft(explanations, tuple(map(one_line, draft.steps)))
