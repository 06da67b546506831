"""Letters as a caller may see them: nothing of how others answered a case that waits for an answer of this caller."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.blind_reviews import ReviewsSeenBy
from api.problem import ApiError, not_found
from api.routes.decisions import require_decision
from api.services import Services
from domain.access import Caller, Scope
from domain.message import Message, MessageStatus


@dataclass(frozen=True)
class SeenLetter:
    """`is_golden`: the caller has a job about a case of the golden set, which they must not know. They see its letter
    as it was before anybody reviewed the case, and what they edit is not stored."""

    message: Message
    is_golden: bool = False


@dataclass(frozen=True)
class LettersSeenBy:
    """The letters as `caller` may see them."""

    services: Services
    caller: Caller

    def get(self, message_id: str) -> SeenLetter:
        """Raises ApiError."""
        message = require_message(self.services, message_id)
        if self._is_golden(message):
            return SeenLetter(self._first(message), is_golden=True)
        if ReviewsSeenBy(self.services, self.caller).is_hidden(message.decision_id):
            raise ApiError(409, "conflict", "this letter tells what a colleague answered: answer the case first")
        return SeenLetter(message)

    def among(self, messages: Sequence[Message]) -> tuple[Message, ...]:
        """Those of the messages that the caller may see. A caller that delivers gets all."""
        if self.caller.has_scope(Scope.DECIDE):
            return tuple(messages)
        reviews = ReviewsSeenBy(self.services, self.caller)
        hidden = reviews.hidden_of(message.decision_id for message in messages)
        return tuple(message for message in messages if message.decision_id not in hidden)

    def _is_golden(self, message: Message) -> bool:
        golden = self.services.store.queue.golden_jobs
        return golden.job_in_hand(message.decision_id, self.caller.name) is not None

    def _first(self, message: Message) -> Message:
        decision = require_decision(self.services, message.decision_id).decision
        unsent = {"status": MessageStatus.HELD, "attempts": 0, "last_error": "", "delivered_at": None, "corrects": None}
        first = {"message": decision.education, "clauses": decision.verdict.violated, **unsent}
        return message.model_copy(update=first)


def require_message(services: Services, message_id: str) -> Message:
    """Raises ApiError."""
    message = services.store.outbox.get(message_id)
    if message is None:
        raise not_found(f"there is no message {message_id}")
    return message
