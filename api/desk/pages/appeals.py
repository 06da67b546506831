"""The appeals, and the page of one: the creator's statement, both decisions, the letter, and the closing review."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from agent.statements.complaints import ComplaintReader
from api.desk.forms import Form
from api.desk.pages.job import see
from api.desk.pages.values import page_values
from api.desk.reviews import REVIEW_FIELDS, review_of_form
from api.desk.route import CSRF_FIELDS, DeskRoute, SentForm, SignedIn
from api.desk.session import Person
from api.desk.templating import page
from api.desk.views.appeals import STATE_WORDS, appeal_row, compare_decisions
from api.desk.views.job import JobPage, JobPageBuilder
from api.desk.views.presets import presets_for
from api.paging import decode_cursor, encode_cursor
from api.problem import not_found
from api.review_schemas import ReviewIn
from api.reviewing import preview_letter, save_review
from api.security import ServicesDependency
from api.services import Services
from domain.appeal import Appeal, AppealStatus
from domain.case import ShortText
from domain.education import EducationMessage
from domain.job import MAX_NOTE_CHARS, JobState
from domain.people import ReviewDraft, SavedDraft
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.erasure import ERASED_CASE

router = APIRouter(route_class=DeskRoute, prefix="/appeals")
ROWS = 30  # about two screens
FIELDS = (*CSRF_FIELDS, *REVIEW_FIELDS)
NOT_STORED = "shown before it is sent"  # the reason of a review that only shows its letter
ACTIONS = {
    Outcome.VIOLATION: (ReviewAction.UPHOLD, ReviewAction.OVERTURN),
    Outcome.NO_VIOLATION: (ReviewAction.UPHOLD,),
    Outcome.NEEDS_REVIEW: (),
}
"""Whose letter the page shows at once, by the present outcome; that of an amendment depends on its clauses."""


@dataclass(frozen=True)
class ShownLetter:
    """What the creator would get; `letter` None: nothing, because they know the result."""

    letter: EducationMessage | None


@router.get("")
def appeals_page(
    services: ServicesDependency,
    person: SignedIn,
    status: AppealStatus = AppealStatus.RE_REVIEWED,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    store, now = services.store, datetime.now(UTC)
    found = store.appeals.list(status, limit=ROWS + 1, cursor=decode_cursor(cursor))
    stored = {appeal.decision_id: store.get(appeal.decision_id) for appeal in found[:ROWS]}
    counts, last = store.appeals.counts(), found[ROWS - 1] if len(found) > ROWS else None
    position = last and {"status": status.value, "cursor": encode_cursor((last.created_at, last.appeal_id))}
    complaints = ComplaintReader(store, services.corpus.library, services.settings.statements.answer_days)
    values = {
        "states": [(state, words, counts.get(state, 0)) for state, words in STATE_WORDS.items()],
        "status": status,
        "rows": [
            appeal_row(appeal, case, complaints.complaint(appeal, now), now)
            for appeal in found[:ROWS]
            if (case := stored[appeal.decision_id])
        ],
        "next_page": f"/desk/appeals?{urlencode(position)}" if position else None,
    }
    return page("appeals", {**page_values(person, "appeals"), **values})


@router.get("/{appeal_id}")
def appeal_page(appeal_id: ShortText, services: ServicesDependency, person: SignedIn) -> Response:
    return _page(services, person, require_appeal(services, appeal_id))


@router.post("/{appeal_id}/letter")
def show_letter(appeal_id: ShortText, form: SentForm, services: ServicesDependency, person: SignedIn) -> Response:
    """The page again, with the letter of what was chosen; nothing is stored."""
    form.require_only(*FIELDS)
    appeal = require_appeal(services, appeal_id)
    reason = form.text("reason", MAX_NOTE_CHARS) or form.text("preset") or NOT_STORED
    sent = review_of_form(appeal.decision_id, Form({**form.fields, "reason": (reason,), "preset": ()}))
    shown = _letter(services, appeal.decision_id, sent.body, person)
    typed = ReviewDraft(
        action=sent.body.action, violated=sent.body.violated, reason=form.text("reason", MAX_NOTE_CHARS)
    )
    return _page(services, person, appeal, typed, {sent.body.action: shown})


@router.post("/{appeal_id}/close")
def close(appeal_id: ShortText, form: SentForm, services: ServicesDependency, person: SignedIn) -> Response:
    form.require_only(*FIELDS)
    appeal = require_appeal(services, appeal_id)
    sent = review_of_form(appeal.decision_id, form)
    saved = save_review(services, appeal.decision_id, sent.body, person.caller, sent.if_match, appeal_id)
    return RedirectResponse(f"/desk/reviews/{saved.review_id}", 303)


def require_appeal(services: Services, appeal_id: str) -> Appeal:
    """Raises ApiError."""
    appeal = services.store.appeals.get(appeal_id)
    if appeal is None:
        raise not_found(f"there is no appeal {appeal_id}")
    return appeal


def next_appeal(services: Services, review: Review) -> str | None:
    """Where a person goes on who has closed an appeal by this review; None if the review closed none."""
    appeals = services.store.appeals
    if all(appeal.review_id != review.review_id for appeal in appeals.of_decision(review.decision_id)):
        return None
    waiting = next(iter(appeals.list(AppealStatus.RE_REVIEWED, limit=1)), None)
    return f"/desk/appeals/{waiting.appeal_id}" if waiting else "/desk/appeals"


def _page(
    services: Services,
    person: Person,
    appeal: Appeal,
    typed: ReviewDraft | None = None,
    letters: Mapping[ReviewAction, ShownLetter] | None = None,
) -> Response:
    shown = _decision_page(services, person, appeal, typed)
    is_open, outcome = appeal.status is not AppealStatus.CLOSED, shown.seen.outcome
    clauses = {clause.id: clause for clause in services.corpus.library.clauses}
    fixed = ACTIONS[outcome] if is_open else ()
    known = {action: _letter(services, appeal.decision_id, _body(action), person) for action in fixed}
    values = {
        "appeal": appeal,
        "state": STATE_WORDS[appeal.status],
        "closing": None if shown.seen.is_blind else services.store.reviews.get(appeal.review_id or ""),
        "comparison": compare_decisions(shown.decision, appeal.second_decision, clauses),
        "page": shown,
        "presets": presets_for(shown),
        "is_open": is_open,
        "is_erased": shown.case == ERASED_CASE,
        "actions": fixed,
        "letters": {**known, **(letters or {})},
    }
    return page("appeal", {**page_values(person, "appeals"), **values})


def _decision_page(services: Services, person: Person, appeal: Appeal, typed: ReviewDraft | None) -> JobPage:
    """Of the appealed decision, with the job of this appeal if it is open, and with what was just typed."""
    jobs = services.store.queue.jobs.of_decision(appeal.decision_id)
    job = next((job for job in jobs if job.appeal_id == appeal.appeal_id and job.state is JobState.OPEN), None)
    seen = see(services, person, job, appeal.decision_id)
    if typed is not None:
        seen = replace(seen, draft=SavedDraft(decision_id=appeal.decision_id, draft=typed, saved_at=seen.now))
    return JobPageBuilder(services.corpus.library, person.name, person.csrf, services.nearest_examples).build(seen)


def _body(action: ReviewAction) -> ReviewIn:
    return ReviewIn(action=action, reason=NOT_STORED)


def _letter(services: Services, decision_id: str, body: ReviewIn, person: Person) -> ShownLetter:
    notification = preview_letter(services, decision_id, body, person.caller)
    return ShownLetter(notification.message if notification else None)
