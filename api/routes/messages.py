"""Messages to creators: listed, edited by moderators, acknowledged by callers that deliver them, and redriven."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from pydantic import AwareDatetime

from api.blind_letters import LettersSeenBy, require_message
from api.letter_edits import edited_letter, problems_of_edit, save_edit
from api.paging import CursorParameter, Limit, Page, decode_cursor, make_page
from api.problem import ApiError, FieldError, responses
from api.schemas import MessageEdit, MessageOut, message_out
from api.security import Admin, AuthenticatedRoute, Decider, Reader, Reviewer, ServicesDependency
from api.services import Services
from domain.case import ShortText
from domain.education import EducationMessage
from domain.message import Message, MessageStatus

router = APIRouter(prefix="/v1/education-messages", tags=["education messages"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 422, 429, 503)
MessageVersion = Annotated[
    str | None, Header(alias="If-Match", max_length=100, description="The `ETag` of the text that is edited.")
]
CreatedAt = Annotated[AwareDatetime | None, Query(description="The `created_at` of the delivered text.")]


@router.get("", response_model=Page[MessageOut], responses=COMMON)
def list_messages(
    services: ServicesDependency,
    caller: Reader,
    status: MessageStatus | None = None,
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> Page[MessageOut]:
    """The messages to creators, oldest first. A caller that delivers messages itself takes those that are `ready`,
    chooses the time (quiet hours and the cap apply to the webhook only), and acknowledges each. One that a review made
    ready is listed when that review can no longer be undone. While a second review waits, its letter is not listed for
    those who may get it."""
    now = datetime.now(UTC)
    rows = services.store.outbox.list(status, limit=limit + 1, cursor=decode_cursor(cursor), now=now)
    found = make_page(rows, limit, lambda row: row, lambda row: (row.created_at, row.message_id))
    seen = LettersSeenBy(services, caller).among(found.items)
    return Page(items=tuple(map(message_out, seen)), next_cursor=found.next_cursor)


@router.post("/{message_id}/ack", status_code=204, responses=responses(404, 409) | COMMON)
def acknowledge_message(
    message_id: ShortText, services: ServicesDependency, caller: Decider, created_at: CreatedAt = None
) -> Response:
    """Records that the creator has received the message; a repeated call changes nothing. With `created_at`, the answer
    is a conflict if a review has changed the text since: deliver the new text too. If a review has withdrawn the
    message meanwhile, the delivery is recorded and a correction follows."""
    require_message(services, message_id)
    services.store.outbox.acknowledge(message_id, caller.key_id, datetime.now(UTC), created_at)
    return Response(status_code=204)


@router.post("/{message_id}/redrive", status_code=204, responses=responses(404, 409) | COMMON)
def redrive_message(message_id: ShortText, services: ServicesDependency, caller: Admin) -> Response:
    """Restarts the delivery attempts of a message now: of one that is dead, or that waits after a failed attempt."""
    require_message(services, message_id)
    services.store.outbox.redrive(message_id, caller.key_id, datetime.now(UTC))
    return Response(status_code=204)


@router.get("/{message_id}", response_model=MessageOut, responses=responses(404, 409) | COMMON)
def get_message(message_id: ShortText, services: ServicesDependency, caller: Reader, response: Response) -> MessageOut:
    """One message; its `ETag` names the version of its text, which an edit needs. While a second review waits, the
    answer to those who may get it is a conflict: the letter tells the first."""
    message = LettersSeenBy(services, caller).get(message_id).message
    response.headers["ETag"] = _etag(message)
    return message_out(message)


@router.post(
    "/{message_id}/edit",
    response_model=MessageOut,
    responses=responses(400, 404, 408, 409, 413, 415, 428) | COMMON,
)
def edit_message(
    message_id: ShortText,
    body: MessageEdit,
    services: ServicesDependency,
    caller: Reviewer,
    response: Response,
    if_match: MessageVersion = None,
) -> MessageOut:
    """Edits a message that waits for a moderator; a review then releases it as it is. What changed is checked like any
    letter: an edit that discloses, promises or accuses is refused with each rule that it breaks. While another person
    has the job, the answer is a conflict."""
    seen = LettersSeenBy(services, caller).get(message_id)
    message = seen.message
    if if_match is None:
        detail = f"say which text you edit, with If-Match: {_etag(message)}"
        raise ApiError(428, "precondition-required", detail)
    letter = edited_letter(message, body.model_dump())
    _require_permitted(services, message, letter)
    version = if_match.strip().strip('"')
    edited = save_edit(services, seen, version, letter, caller)
    response.headers["ETag"] = _etag(edited)
    return message_out(edited)


def _require_permitted(services: Services, message: Message, letter: EducationMessage) -> None:
    """Raises ApiError."""
    problems = problems_of_edit(services, message, letter)
    if problems:
        errors = [FieldError(where="body", message=problem) for problem in problems]
        detail = f"this text may not be sent: {'; '.join(problems)}"
        raise ApiError(422, "invalid-request", detail, errors=errors)


def _etag(message: Message) -> str:
    return f'"{message.version}"'
