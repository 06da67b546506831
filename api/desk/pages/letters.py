"""The letter that waits for a person: read, and edited within the checks that every letter passes."""

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.blind_letters import LettersSeenBy
from api.desk.forms import Form
from api.desk.pages.values import page_values
from api.desk.route import CSRF_FIELDS, DeskRoute, SentForm, SignedIn
from api.desk.session import Person
from api.desk.templating import page
from api.letter_edits import edited_letter, problems_of_edit, save_edit
from api.schemas import MAX_BODY_CHARS, MAX_SUBJECT_CHARS
from api.security import ServicesDependency
from domain.case import ShortText
from domain.education import EducationMessage
from domain.message import Message, MessageStatus

router = APIRouter(route_class=DeskRoute, prefix="/letters")
MAX_STEPS_CHARS = 10_000


@router.get("/{message_id}")
def letter_page(message_id: ShortText, services: ServicesDependency, person: SignedIn) -> Response:
    message = LettersSeenBy(services, person.caller).get(message_id).message
    return _page(person, message, message.message)


@router.post("/{message_id}")
def edit(message_id: ShortText, form: SentForm, services: ServicesDependency, person: SignedIn) -> Response:
    """A text that breaks a rule is shown again with each rule. Raises ApiError or MessageConflict."""
    form.require_only(*CSRF_FIELDS, "version", "subject", "body", "steps")
    seen = LettersSeenBy(services, person.caller).get(message_id)
    message = seen.message
    letter = edited_letter(message, _changes(form))
    version = form.text("version", 100)
    if message.status is MessageStatus.HELD and message.version == version:
        problems = [*_empty_parts(letter), *problems_of_edit(services, message, letter)]
        if problems:
            return _page(person, message, letter, problems)
    save_edit(services, seen, version, letter, person.caller)
    return RedirectResponse(f"/desk/decisions/{message.decision_id}", 303)


def _changes(form: Form) -> dict[str, Any]:
    """Raises ApiError."""
    steps = form.text("steps", MAX_STEPS_CHARS)
    return {
        "subject": form.text("subject", MAX_SUBJECT_CHARS),
        "body": form.text("body", MAX_BODY_CHARS),
        "steps": tuple(line.strip() for line in steps.splitlines() if line.strip()),
    }


def _empty_parts(letter: EducationMessage) -> Iterator[str]:
    for name in ("subject", "body"):
        if not getattr(letter, name):
            yield f"{name}: a letter needs one"


def _page(person: Person, message: Message, letter: EducationMessage, problems: Sequence[str] = ()) -> Response:
    values = {"message": message, "letter": letter, "problems": problems}
    return page("letter", {**page_values(person, "job"), **values}, 422 if problems else 200)
