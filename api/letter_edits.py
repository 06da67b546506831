"""Edits of letters that wait for a moderator: checked like any letter, and only on the text that the editor saw."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from agent.messages.edits import LetterEdit, edit_problems
from api.blind_letters import SeenLetter
from api.routes.decisions import require_decision
from api.services import Services
from domain.access import Caller
from domain.education import EducationMessage
from domain.message import Message
from store.errors import MessageConflict


def edited_letter(message: Message, changes: Mapping[str, Any]) -> EducationMessage:
    """`changes` are the new fields; one that is None stays."""
    return message.message.model_copy(update={name: value for name, value in changes.items() if value is not None})


def problems_of_edit(services: Services, message: Message, letter: EducationMessage) -> tuple[str, ...]:
    """Each rule that the edited letter breaks; empty if it may be sent."""
    stored = require_decision(services, message.decision_id)
    clauses = services.corpus.library.clauses_of_decision(stored.decision)
    change = LetterEdit(message.message, letter, message.clauses)
    return edit_problems(change, stored.case, stored.decision, clauses)


def save_edit(services: Services, seen: SeenLetter, version: str, letter: EducationMessage, caller: Caller) -> Message:
    """`version`: of the text that the editor saw. Raises MessageConflict or JobConflict."""
    message = seen.message
    if not seen.is_golden:
        return services.store.outbox.edit(message.message_id, version, letter, caller, datetime.now(UTC))
    if message.version != version:
        raise MessageConflict(f"message {message.message_id} was edited meanwhile: read it again, then edit that text")
    return message.model_copy(update={"message": letter})
