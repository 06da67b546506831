"""What can be wrong with the record; every message says what to do."""

from domain.errors import InputError, OperationError


class StoreError(OperationError):
    """The record cannot do what was asked of it."""


class StoreUrlInvalid(StoreError):
    """The store URL names no database that can be opened."""


class StoreUnwritable(StoreError):
    """The database cannot be made, reached or written."""


class StoreBusy(StoreError):
    """Others kept the database locked, or every connection to it, for longer than anybody should wait."""


class StoreDamaged(StoreError):
    """The database, or a record in it, cannot be read back."""


class StoreTooNew(StoreError):
    """The database was written by a newer Clausewise."""


class RequestTaken(StoreError):
    """The idempotency key is taken."""


class DecisionConflict(StoreError):
    """A decision of this id is kept already, and it is another one."""


class CaseErased(StoreError, InputError):
    """The case was taken out of the record while it was decided."""


class ReviewConflict(StoreError, InputError):
    """The review does not follow on what is on record."""


class AmbiguousId(StoreError, InputError):
    """The beginning of an id fits several decisions."""


class RequestConflict(StoreError, InputError):
    """An idempotency key came with another body than before."""


class MessageConflict(StoreError, InputError):
    """The message is not there, or is past what was asked of it."""


class BatchUnknown(StoreError, InputError):
    """There is no such batch."""


class AppealConflict(StoreError, InputError):
    """The appeal is not there, or does not fit what is on record."""


class KeyUnknown(StoreError, InputError):
    """There is no such key."""


class KeyEnded(StoreError, InputError):
    """The key holds no longer, or would never hold."""
