"""The jobs of the review queue: listed, claimed, and given to other people and queues."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.blind_reviews import ReviewsSeenBy
from api.paging import CursorParameter, Limit, Page, decode_position, encode_position, invalid_cursor, read_time
from api.people import require_person
from api.problem import ApiError, not_found, responses
from api.queue_schemas import AssignmentIn, CommentIn, EscalationIn, MoveIn, SkipIn
from api.security import AuthenticatedRoute, Lead, Reader, Reviewer, ServicesDependency
from api.services import Services
from domain.case import ShortText
from domain.job import Job, JobEvent, JobKind, JobState, QueueName
from policies.parsing.diagnostics import suggest
from store.queue.job_lists import JobFilter, JobPosition

router = APIRouter(prefix="/v1/jobs", tags=["review queue"], route_class=AuthenticatedRoute)
LIST_RESPONSES = responses(401, 403, 422, 429, 503)
COMMON = responses(404) | LIST_RESPONSES
CHANGE = responses(409) | COMMON
WRITE = responses(400, 408, 413, 415) | CHANGE
Name = Annotated[ShortText | None, Query(max_length=200)]
Queue = Annotated[QueueName | None, Query(description="Only of this queue; by default of all.")]


@router.get("", response_model=Page[Job], responses=LIST_RESPONSES)
def list_jobs(
    services: ServicesDependency,
    caller: Reader,
    state: Annotated[JobState, Query(description="`open` by default.")] = JobState.OPEN,
    queue: Queue = None,
    kind: JobKind | None = None,
    decision_id: Name = None,
    group_id: Name = None,
    claimed_by: Name = None,
    assigned_to: Name = None,
    overdue: bool | None = None,
    free: Annotated[bool | None, Query(description="Nobody has it now.")] = None,
    one_per_group: Annotated[bool, Query(description="Of copies of one text, only the first.")] = False,
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> Page[Job]:
    """The jobs in the order of the queue: by priority, then those that are due first, then the oldest."""
    wanted = JobFilter(
        now=datetime.now(UTC),
        state=state,
        queue=queue,
        kind=kind,
        decision_id=decision_id,
        group_id=group_id,
        claimed_by=claimed_by,
        assigned_to=assigned_to,
        overdue=overdue,
        free=free,
        one_per_group=one_per_group,
    )
    rows = services.store.queue.jobs.list(wanted, limit=limit + 1, cursor=job_position(cursor))
    next_cursor = job_cursor(rows[limit - 1]) if len(rows) > limit else None
    return Page(items=rows[:limit], next_cursor=next_cursor)


@router.post("/claim", response_model=Job, responses={204: {"description": "No job waits."}, **LIST_RESPONSES})
def claim_next_job(services: ServicesDependency, caller: Reviewer, queue: Queue = None) -> Job | Response:
    """Claims the most urgent job that nobody has: first one that is assigned to the caller. No other caller gets it
    until `lease_until`; renew it before. Jobs that the caller skipped are left out, and second reviews of decisions
    that the caller has reviewed. Escalations go to callers with the scope `lead`. 204: none is left."""
    _require_queue(services, queue)
    now, lease = datetime.now(UTC), services.settings.queues.lease
    job = services.store.queue.claims.claim_next(caller, lease, now, queue, services.golden_shares)
    services.metrics.count_claim(found=job is not None)
    return job if job is not None else Response(status_code=204)


@router.get("/{job_id}", response_model=Job, responses=COMMON)
def get_job(job_id: ShortText, services: ServicesDependency, caller: Reader) -> Job:
    """A job, open or finished."""
    return _require_job(services, job_id)


@router.get("/{job_id}/events", response_model=Page[JobEvent], responses=COMMON)
def list_job_events(
    job_id: ShortText, services: ServicesDependency, caller: Reader, cursor: CursorParameter = None, limit: Limit = 200
) -> Page[JobEvent]:
    """The history of a job, oldest first, with the comments of reviewers. While a second review waits, those who may
    get it see only what they did themselves."""
    job = _require_job(services, job_id)
    (after,) = decode_position(cursor, 1) if cursor is not None else (0,)
    if not isinstance(after, int):
        raise invalid_cursor()
    rows = services.store.queue.jobs.events(job_id, limit=limit + 1, after=after)
    next_cursor = encode_position((rows[limit - 1].number,)) if len(rows) > limit else None
    hidden = ReviewsSeenBy(services, caller).is_hidden(job.decision_id)
    seen = tuple(event for event in rows[:limit] if not hidden or event.person in ("", caller.name))
    return Page(items=seen, next_cursor=next_cursor)


@router.post("/{job_id}/claim", response_model=Job, responses=CHANGE)
def claim_job(job_id: ShortText, services: ServicesDependency, caller: Reviewer) -> Job:
    """Claims this job; 409 if another person has it or it is finished. Claimed again by the same person, it is
    renewed."""
    job = services.store.queue.claims.claim(job_id, caller, services.settings.queues.lease, datetime.now(UTC))
    services.metrics.count_claim(found=True)
    return job


@router.post("/{job_id}/renew", response_model=Job, responses=CHANGE)
def renew_job(job_id: ShortText, services: ServicesDependency, caller: Reviewer) -> Job:
    """Starts the lease again, also after it has ended if nobody claimed the job since. Is no entry of the audit log."""
    return services.store.queue.claims.renew(job_id, caller, services.settings.queues.lease, datetime.now(UTC))


@router.post("/{job_id}/release", response_model=Job, responses=CHANGE)
def release_job(job_id: ShortText, services: ServicesDependency, caller: Reviewer) -> Job:
    """Gives a claimed job back to its queue."""
    return services.store.queue.claims.release(job_id, caller, datetime.now(UTC))


@router.post("/{job_id}/skip", response_model=Job, responses=WRITE)
def skip_job(job_id: ShortText, body: SkipIn, services: ServicesDependency, caller: Reviewer) -> Job:
    """Leaves the job to the others: this caller does not get it as the next job again."""
    return services.store.queue.actions.skip(job_id, caller, body.reason, datetime.now(UTC))


@router.post("/{job_id}/escalate", response_model=Job, responses=WRITE)
def escalate_job(job_id: ShortText, body: EscalationIn, services: ServicesDependency, caller: Reviewer) -> Job:
    """Ends the job and answers the escalation that replaces it. It goes where the routing rules send escalations."""
    return services.store.queue.actions.escalate(job_id, caller, body.reason, datetime.now(UTC))


@router.post("/{job_id}/move", response_model=Job, responses=WRITE)
def move_job(job_id: ShortText, body: MoveIn, services: ServicesDependency, caller: Lead) -> Job:
    """Moves the job to another queue of the routing rules, or changes its priority."""
    _require_queue(services, body.queue)
    return services.store.queue.actions.move(job_id, caller, body.queue, body.priority, datetime.now(UTC))


@router.post("/{job_id}/assign", response_model=Job, responses=WRITE)
def assign_job(job_id: ShortText, body: AssignmentIn, services: ServicesDependency, caller: Lead) -> Job:
    """Assigns the job to one person, whose next job it is, or to nobody. The claim of another person ends. The person
    has a key that reviews, or has signed in at the desk."""
    if body.person is not None:
        require_person(services, body.person, caller)
    return services.store.queue.actions.assign(job_id, caller, body.person, datetime.now(UTC))


@router.post("/{job_id}/comments", status_code=201, response_model=Job, responses=WRITE)
def comment_on_job(job_id: ShortText, body: CommentIn, services: ServicesDependency, caller: Reviewer) -> Job:
    """Adds a comment for other reviewers to the history of the job. It is erased with the creator."""
    return services.store.queue.actions.comment(job_id, caller, body.text, datetime.now(UTC))


def _require_job(services: Services, job_id: str) -> Job:
    job = services.store.queue.jobs.get(job_id)
    if job is None:
        raise not_found(f"there is no job {job_id}")
    return job


def _require_queue(services: Services, queue: str | None) -> None:
    """Raises ApiError for a queue that no rule names: a job in it would be forgotten."""
    queues = services.routing_rules.queues
    if queue is not None and queue not in queues:
        raise ApiError(422, "invalid-request", f'there is no queue "{queue}": {suggest(queue, queues)}')


def job_cursor(job: Job) -> str:
    return encode_position((job.priority, job.due_at.isoformat(), job.created_at.isoformat(), job.job_id))


def job_position(cursor: str | None) -> JobPosition | None:
    """Raises ApiError for text that `job_cursor` did not make."""
    if cursor is None:
        return None
    priority, due_at, created_at, job_id = decode_position(cursor, 4)
    return int(priority), read_time(due_at), read_time(created_at), str(job_id)
