"""Everything that the page of a job shows, built from the stored decision, its reviews and the policies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from api.desk.reviews import form_of_draft
from api.desk.views.account import AccountView, ReadingView, account_view, reading_views
from api.desk.views.clauses import rules_in_force
from api.desk.views.content import ContentView, QuotePlace, content_views, places_by_id
from api.desk.views.examples import NearestExamples
from api.desk.views.facts import FactRow, fact_rows, is_graphic, signal_gap
from api.desk.views.findings import ClauseViewBuilder, ClauseViews
from api.desk.views.seen import MAX_COMMENTS, Seen, kind_words
from api.desk.views.timeline import Strike, TimelineEntry, strikes, timeline_entries
from domain.case import Case
from domain.clause import Clause
from domain.decision import Decision
from domain.job import Job, JobEvent
from domain.media_places import media_words
from domain.people import ReviewDraft
from domain.subject import Subject
from domain.verdict import ReviewReason, Verdict
from policies.library import Library
from store.queue.contests import is_statement


@dataclass(frozen=True)
class PostView:
    """`media`: ids with words. `graphic`: it waits behind a click. `signal_gap`: why the creator is not known."""

    contents: tuple[ContentView, ...]
    media: tuple[tuple[str, str], ...]
    places: Mapping[str, QuotePlace]
    facts: tuple[FactRow, ...]
    signal_gap: str | None
    graphic: bool


@dataclass(frozen=True)
class CreatorView:
    strikes: tuple[Strike, ...]
    timeline: tuple[TimelineEntry, ...]


@dataclass(frozen=True)
class JobPage:
    """`csrf` goes into every form. `head` are labels and values, `warnings` what the person must know first, `notes`
    what an operator may want to know. `rules` are those of the day that no view is about. `account`: what was read of
    the account, for a decision about one. `state_text`: why nothing can be done here; empty if something can."""

    seen: Seen
    csrf: str
    head: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    post: PostView
    creator: CreatorView
    views: ClauseViews
    rules: tuple[Clause, ...]
    policy_address: str
    account: AccountView | None
    is_mine: bool
    state_text: str

    @property
    def job_id(self) -> str:
        return self.seen.job.job_id if self.seen.job else ""

    @property
    def case(self) -> Case:
        return self.seen.stored.case

    @property
    def decision(self) -> Decision:
        return self.seen.stored.decision

    @property
    def verdict(self) -> Verdict:
        return self.decision.verdict

    @property
    def what(self) -> str:
        """What the case is about, in a word."""
        return self.case.subject.value

    @property
    def reasons_to_ask(self) -> tuple[ReviewReason, ...]:
        """Those that the summary does not give already."""
        return tuple(reason for reason in self.verdict.review_reasons if reason.text not in self.verdict.summary)

    @property
    def comments(self) -> tuple[JobEvent, ...]:
        """The newest; none where the answers of other people are hidden."""
        return () if self.seen.is_blind else self._from_people[-MAX_COMMENTS:]

    @property
    def statements(self) -> tuple[str, ...]:
        """What the creator says about a link of the account."""
        return tuple(event.text for event in self.seen.comments if is_statement(event))

    @property
    def _from_people(self) -> tuple[JobEvent, ...]:
        return tuple(event for event in self.seen.comments if not is_statement(event))

    @property
    def has_older_comments(self) -> bool:
        return len(self.comments) < len(self._from_people) and not self.seen.is_blind

    @property
    def creator_readings(self) -> tuple[ReadingView, ...]:
        return reading_views(self.decision.evidence.account)

    @property
    def draft(self) -> ReviewDraft:
        return self.seen.draft.draft if self.seen.draft else ReviewDraft()

    @property
    def draft_form(self) -> str:
        return form_of_draft(self.draft, self.seen.outcome)


@dataclass(frozen=True)
class JobPageBuilder:
    """`person` is the name of who looks."""

    library: Library
    person: str
    csrf: str
    examples: NearestExamples | None = None

    def build(self, seen: Seen) -> JobPage:
        case, decision, job = seen.stored.case, seen.stored.decision, seen.job
        on = decision.trace.as_of
        in_force = self.library.in_force(on, case.market, case.scope, case.subject)
        clauses = {clause.id: clause for clause in in_force} | self.library.clauses_of_decision(decision)
        views = ClauseViewBuilder(case, decision, clauses, self.examples).build()
        viewed = {view.clause_id for view in views.clauses}
        rules = rules_in_force(self.library, on, case.market, case.scope, case.subject)
        return JobPage(
            seen=seen,
            csrf=self.csrf,
            head=_head(case, decision, job, seen.now),
            warnings=self._warnings(decision),
            notes=_notes(decision),
            post=_post(case, decision, views, clauses),
            creator=self._creator(seen),
            views=views,
            rules=tuple(rule for rule in rules if rule.id not in viewed),
            policy_address=policy_address(on, case),
            account=account_view(decision.assessment, clauses),
            is_mine=job is not None and job.holder(seen.now) == self.person,
            state_text=self._state_text(seen),
        )

    def _creator(self, seen: Seen) -> CreatorView:
        decision = seen.stored.decision
        ladder = self.library.ladder(decision.trace.as_of, seen.stored.case.market)
        return CreatorView(
            strikes=strikes(seen.timeline, ladder, seen.now.date()),
            timeline=timeline_entries(seen.shown_timeline, decision.decision_id),
        )

    def _state_text(self, seen: Seen) -> str:
        job = seen.job
        if job is None:
            return "No job is open about this decision: it is shown as it was made."
        if job.state != "open":
            return f"This job is {job.state}."
        holder = job.holder(seen.now)
        return f"{holder} has this job for now." if holder not in (None, self.person) else seen.escalation

    def _warnings(self, decision: Decision) -> tuple[str, ...]:
        kinds = dict.fromkeys(attempt.kind.replace("_", " ") for attempt in decision.evidence.prompt_injection)
        warnings = [f"the content speaks to its reviewer: {', '.join(kinds)}"] if kinds else []
        if decision.trace.policy_fingerprint != self.library.fingerprint:
            warnings.append("the policies have changed since this decision: its clauses are shown as they were")
        return tuple(warnings)


def policy_address(on: date, case: Case) -> str:
    """The address of the policies in force for the case."""
    values = {"on": on.isoformat(), "market": case.market, "scope": case.scope}
    return f"/desk/policies?{urlencode({name: value for name, value in values.items() if value})}"


def _post(case: Case, decision: Decision, views: ClauseViews, clauses: dict[str, Clause]) -> PostView:
    reading = decision.evidence.signals
    return PostView(
        contents=content_views(case.content, views.places),
        media=tuple((one.id, media_words(one)) for one in case.media),
        places=places_by_id(views.places),
        facts=fact_rows(case, reading, decision.verdict),
        signal_gap=signal_gap(case, reading),
        graphic=is_graphic(case, decision.verdict, clauses),
    )


def _notes(decision: Decision) -> tuple[str, ...]:
    failed = [f"{part.component} failed: {part.reason}" for part in decision.trace.degraded]
    return (*decision.trace.warnings, *failed)


def _head(case: Case, decision: Decision, job: Job | None, now: datetime) -> tuple[tuple[str, str], ...]:
    language = case.language or decision.evidence.language
    rows = [
        ("market", case.market),
        ("language", language),
        ("posted" if case.subject is Subject.POST else "as of", case.content_date and f"{case.content_date}"),
        ("decided", f"{decision.decided_at:%Y-%m-%d %H:%M} UTC"),
        ("judge", decision.trace.judge),
        ("decision", decision.decision_id),
    ]
    if job is not None:
        due = "late" if job.due_at < now else "due"
        rows += [("asked because", kind_words(job.kind)), ("queue", job.queue)]
        rows += [(due, f"{job.due_at:%Y-%m-%d %H:%M} UTC")]
    return tuple((label, value) for label, value in rows if value)
