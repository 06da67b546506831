"""What a model is asked to write of a settled case: a moderator's reasons, and a creator's lesson."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.clause import Clause
from domain.finding import Finding, FindingStatus
from domain.verdict import Outcome
from prompts import parts
from prompts.fence import Fence
from prompts.parts import Prompt

NAMES = {"en": "English", "es": "Spanish", "id": "Indonesian", "pt": "Portuguese", "th": "Thai", "vi": "Vietnamese"}
SETTLED = {
    FindingStatus.VIOLATED: "broken",
    FindingStatus.EXEMPTED: "excused by the exception",
    FindingStatus.UNCLEAR: "a person must look",
    FindingStatus.SATISFIED: "kept",
    FindingStatus.NOT_APPLICABLE: "does not apply",
}


@dataclass(frozen=True)
class Task:
    """`findings` are those that matter, with the clauses they name by id; `locale` is the creator's, None where there
    is nothing to teach; `faults` are those of a draft before."""

    outcome: Outcome
    findings: Sequence[Finding]
    clauses: Mapping[str, Clause]
    locale: str | None
    fence: Fence
    faults: Sequence[str] = ()


def writing(task: Task) -> Prompt:
    broken = [f.clause_id for f in task.findings if f.status is FindingStatus.VIOLATED] if task.locale else []
    values = {
        "outcome": task.outcome.value.replace("_", " "),
        "findings": [_finding(finding, task) for finding in task.findings],
        "mark": task.fence.mark,
        "moderators": NAMES["en"],
        "language": NAMES[task.locale or "en"],
        "taught": broken,
        "faults": list(task.faults),
    }
    return parts.prompt("writing", values)


def _finding(finding: Finding, task: Task) -> dict[str, object]:
    clause = task.clauses[finding.clause_id]
    weighed = task.clauses.get(finding.exception_id or "")
    taught = clause.teaching
    return {
        "id": clause.id,
        "title": clause.title,
        "text": clause.text,
        "status": SETTLED[finding.status],
        "why": taught.why if taught else "",
        "fixes": taught.fix if taught else (),
        "proofs": taught.appeal_evidence if taught else (),
        "exception": {"id": weighed.id, "title": weighed.title, "text": weighed.text} if weighed else None,
        "missing": finding.missing_evidence,
        "facts": [fact.name for fact in finding.facts],
        "quotes": [task.fence.around(f"quote of item {q.item_id}", q.text) for q in finding.content_quotes],
    }
