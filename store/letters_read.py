"""A review releases a letter that another person has edited only if its reviewer has read that text."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.education import EducationMessage
from domain.message import Message, MessageStatus
from domain.review import Review
from store.errors import LetterConflict
from store.notifications import message_of
from store.people.people_schema import DeskSessionRow
from store.schema import DecisionRow
from store.service_schema import ApiKeyRow, AuditRow, MessageRow

HELD = MessageRow.status == MessageStatus.HELD.value
FIRST_LETTER = DecisionRow.decision["education"]


def require_letter_read(session: Session, review: Review, version: str | None) -> None:
    """`version`: of the letter that the reviewer read. Without one, they know the letter of the decision. Raises
    LetterConflict if the review would release another text."""
    row = session.scalar(select(MessageRow).where(MessageRow.decision_id == review.decision_id, HELD))
    if row is None or set(row.clauses) != {*review.violated}:
        return
    message = message_of(row)
    if version is None and review.decision_id not in edited_letters(session, [review.decision_id]):
        return
    if version != message.version:
        raise LetterConflict(_words(session, message), message, was_named=version is not None)


def edited_letters(session: Session, decision_ids: Collection[str]) -> frozenset[str]:
    """Those of the decisions whose letter waits for a person and is not the one that was written first."""
    query = select(MessageRow.decision_id, MessageRow.message, FIRST_LETTER).join(
        DecisionRow, DecisionRow.decision_id == MessageRow.decision_id
    )
    rows = session.execute(query.where(HELD, MessageRow.decision_id.in_(decision_ids)))
    return frozenset(str(decision_id) for decision_id, now, first in rows if _letter(now) != _letter(first))


def _letter(stored: dict[str, Any]) -> EducationMessage:
    return EducationMessage.model_validate(stored)


def _words(session: Session, message: Message) -> str:
    edits = select(AuditRow).where(AuditRow.action == "message.edit", AuditRow.subject == message.message_id)
    edit = session.scalar(edits.order_by(AuditRow.number.desc()).limit(1))
    who = f"{_name_of(session, edit.actor)} edited" if edit else "a person changed"
    at = f" at {edit.created_at:%Y-%m-%d %H:%M} UTC" if edit else ""
    return (
        f"{who} the letter about {message.decision_id}{at}, and this review would send it: read it as it is now "
        f"(letter {message.message_id}, version {message.version}), then decide again"
    )


def _name_of(session: Session, actor: str) -> str:
    """Of a key, or of a person who is signed in."""
    key = session.get(ApiKeyRow, actor)
    if key is not None:
        return key.name
    signed_in = select(DeskSessionRow.name).where(DeskSessionRow.subject == actor).limit(1)
    return session.scalar(signed_in) or "a person"
