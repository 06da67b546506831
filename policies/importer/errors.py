"""Why a foreign document was not imported."""

from domain.errors import InputError, OperationError


class Unreadable(InputError):
    """The document cannot be read as it stands; the message says what to do with it."""


class ConverterMissing(OperationError):
    """The libraries that convert a document are not installed."""
