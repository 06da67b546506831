"""Turns the form of a job into the review that the API takes."""

from dataclasses import dataclass

from pydantic import ValidationError

from api.desk.forms import Form
from api.problem import ApiError, validation_problem
from api.review_schemas import GroupReviewIn, ReviewIn
from domain.job import MAX_NOTE_CHARS, Job
from domain.people import ReviewDraft
from domain.review import ReviewAction, version_name
from domain.verdict import Outcome

REVIEW_FIELDS = ("version", "letter_version", "action", "violated", "preset", "reason")
VIOLATION, NO_VIOLATION = "violation", "no_violation"  # the answers to a decision that left the outcome open
ACTIONS_OF_ANSWERS = {VIOLATION: ReviewAction.AMEND, NO_VIOLATION: ReviewAction.AMEND}


@dataclass(frozen=True)
class SentReview:
    """`if_match` names the version of the decision that the person saw."""

    body: ReviewIn
    version: int
    if_match: str


def review_of_form(decision_id: str, form: Form) -> SentReview:
    """Raises ApiError."""
    version = form.text("version", 9)
    if not version.isdecimal() or not version.isascii():
        raise ApiError(422, "invalid-request", "the form does not say which version of the decision it answers: reload")
    action, violated = form.text("action", 20), form.texts("violated")
    if action == VIOLATION and not violated:
        raise ApiError(422, "invalid-request", "a violation needs at least one clause: choose it, then send again")
    violated = () if action == NO_VIOLATION else violated
    fields = {"action": action_of_form(action), "violated": violated, "reason": reason_of(form)}
    try:
        body = ReviewIn.model_validate({**fields, "letter_version": form.text("letter_version", 100) or None})
    except ValidationError as error:
        raise validation_problem(error.errors()) from error
    return SentReview(body, int(version), f'"{version_name(decision_id, int(version))}"')


def group_answer(sent: SentReview, job: Job) -> GroupReviewIn:
    """The same answer to all copies of the post of a job, whose letter the person has read."""
    read = {job.decision_id: sent.body.letter_version} if sent.body.letter_version else {}
    return GroupReviewIn(**sent.body.model_dump(exclude={"letter_version"}), letter_versions=read)


def action_of_form(name: str) -> str | None:
    """The action of a review for the name of a form of the page; None for an empty name."""
    return ACTIONS_OF_ANSWERS.get(name, name) or None


def form_of_draft(draft: ReviewDraft, outcome: Outcome) -> str:
    """The name of the form in which the draft was typed."""
    if draft.action is ReviewAction.AMEND and outcome is Outcome.NEEDS_REVIEW:
        return VIOLATION if draft.violated else NO_VIOLATION
    return draft.action.value if draft.action else ""


def reason_of(form: Form) -> str:
    """The chosen reason, then the person's own words. Raises ApiError if there is neither."""
    parts = [part for part in (form.text("preset"), form.text("reason", MAX_NOTE_CHARS)) if part]
    if not parts:
        raise ApiError(422, "invalid-request", "give a reason: choose one, or write your own")
    return " ".join(part if part.endswith((".", "!", "?")) or part is parts[-1] else f"{part}." for part in parts)
