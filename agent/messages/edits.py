"""A moderator's edit of a letter, checked like a letter: what changed is plain prose about the post and the rule."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agent.messages.disclosure_check import confidential_names
from agent.messages.draft_validation import MAX_STEP_CHARS, MAX_STEPS, DraftSource, text_problems
from domain.case import Case, ContentKind
from domain.clause import Clause
from domain.decision import Decision
from domain.education import EducationMessage
from domain.finding import FindingStatus

MAX_SUBJECT_CHARS = 200
SENTENCE_START = re.compile(r"(?<=[.!?:\u2026])\s+")


@dataclass(frozen=True)
class LetterEdit:
    """`named`: the ids of the clauses that the letter is about."""

    before: EducationMessage
    after: EducationMessage
    named: tuple[str, ...]


def edit_problems(edit: LetterEdit, case: Case, decision: Decision, clauses: Mapping[str, Clause]) -> tuple[str, ...]:
    """What is wrong with the edit, each as an instruction to its writer; empty if it may be sent. Sentences that the
    letter had already are not checked again."""
    problems = [*_size_problems(edit), *_missing_rules(edit)]
    changed = "\n".join(_changed_sentences(edit))
    if changed:
        problems += text_problems(changed, _source(edit, case, decision, clauses), edit.before.locale)
    return tuple(dict.fromkeys(problems))


def _size_problems(edit: LetterEdit) -> Iterator[str]:
    after, before = edit.after, edit.before
    if len(after.subject) > MAX_SUBJECT_CHARS or "\n" in after.subject:
        yield f"subject: one line of at most {MAX_SUBJECT_CHARS} characters"
    if len(after.steps) > max(MAX_STEPS, len(before.steps)):
        yield f"steps: at most {max(MAX_STEPS, len(before.steps))}"
    if any(len(step) > MAX_STEP_CHARS or "\n" in step for step in after.steps if step not in before.steps):
        yield f"a step is one line of at most {MAX_STEP_CHARS} characters"
    if before.steps and not after.steps:
        yield "steps: keep at least one, the creator needs to know what to do"


def _missing_rules(edit: LetterEdit) -> Iterator[str]:
    for clause_id in edit.named:
        if clause_id in edit.before.body and clause_id not in edit.after.body:
            yield f"keep {clause_id}: a letter names each rule that it is about"


def _changed_sentences(edit: LetterEdit) -> Iterator[str]:
    known = set(_sentences(edit.before))
    yield from (sentence for sentence in _sentences(edit.after) if sentence not in known)


def _sentences(letter: EducationMessage) -> Iterator[str]:
    for text in (letter.subject, letter.body, *letter.steps):
        for line in text.splitlines():
            yield from filter(None, map(str.strip, SENTENCE_START.split(line)))


def _source(edit: LetterEdit, case: Case, decision: Decision, clauses: Mapping[str, Clause]) -> DraftSource:
    findings = [finding for finding in decision.verdict.findings if finding.clause_id in edit.named]
    named = {finding.exception_id for finding in findings if finding.exception_id} | set(edit.named)
    used = {name: clauses[name].in_language(edit.before.locale) for name in named if name in clauses}
    names = confidential_names(case, decision.verdict, decision.consequence, decision.evidence)
    third_party = frozenset(item.id for item in case.content if item.kind is ContentKind.COMMENT)
    violated = [finding.model_copy(update={"status": FindingStatus.VIOLATED}) for finding in findings]
    return DraftSource(violated, used, names, third_party)
