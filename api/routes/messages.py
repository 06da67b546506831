"""Messages to creators: pulled and acknowledged, or driven again where delivery was given up."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from api.cursor import cursor, place_of
from api.problem import not_found, responses
from api.schemas import MessageOut, Page
from api.security import Admin, Decider, Guarded, PartsOf, Reader
from domain.case import Name
from domain.message import Message, MessageStatus

router = APIRouter(prefix="/v1/education-messages", tags=["education messages"], route_class=Guarded)
COMMON = responses(401, 403, 422, 429, 503)


@router.get("", response_model=Page[MessageOut], responses=COMMON)
def list_(
    parts: PartsOf,
    caller: Reader,
    status: MessageStatus | None = None,
    after: Annotated[str | None, Query(max_length=500, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[MessageOut]:
    """Oldest first. Whoever sends them by other means takes those that are `ready`, decides when to send each (quiet
    hours and the cap hold for the webhook alone), and acknowledges it."""
    place = place_of(after) if after is not None else None
    found = parts.store.outbox.list(status, limit=limit + 1, after=place)
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        items=tuple(map(message_out, found[:limit])),
        next_cursor=cursor((last.created_at, last.message_id)) if last else None,
    )


@router.post("/{message_id}/ack", status_code=204, responses=responses(404, 409) | COMMON)
def acknowledge(
    message_id: Name,
    parts: PartsOf,
    caller: Decider,
    created_at: Annotated[AwareDatetime | None, Query(description="That of the words that were handed on.")] = None,
) -> Response:
    """The message was handed to its creator; said twice, nothing changes. With `created_at`, it is a conflict where a
    review has written other words meanwhile, which are still to go. Where a review took it back meanwhile, that it
    went is kept, and a message that corrects it follows."""
    _require(parts.store.outbox.get(message_id), message_id)
    parts.store.outbox.acknowledge(message_id, caller.key_id, datetime.now(UTC), created_at)
    return Response(status_code=204)


@router.post("/{message_id}/redrive", status_code=204, responses=responses(404, 409) | COMMON)
def redrive(message_id: Name, parts: PartsOf, caller: Admin) -> Response:
    """A message whose delivery was given up gets all its attempts anew."""
    _require(parts.store.outbox.get(message_id), message_id)
    parts.store.outbox.revive(message_id, caller.key_id, datetime.now(UTC))
    return Response(status_code=204)


def _require(message: Message | None, message_id: str) -> Message:
    if message is None:
        raise not_found(f"there is no message {message_id}")
    return message


def message_out(message: Message) -> MessageOut:
    letter = message.message
    return MessageOut(
        message_id=message.message_id,
        decision_id=message.decision_id,
        corrects=message.corrects,
        creator_id=message.creator_id,
        clauses=message.clauses,
        locale=letter.locale,
        subject=letter.subject,
        body=letter.body,
        steps=letter.steps,
        appeal=letter.appeal,
        status=message.status,
        attempts=message.attempts,
        last_error=message.last_error,
        created_at=message.created_at,
        delivered_at=message.delivered_at,
    )
