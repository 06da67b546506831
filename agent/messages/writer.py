"""A model writes down what was settled: a moderator's reasons and a creator's lesson, both checked by code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from agent.messages.draft_validation import Source, faults
from agent.messages.writer_schema import ReasonsDraft, WholeDraft
from domain.clause import Clause
from domain.decision import Degradation
from domain.finding import Finding, FindingStatus
from domain.verdict import Outcome, Reason, Verdict
from llm.errors import LlmError
from llm.lazy_session import LazySession
from prompts.fence import draw
from prompts.untrusted import one_line
from prompts.writing import Task, writing

TRIES = 2
MOST = 6
TOLD = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED)


@dataclass(frozen=True)
class Lesson:
    """The model's part of a letter: what it teaches, by clause id, and what to do."""

    taught: Mapping[str, str]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """`verdict` with the model's reasons, or as it was; `lesson` None where a template speaks, and `degraded` says why
    where it should not have had to."""

    verdict: Verdict
    lesson: Lesson | None = None
    writer: str = "template"
    degraded: tuple[Degradation, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)


def write(
    verdict: Verdict, clauses: Mapping[str, Clause], models: LazySession, locale: str, secrets: frozenset[str]
) -> Written:
    """Of a violation the reasons and the lesson, of what a person must look at the reasons alone; nothing of a pass,
    for which templates say all there is. `locale` is one that there are templates in."""
    if verdict.outcome is Outcome.NO_VIOLATION or not (findings := _telling(verdict)):
        return Written(verdict)
    source = Source(findings, _named(findings, clauses), secrets)
    teaching = verdict.outcome is Outcome.VIOLATION
    task = Task(verdict.outcome, findings, source.clauses, locale if teaching else None, draw())
    try:
        return _write(verdict, source, task, models, locale)
    except LlmError as error:
        return Written(verdict, degraded=(Degradation(component="writer", reason=f"{error}; the template speaks"),))


def _write(verdict: Verdict, source: Source, task: Task, models: LazySession, locale: str) -> Written:
    session, prompt = models.open(), writing(task)
    wrong: tuple[str, ...] = ()
    for _ in range(TRIES):
        prompt = writing(replace(task, faults=wrong))
        draft = session.ask(prompt.system, prompt.user, WholeDraft if task.locale else ReasonsDraft).value
        wrong = faults(draft, source, locale)
        if not wrong:
            return Written(
                _with_reasons(verdict, draft), _lesson(draft), session.options.chat_model, prompts=prompt.told
            )
    reason = f"the model's draft failed its checks twice ({'; '.join(wrong[:3])}); the template speaks"
    return Written(verdict, degraded=(Degradation(component="writer", reason=reason),), prompts=prompt.told)


def _telling(verdict: Verdict) -> Sequence[Finding]:
    return [finding for finding in verdict.findings if finding.status in TOLD][:MOST]


def _named(findings: Sequence[Finding], clauses: Mapping[str, Clause]) -> dict[str, Clause]:
    names = (name for finding in findings for name in (finding.clause_id, finding.exception_id) if name)
    return {name: clauses[name] for name in names if name in clauses}


def _lesson(draft: ReasonsDraft) -> Lesson | None:
    if not isinstance(draft, WholeDraft):
        return None
    return Lesson({part.clause_id: one_line(part.explanation) for part in draft.taught}, _lines(draft.steps))


def _with_reasons(verdict: Verdict, draft: ReasonsDraft) -> Verdict:
    ids = {finding.clause_id: finding.evidence_ids for finding in verdict.findings}
    reasons = {
        name: tuple(_reason(line, ids) for line in _lines(getattr(draft, name))) for name in ReasonsDraft.model_fields
    }
    return verdict.model_copy(update=reasons)


def _reason(line: str, ids: Mapping[str, tuple[str, ...]]) -> Reason:
    found = (evidence for name, evidences in ids.items() if name in line for evidence in evidences)
    return Reason(text=line, evidence_ids=tuple(dict.fromkeys(found)))


def _lines(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(one_line, texts))
