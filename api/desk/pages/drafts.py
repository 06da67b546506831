"""Keeps what a person types about a decision, while they type it."""

from datetime import UTC, datetime

from fastapi import APIRouter, Response
from pydantic import ValidationError

from api.desk.reviews import action_of_form
from api.desk.route import CSRF_FIELDS, DeskRoute, SentForm, SignedIn
from api.problem import validation_problem
from api.security import ServicesDependency
from domain.case import ShortText
from domain.people import ReviewDraft
from domain.review import MAX_REASON_CHARS

router = APIRouter(route_class=DeskRoute)


@router.post("/decisions/{decision_id}/draft")
def save_draft(decision_id: ShortText, form: SentForm, services: ServicesDependency, person: SignedIn) -> Response:
    """Nothing typed: the draft is discarded."""
    form.require_only(*CSRF_FIELDS, "action", "violated", "reason")
    reason, drafts = form.text("reason", MAX_REASON_CHARS), services.store.people.drafts
    if not reason:
        drafts.discard(person.name, decision_id)
        return Response(status_code=204)
    action = action_of_form(form.text("action", 20))
    try:
        draft = ReviewDraft.model_validate({"action": action, "violated": form.texts("violated"), "reason": reason})
    except ValidationError as error:
        raise validation_problem(error.errors()) from error
    drafts.save(person.name, decision_id, draft, datetime.now(UTC))
    return Response(status_code=204)
