"""What a person does with a job: take it, review it, undo that, skip, escalate, release and comment."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from api.blind_reviews import ReviewsSeenBy
from api.desk.forms import Form
from api.desk.pages.appeals import next_appeal
from api.desk.pages.job import open_copies, require_job
from api.desk.pages.values import page_values
from api.desk.reviews import REVIEW_FIELDS, SentReview, group_answer, reason_of, review_of_form
from api.desk.route import CSRF_FIELDS, DeskRoute, SentForm, SignedIn
from api.desk.session import Person
from api.desk.templating import page
from api.group_reviews import review_group
from api.problem import ApiError, not_found
from api.reviewing import find_review, save_review, undo_review
from api.security import ServicesDependency, WorkflowsDependency
from api.services import Services
from domain.case import ShortText
from domain.job import MAX_NOTE_CHARS, Job
from domain.review import Review
from store.queue.job_lists import JobFilter

router = APIRouter(route_class=DeskRoute)
QUEUE = "/desk/queue"


@router.post("/queue/next")
def take_next(request: Request, form: SentForm, services: ServicesDependency, person: SignedIn) -> Response:
    """The job that the person has already, or else the next one. `ahead`: another one than those they have."""
    form.require_only(*CSRF_FIELDS, "queue", "ahead")
    queue, now = form.text("queue") or None, datetime.now(UTC)
    job = None if form.text("ahead") else _job_in_hand(services, person, now)
    if job is None:
        lease, shares = services.settings.queues.lease, services.golden_shares
        job = services.store.queue.claims.claim_next(person.caller, lease, now, queue, shares)
        services.metrics.count_claim(found=job is not None)
    address = f"/desk/jobs/{job.job_id}" if job else QUEUE
    return _answer(request, {"address": address if job else None}, address)


@router.post("/jobs/{job_id}/claim")
def claim(
    job_id: ShortText, request: Request, form: SentForm, services: ServicesDependency, person: SignedIn
) -> Response:
    form.require_only(*CSRF_FIELDS)
    _claim(services, job_id, person)
    return _answer(request, {}, f"/desk/jobs/{job_id}")


@router.post("/jobs/{job_id}/renew")
def renew(job_id: ShortText, form: SentForm, services: ServicesDependency, person: SignedIn) -> Response:
    form.require_only(*CSRF_FIELDS)
    services.store.queue.claims.renew(job_id, person.caller, services.settings.queues.lease, datetime.now(UTC))
    return Response(status_code=204)


@router.post("/jobs/{job_id}/review")
def review(
    job_id: ShortText, request: Request, form: SentForm, services: ServicesDependency, person: SignedIn
) -> Response:
    """The person takes the job first: if another person has it, or has decided it, the answer is a conflict."""
    form.require_only(*CSRF_FIELDS, *REVIEW_FIELDS)
    job = require_job(services, job_id)
    sent = review_of_form(job.decision_id, form)
    _claim(services, job_id, person)
    saved = _save(services, job, sent, person)
    values = {
        "review_id": saved[0].review_id,
        "outcome": outcome_words(saved[0], len(saved)),
        "undo_seconds": undo_seconds(services),
    }
    return _answer(request, values, f"/desk/reviews/{saved[0].review_id}")


@router.get("/reviews/{review_id}")
def reviewed(review_id: ShortText, services: ServicesDependency, person: SignedIn) -> Response:
    """After a review without scripts: undo it, or take the next job."""
    made = ReviewsSeenBy(services, person.caller).review(review_id)
    if made is None:
        raise not_found(f"there is no review {review_id}, or it is not shown before a second person has answered")
    values = {"review": made, "undo_seconds": undo_seconds(services), "next_appeal": next_appeal(services, made)}
    return page("reviewed", {**page_values(person, "job"), **values})


@router.post("/reviews/{review_id}/undo")
def undo(
    review_id: ShortText,
    request: Request,
    form: SentForm,
    services: ServicesDependency,
    workflows: WorkflowsDependency,
    person: SignedIn,
) -> Response:
    form.require_only(*CSRF_FIELDS)
    made = find_review(services, review_id)
    if made is None:
        raise not_found(f"there is no review {review_id}")
    undone = undo_review(services, workflows, made.bulk_id or review_id, person.caller)
    appeal_id = next((appeal_id for _, appeal_id in undone.appeals), None)
    return _answer(request, {}, f"/desk/appeals/{appeal_id}" if appeal_id else f"/desk/decisions/{made.decision_id}")


@router.post("/jobs/{job_id}/skip")
def skip(
    job_id: ShortText, request: Request, form: SentForm, services: ServicesDependency, person: SignedIn
) -> Response:
    services.store.queue.actions.skip(job_id, person.caller, _reason(form), datetime.now(UTC))
    return _answer(request, {}, QUEUE)


@router.post("/jobs/{job_id}/escalate")
def escalate(
    job_id: ShortText, request: Request, form: SentForm, services: ServicesDependency, person: SignedIn
) -> Response:
    services.store.queue.actions.escalate(job_id, person.caller, _reason(form), datetime.now(UTC))
    return _answer(request, {}, QUEUE)


@router.post("/jobs/{job_id}/release")
def release(
    job_id: ShortText, request: Request, form: SentForm, services: ServicesDependency, person: SignedIn
) -> Response:
    form.require_only(*CSRF_FIELDS)
    services.store.queue.claims.release(job_id, person.caller, datetime.now(UTC))
    return _answer(request, {}, QUEUE)


@router.post("/jobs/{job_id}/comment")
def comment(
    job_id: ShortText, request: Request, form: SentForm, services: ServicesDependency, person: SignedIn
) -> Response:
    form.require_only(*CSRF_FIELDS, "version", "comment")
    text = form.text("comment", MAX_NOTE_CHARS)
    if not text:
        raise ApiError(422, "invalid-request", "the comment is empty: write something, or close it")
    services.store.queue.actions.comment(job_id, person.caller, text, datetime.now(UTC))
    return _answer(request, {}, f"/desk/jobs/{job_id}")


def outcome_words(made: Review, copies: int) -> str:
    clauses = f" ({', '.join(made.violated)})" if made.violated else ""
    return f"{made.outcome.replace('_', ' ')}{clauses}{f', {copies} copies' if copies > 1 else ''}"


def _save(services: Services, job: Job, sent: SentReview, person: Person) -> tuple[Review, ...]:
    """Of the copies that wait too, where there are any; first the review of this job. With an edited letter that the
    form does not name, it is this job alone that is refused."""
    state, has_read = services.store.reviews.state(job.decision_id), sent.body.letter_version is not None
    is_known = has_read or not services.store.outbox.edited([job.decision_id])
    if is_known and state.version == sent.version and open_copies(services, job, state).together > 1:
        saved = review_group(services, job.group_id or "", group_answer(sent, job), person.caller).reviews
        return tuple(sorted(saved, key=lambda made: made.decision_id != job.decision_id))
    return (save_review(services, job.decision_id, sent.body, person.caller, sent.if_match, job.appeal_id),)


def undo_seconds(services: Services) -> float:
    return services.store.undo_time.total_seconds()


def _claim(services: Services, job_id: str, person: Person) -> Job:
    lease = services.settings.queues.lease
    return services.store.queue.claims.claim(job_id, person.caller, lease, datetime.now(UTC))


def _job_in_hand(services: Services, person: Person, now: datetime) -> Job | None:
    wanted = JobFilter(now=now, claimed_by=person.name)
    return next(iter(services.store.queue.jobs.list(wanted, limit=1)), None)


def _reason(form: Form) -> str:
    """Raises ApiError."""
    form.require_only(*CSRF_FIELDS, "version", "preset", "reason")
    return reason_of(form)


def _answer(request: Request, values: Mapping[str, Any], address: str) -> Response:
    """Values for a script, the next page for a person."""
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse(dict(values))
    return RedirectResponse(address, 303)
