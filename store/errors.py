"""Errors of the store; every message says what to do."""

from domain.errors import InputError, OperationError
from domain.message import Message
from domain.review import Review, ReviewState


class StoreError(OperationError):
    """The base of all errors of the store."""


class StoreUrlInvalid(StoreError):
    """The URL does not name a database that can be opened."""


class StoreUnwritable(StoreError):
    """The database cannot be created, reached or written."""


class StoreBusy(StoreError):
    """The database stayed locked, or every connection in use, for longer than the time limit."""


class StoreDamaged(StoreError):
    """The database, or a row in it, cannot be read."""


class StoreTooNew(StoreError):
    """A newer Clausewise wrote the database."""


class IdempotencyKeyTaken(StoreError):
    """Another request used the idempotency key first."""


class DecisionConflict(StoreError):
    """Another decision is stored under this id."""


class CaseErased(StoreError, InputError):
    """The case was erased while it was being decided."""


class ReviewConflict(StoreError, InputError):
    """The decision is not stored, or was reviewed in the meantime: then `state` has the reviews in effect, and `since`
    those that the reviewer did not know."""

    def __init__(self, message: str, state: ReviewState | None = None, since: tuple[Review, ...] = ()) -> None:
        super().__init__(message)
        self.state, self.since = state, since


class ProposalConflict(StoreError, InputError):
    """There is no such proposal, or a person has answered it."""


class UndoRefused(StoreError, InputError):
    """The review cannot be undone any more."""


class DecisionNotFound(StoreError, InputError):
    """There is no such decision."""


class AmbiguousId(StoreError, InputError):
    """Several ids start with this prefix."""


class IdempotencyKeyReused(StoreError, InputError):
    """The idempotency key came with another request body before."""


class MessageConflict(StoreError, InputError):
    """The message does not exist, or its status does not permit the change."""


class LetterConflict(MessageConflict):
    """A review would release `letter`, which the reviewer has not read: they named another version, or none."""

    def __init__(self, message: str, letter: Message, *, was_named: bool) -> None:
        super().__init__(message)
        self.letter, self.was_named = letter, was_named


class BatchNotFound(StoreError, InputError):
    """There is no such batch."""


class AppealConflict(StoreError, InputError):
    """Another appeal about the decision is open, or this one is closed."""


class ApiKeyNotFound(StoreError, InputError):
    """There is no such key."""


class ApiKeyExpired(StoreError, InputError):
    """The key has expired or was revoked, or would expire at once."""


class JobNotFound(StoreError, InputError):
    """There is no such job in the review queue."""


class JobConflict(StoreError, InputError):
    """The job is finished, or another person has it."""


class GoldenRefused(InputError):
    """The decision cannot be a case of the golden set, or is none."""


class QuizNotFound(StoreError, InputError):
    """There is no such quiz."""


class QuizConflict(StoreError, InputError):
    """The quiz is answered, or the account has had as many quizzes as a day has."""
