"""The page of a job, and that of a decision without one."""

from datetime import UTC, datetime

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.blind_reviews import ReviewsSeenBy
from api.desk.pages.values import page_values
from api.desk.route import DeskRoute, SignedIn
from api.desk.session import Person
from api.desk.templating import page
from api.desk.views.job import JobPageBuilder
from api.desk.views.presets import presets_for
from api.desk.views.seen import COMMENT_KINDS, MAX_COMMENTS, Copies, Seen
from api.escalations import Escalations
from api.problem import not_found
from api.review_schemas import MAX_TOGETHER
from api.routes.decisions import require_decision
from api.security import ServicesDependency
from api.services import Services
from domain.case import ShortText
from domain.job import BLIND_KINDS, Job, JobState
from domain.review import ReviewState
from store.creator_timeline import CreatorTimeline, creator_timeline
from store.strategies.strategy_labels import StrategyLabels

router = APIRouter(route_class=DeskRoute)


@router.get("/jobs/{job_id}")
def job_page(job_id: ShortText, services: ServicesDependency, person: SignedIn) -> Response:
    return _page(services, person, require_job(services, job_id))


@router.get("/decisions/{decision_id}")
def decision_page(decision_id: ShortText, services: ServicesDependency, person: SignedIn) -> Response:
    """That of its open job, if it has one."""
    require_decision(services, decision_id)
    jobs = services.store.queue.jobs.of_decision(decision_id)
    job = next((job for job in jobs if job.state is JobState.OPEN), None)
    if job is not None:
        return RedirectResponse(f"/desk/jobs/{job.job_id}", 303)
    return _page(services, person, None, decision_id)


def require_job(services: Services, job_id: str) -> Job:
    """Raises ApiError."""
    job = services.store.queue.jobs.get(job_id)
    if job is None:
        raise not_found(f"there is no job {job_id}")
    return job


def open_copies(services: Services, job: Job, state: ReviewState) -> Copies:
    """A first answer counts for all copies that wait. One with an edited letter is decided by itself, because nobody
    reads that letter here."""
    if job.group_id is None or job.appeal_id is not None or job.kind in BLIND_KINDS or state.latest is not None:
        return Copies()
    waiting = services.store.queue.groups.open_members(job.group_id, MAX_TOGETHER)
    edited = services.store.outbox.edited(waiting) - {job.decision_id}
    return Copies(max(len(waiting) - len(edited), 1), len(edited))


def _page(services: Services, person: Person, job: Job | None, decision_id: str = "") -> Response:
    seen = see(services, person, job, job.decision_id if job else decision_id)
    builder = JobPageBuilder(services.corpus.library, person.name, person.csrf, services.nearest_examples)
    shown = builder.build(seen)
    presets = presets_for(shown)
    return page("job", {**page_values(person, "job"), "page": shown, "presets": presets})


def see(services: Services, person: Person, job: Job | None, decision_id: str) -> Seen:
    store, stored = services.store, require_decision(services, decision_id)
    reviews, creator_id = ReviewsSeenBy(services, person.caller), stored.case.creator_id
    state = reviews.state(decision_id)
    return Seen(
        stored=stored,
        reviews=state.reviews,
        version=state.version,
        job=job,
        is_hidden=reviews.is_hidden(decision_id),
        is_golden=job is not None and store.queue.golden_jobs.is_golden(job.job_id),
        comments=store.queue.jobs.newest_events(job.job_id, COMMENT_KINDS, MAX_COMMENTS + 1) if job else (),
        message=store.outbox.current_message(decision_id),
        timeline=_timeline(reviews, creator_id) if creator_id else CreatorTimeline(),
        copies=open_copies(services, job, state) if job else Copies(),
        now=datetime.now(UTC),
        draft=store.people.drafts.get(person.name, decision_id),
        preferences=store.people.preferences.get(person.name),
        escalation="".join(Escalations(services).words_for(person.caller, [job] if job else []).values()),
        labels=StrategyLabels(store.database).of(datetime.now(UTC).date(), creator_id, stored.case.id),
    )


def _timeline(reviews: ReviewsSeenBy, creator_id: str) -> CreatorTimeline:
    """Without what tells the reviews of a decision that waits for an answer of a second person."""
    timeline = creator_timeline(reviews.services.store.database, creator_id)
    return timeline.without(reviews.hidden_of(timeline.decision_ids))
