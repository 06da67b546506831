"""Appeals in rows, and the first decision beside the second, clause by clause."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.appeal import AppealStatus, AppealSummary
from domain.clause import Clause
from domain.complaint import Complaint
from domain.decision import Decision
from domain.finding import Finding, FindingStatus
from store.decision_rows import StoredDecision

MAX_EXCERPT_CHARS = 160
STATE_WORDS = {
    AppealStatus.RE_REVIEWED: "waiting for a person",
    AppealStatus.OPEN: "waiting for the second decision",
    AppealStatus.CLOSED: "closed",
}
SHOWN = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED)
NOT_FOUND = "not found"


@dataclass(frozen=True)
class AppealRowView:
    """`waits` in seconds since the creator appealed. `answer_by`: the day by which a person must answer."""

    appeal_id: str
    case_id: str
    creator_id: str | None
    statement: str
    clauses: tuple[str, ...]
    market: str | None
    waits: float
    answer_by: date
    overdue: bool


@dataclass(frozen=True)
class Judged:
    """What one decision says of a clause. `score` None: not scored."""

    status: str
    score: float | None = None
    rationale: str = ""
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ComparedClause:
    """`second` None: there is no second decision."""

    clause_id: str
    title: str
    first: Judged
    second: Judged | None

    @property
    def differs(self) -> bool:
        return self.second is not None and self.second.status != self.first.status


@dataclass(frozen=True)
class Comparison:
    """`differs`: outcome or violated clauses are not the same."""

    first: Decision
    second: Decision | None
    clauses: tuple[ComparedClause, ...]

    @property
    def differs(self) -> bool:
        return self.second is not None and _result(self.first) != _result(self.second)


def appeal_row(appeal: AppealSummary, stored: StoredDecision, complaint: Complaint, now: datetime) -> AppealRowView:
    statement = " ".join(appeal.statement[: 4 * MAX_EXCERPT_CHARS].split())
    cut = statement if len(statement) <= MAX_EXCERPT_CHARS else statement[: MAX_EXCERPT_CHARS - 1] + "…"
    return AppealRowView(
        appeal_id=appeal.appeal_id,
        case_id=stored.case.id,
        creator_id=stored.case.creator_id,
        statement=cut,
        clauses=stored.decision.verdict.violated,
        market=stored.case.market,
        waits=(now - appeal.created_at).total_seconds(),
        answer_by=complaint.answer_by,
        overdue=complaint.overdue,
    )


def compare_decisions(first: Decision, second: Decision | None, clauses: Mapping[str, Clause]) -> Comparison:
    """`clauses` give the titles, by id."""
    ids = dict.fromkeys(clause_id for one in (first, second) if one for clause_id in _found(one))
    rows = tuple(
        ComparedClause(
            clause_id=clause_id,
            title=clauses[clause_id].title if clause_id in clauses else "",
            first=_judged(first, clause_id),
            second=_judged(second, clause_id) if second else None,
        )
        for clause_id in ids
    )
    return Comparison(first, second, tuple(sorted(rows, key=lambda row: not row.differs)))


def _found(decision: Decision) -> Iterator[str]:
    """What it says anything of, violated ones first."""
    findings = [finding for finding in decision.verdict.findings if finding.status in SHOWN]
    yield from (finding.clause_id for finding in sorted(findings, key=lambda finding: SHOWN.index(finding.status)))
    yield from (entry.clause_id for entry in decision.verdict.shortlist)


def _judged(decision: Decision, clause_id: str) -> Judged:
    verdict = decision.verdict
    finding = next((found for found in verdict.findings if found.clause_id == clause_id), None)
    if finding is not None:
        return _of_finding(finding)
    listed = next((entry for entry in verdict.shortlist if entry.clause_id == clause_id), None)
    return Judged("shortlisted", listed.probability, "", (listed.quote.text,)) if listed else Judged(NOT_FOUND)


def _of_finding(finding: Finding) -> Judged:
    quotes = tuple(quote.text for quote in finding.content_quotes)
    return Judged(finding.status.value, finding.probability, finding.rationale, quotes)


def _result(decision: Decision) -> tuple[str, frozenset[str]]:
    return decision.verdict.outcome.value, frozenset(decision.verdict.violated)
