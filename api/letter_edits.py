"""Edits of letters that wait for a moderator: checked like any letter, and only on the text that the editor saw."""

from collections.abc import Mapping
from typing import Any

from agent.messages.edits import LetterEdit, edit_problems
from api.problem import not_found
from api.routes.decisions import require_decision
from api.services import Services
from domain.education import EducationMessage
from domain.message import Message


def edited_letter(message: Message, changes: Mapping[str, Any]) -> EducationMessage:
    """`changes` are the new fields; one that is None stays."""
    return message.message.model_copy(update={name: value for name, value in changes.items() if value is not None})


def problems_of_edit(services: Services, message: Message, letter: EducationMessage) -> tuple[str, ...]:
    """Each rule that the edited letter breaks; empty if it may be sent."""
    stored = require_decision(services, message.decision_id)
    clauses = services.corpus.library.clauses_of_decision(stored.decision)
    change = LetterEdit(message.message, letter, message.clauses)
    return edit_problems(change, stored.case, stored.decision, clauses)


def require_message(services: Services, message_id: str) -> Message:
    """Raises ApiError."""
    message = services.store.outbox.get(message_id)
    if message is None:
        raise not_found(f"there is no message {message_id}")
    return message
