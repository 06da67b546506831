"""Turns the form of a job into the review that the API takes."""

from dataclasses import dataclass

from pydantic import ValidationError

from api.desk.forms import Form
from api.desk.views.seen import BLIND_KINDS
from api.problem import ApiError, validation_problem
from api.schemas import ReviewIn
from api.services import Services
from domain.job import MAX_NOTE_CHARS, Job
from domain.review import ReviewAction, version_name
from domain.verdict import Outcome

VIOLATION, NO_VIOLATION = "violation", "no_violation"  # the answers to a decision that left the outcome open
AMENDING = {VIOLATION: ReviewAction.AMEND, NO_VIOLATION: ReviewAction.AMEND}


@dataclass(frozen=True)
class SentReview:
    """`if_match` names the version of the decision that the person saw."""

    body: ReviewIn
    if_match: str


def review_of_form(services: Services, job: Job, form: Form) -> SentReview:
    """Raises ApiError."""
    version = form.text("version", 9)
    if not version.isdecimal() or not version.isascii():
        raise ApiError(422, "invalid-request", "the form does not say which version of the decision it answers: reload")
    action, violated = form.text("action", 20), form.texts("violated")
    if action == VIOLATION and not violated:
        raise ApiError(422, "invalid-request", "a violation needs at least one clause: choose it, then send again")
    violated = () if action == NO_VIOLATION else violated
    if job.kind in BLIND_KINDS:
        action, violated = _own_answer(services, job.decision_id, action, violated)
    try:
        body = ReviewIn.model_validate(
            {"action": AMENDING.get(action, action), "violated": violated, "reason": reason_of(form)}
        )
    except ValidationError as error:
        raise validation_problem(error.errors()) from error
    return SentReview(body, f'"{version_name(job.decision_id, int(version))}"')


def reason_of(form: Form) -> str:
    """The chosen reason, then the person's own words. Raises ApiError if there is neither."""
    parts = [part for part in (form.text("preset"), form.text("reason", MAX_NOTE_CHARS)) if part]
    if not parts:
        raise ApiError(422, "invalid-request", "give a reason: choose one, or write your own")
    return ". ".join(parts)


def _own_answer(
    services: Services, decision_id: str, action: str, violated: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    """The same answer in clauses: who reviews blind answers the decision, not the review in effect."""
    stored = services.store.get(decision_id)
    verdict = stored.decision.verdict if stored else None
    if verdict is None or action not in (ReviewAction.UPHOLD, ReviewAction.OVERTURN):
        return action, violated
    if action == ReviewAction.UPHOLD:
        return ReviewAction.AMEND, verdict.violated
    return ReviewAction.AMEND, () if verdict.outcome is Outcome.VIOLATION else violated
