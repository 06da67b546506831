"""What can go wrong while finding: each message says what to do about it."""

from domain.errors import OperationError


class RetrievalError(OperationError):
    """The base of the family, for the edge to catch."""


class EmbedderUnavailable(RetrievalError):
    """The embedder's weights or library are missing, or not the ones that were pinned."""


class IndexDamaged(RetrievalError):
    """The index folder holds something that Chroma cannot read."""


class IndexUnwritable(RetrievalError):
    """The data directory does not let itself be written."""
