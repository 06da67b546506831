"""The prompt for the texts of a settled case: reasons for the moderator, and explanations for the creator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.clause import Clause
from domain.finding import Finding, FindingStatus
from domain.verdict import Outcome
from prompts import parts
from prompts.fence import Fence
from prompts.parts import Prompt

LANGUAGE_NAMES = {
    "en": "English",
    "es": "Spanish",
    "id": "Indonesian",
    "pt": "Portuguese",
    "th": "Thai",
    "vi": "Vietnamese",
}
STATUS_WORDS = {
    FindingStatus.VIOLATED: "violated",
    FindingStatus.EXEMPTED: "an exception applies",
    FindingStatus.UNCLEAR: "unclear, human review required",
    FindingStatus.SATISFIED: "satisfied",
    FindingStatus.NOT_APPLICABLE: "does not apply",
}


@dataclass(frozen=True)
class WritingTask:
    """`findings`: those to write about. `clauses`: the clauses that they name, by id. `locale`: the creator's; None
    where the creator gets no explanation. `problems`: what was wrong with the previous draft."""

    outcome: Outcome
    findings: Sequence[Finding]
    clauses: Mapping[str, Clause]
    locale: str | None
    fence: Fence
    problems: Sequence[str] = ()


def writing_prompt(task: WritingTask) -> Prompt:
    violated = [f.clause_id for f in task.findings if f.status is FindingStatus.VIOLATED] if task.locale else []
    values = {
        "outcome": task.outcome.value.replace("_", " "),
        "findings": [_finding(finding, task) for finding in task.findings],
        "mark": task.fence.mark,
        "moderator_language": LANGUAGE_NAMES["en"],
        "creator_language": LANGUAGE_NAMES[task.locale or "en"],
        "violated": violated,
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
        "status": STATUS_WORDS[finding.status],
        "why": teaching.why if teaching else "",
        "fixes": teaching.fix if teaching else (),
        "appeal_evidence": teaching.appeal_evidence if teaching else (),
        "exception": {"id": exception.id, "title": exception.title, "text": exception.text} if exception else None,
        "missing": finding.missing_evidence,
        "facts": [fact.name for fact in finding.facts],
        "quotes": [task.fence.wrap(f"quote of item {q.item_id}", q.text) for q in finding.content_quotes],
    }
