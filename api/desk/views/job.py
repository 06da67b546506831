"""Everything that the page of a job shows, built from the stored decision, its reviews and the policies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from api.desk.reviews import form_of_draft
from api.desk.views.clauses import rules_in_force
from api.desk.views.content import ContentView, QuotePlace, content_views, places_by_id
from api.desk.views.facts import FactRow, fact_rows, is_graphic, signal_gap
from api.desk.views.findings import ClauseView, ClauseViewBuilder
from api.desk.views.seen import Seen, kind_words
from api.desk.views.timeline import Strike, TimelineEntry, strikes, timeline_entries
from domain.case import Case
from domain.clause import Clause
from domain.decision import Decision
from domain.education import EducationMessage
from domain.evidence import FoundPrecedent
from domain.finding import Finding
from domain.job import Job, JobEvent, JobEventKind
from domain.people import Preferences, ReviewDraft
from domain.review import Review
from domain.verdict import Reason, ReviewReason
from policies.library import Library

SHOWN_EVENTS = (JobEventKind.COMMENTED, JobEventKind.ESCALATED, JobEventKind.SKIPPED, JobEventKind.MOVED)


@dataclass(frozen=True)
class JobPage:
    """The values of the template; the names say what each shows."""

    job_id: str
    decision_id: str
    version: int
    queue: str | None
    csrf: str
    case_id: str
    creator_id: str | None
    outcome: str
    violated: tuple[str, ...]
    head: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    graphic: bool
    preferences: Preferences
    draft: ReviewDraft
    draft_form: str
    contents: tuple[ContentView, ...]
    places: Mapping[str, QuotePlace]
    facts: tuple[FactRow, ...]
    signal_gap: str | None
    strikes: tuple[Strike, ...]
    timeline: tuple[TimelineEntry, ...]
    summary: str
    score: float | None
    threshold: float
    review_reasons: tuple[ReviewReason, ...]
    reasons_for: tuple[Reason, ...]
    reasons_against: tuple[Reason, ...]
    would_change: tuple[Reason, ...]
    clauses: tuple[ClauseView, ...]
    others: tuple[Finding, ...]
    precedents: tuple[FoundPrecedent, ...]
    consequence: str
    reviews: tuple[Review, ...]
    comments: tuple[JobEvent, ...]
    letter: EducationMessage | None
    letter_status: str
    policy_address: str
    as_of: date
    rules: tuple[Clause, ...]
    copies: int
    is_mine: bool
    can_act: bool
    state_text: str


@dataclass(frozen=True)
class JobPageBuilder:
    """`person` is the name of who looks; `csrf` goes into every form."""

    library: Library
    person: str
    csrf: str

    def build(self, seen: Seen) -> JobPage:
        case, decision, job = seen.stored.case, seen.stored.decision, seen.job
        verdict, trace = decision.verdict, decision.trace
        in_force = self.library.in_force(trace.as_of, case.market, case.scope)
        clauses = {clause.id: clause for clause in in_force} | self.library.clauses_of_decision(decision)
        views = ClauseViewBuilder(case, decision, clauses).build()
        listed = {view.clause_id for view in views.clauses}
        rules = rules_in_force(self.library, trace.as_of, case.market, case.scope)
        draft = seen.draft.draft if seen.draft else ReviewDraft()
        return JobPage(
            job_id=job.job_id if job else "",
            decision_id=decision.decision_id,
            version=seen.version,
            queue=job.queue if job else None,
            csrf=self.csrf,
            case_id=case.id,
            creator_id=case.creator_id,
            outcome=seen.outcome.value,
            violated=seen.violated,
            head=_head(case, decision, job, seen.now),
            warnings=self._warnings(seen),
            notes=_notes(decision),
            graphic=is_graphic(case, verdict, clauses),
            preferences=seen.preferences,
            draft=draft,
            draft_form=form_of_draft(draft, seen.outcome),
            contents=content_views(case.content, views.places),
            places=places_by_id(views.places),
            facts=fact_rows(case, decision.evidence.signals, verdict),
            signal_gap=signal_gap(decision.evidence.signals),
            strikes=strikes(seen.timeline, self.library.ladder(trace.as_of, case.market), seen.now.date()),
            timeline=timeline_entries(seen.shown_timeline, decision.decision_id),
            summary=verdict.summary,
            score=verdict.probability,
            threshold=verdict.threshold,
            review_reasons=verdict.review_reasons,
            reasons_for=verdict.reasons_for,
            reasons_against=verdict.reasons_against,
            would_change=verdict.would_change,
            clauses=views.clauses,
            others=views.others,
            precedents=decision.evidence.precedents,
            consequence=decision.consequence.reason,
            reviews=seen.shown_reviews,
            comments=() if seen.is_blind else tuple(event for event in seen.events if event.kind in SHOWN_EVENTS),
            letter=seen.shown_message.message if seen.shown_message else decision.education,
            letter_status=seen.shown_message.status.value if seen.shown_message else "",
            policy_address=policy_address(trace.as_of, case),
            as_of=trace.as_of,
            rules=tuple(rule for rule in rules if rule.id not in listed),
            copies=seen.copies,
            is_mine=job is not None and job.holder(seen.now) == self.person,
            can_act=self._state_text(job, seen.now) == "",
            state_text=self._state_text(job, seen.now),
        )

    def _state_text(self, job: Job | None, now: datetime) -> str:
        """Why nothing can be done on this page; empty if something can."""
        if job is None:
            return "No job is open about this decision: it is shown as it was made."
        if job.state != "open":
            return f"This job is {job.state}."
        holder = job.holder(now)
        if holder not in (None, self.person):
            return f"{holder} has this job for now."
        return ""

    def _warnings(self, seen: Seen) -> tuple[str, ...]:
        """What the person must know before anything else."""
        decision = seen.stored.decision
        kinds = dict.fromkeys(attempt.kind.replace("_", " ") for attempt in decision.evidence.prompt_injection)
        warnings = [f"the content speaks to its reviewer: {', '.join(kinds)}"] if kinds else []
        if decision.trace.policy_fingerprint != self.library.fingerprint:
            warnings.append("the policies have changed since this decision: its clauses are shown as they were")
        return tuple(warnings)


def _notes(decision: Decision) -> tuple[str, ...]:
    failed = [f"{part.component} failed: {part.reason}" for part in decision.trace.degraded]
    return (*decision.trace.warnings, *failed)


def policy_address(on: date, case: Case) -> str:
    """The address of the policies in force for the case."""
    values = {"on": on.isoformat(), "market": case.market, "scope": case.scope}
    return f"/desk/policies?{urlencode({name: value for name, value in values.items() if value})}"


def _head(case: Case, decision: Decision, job: Job | None, now: datetime) -> tuple[tuple[str, str], ...]:
    language = case.language or decision.evidence.language
    rows = [
        ("market", case.market),
        ("language", language),
        ("posted", case.content_date and f"{case.content_date}"),
        ("decided", f"{decision.decided_at:%Y-%m-%d %H:%M} UTC"),
        ("judge", decision.trace.judge),
        ("decision", decision.decision_id),
    ]
    if job is not None:
        late = "late" if job.due_at < now else "due"
        rows += [
            ("asked because", kind_words(job.kind)),
            ("queue", job.queue),
            (late, f"{job.due_at:%Y-%m-%d %H:%M} UTC"),
        ]
    return tuple((label, value) for label, value in rows if value)
