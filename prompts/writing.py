"""The prompt for the lesson in the letter on a violation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.clause import Clause
from domain.finding import Finding
from prompts import parts
from prompts.fence import Fence
from prompts.parts import Prompt

# Those in which a model writes: `agent/messages/lesson_claims.toml` has words to check its draft by.
LANGUAGE_NAMES = {
    "de": "German (du)",
    "en": "English",
    "es": "Spanish",
    "fr": "French (vous)",
    "id": "Indonesian",
    "pt": "Portuguese",
    "th": "Thai",
    "vi": "Vietnamese",
}


@dataclass(frozen=True)
class WritingTask:
    """`findings`: those on violated rules. `clauses`: the clauses that they name, by id. `locale`: the creator's.
    `problems`: what was wrong with the previous draft."""

    findings: Sequence[Finding]
    clauses: Mapping[str, Clause]
    locale: str
    fence: Fence
    problems: Sequence[str] = ()


def writing_prompt(task: WritingTask) -> Prompt:
    values = {
        "findings": [_finding(finding, task) for finding in task.findings],
        "mark": task.fence.mark,
        "creator_language": LANGUAGE_NAMES[task.locale],
        "violated": [finding.clause_id for finding in task.findings],
        "problems": list(task.problems),
    }
    return parts.prompt("writing", values)


def _finding(finding: Finding, task: WritingTask) -> dict[str, object]:
    clause = task.clauses[finding.clause_id]
    exception = task.clauses.get(finding.exception_id or "")
    teaching = clause.teaching
    return {
        "id": clause.id,
        "title": clause.title,
        "text": clause.text,
        "why": teaching.why if teaching else "",
        "fixes": teaching.fix if teaching else (),
        "appeal_evidence": teaching.appeal_evidence if teaching else (),
        "exception": {"id": exception.id, "title": exception.title, "text": exception.text} if exception else None,
        "facts": [fact.name for fact in finding.facts],
        "quotes": [task.fence.wrap(f"quote of item {q.item_id}", q.text) for q in finding.content_quotes],
    }
