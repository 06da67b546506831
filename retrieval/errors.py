"""Errors of retrieval. Each message says what to do."""

from domain.errors import OperationError


class RetrievalError(OperationError):
    """The base class of these errors."""


class EmbedderUnavailable(RetrievalError):
    """The embedder's weights or library are missing or not the pinned version."""


class IndexDamaged(RetrievalError):
    """Chroma cannot read the index folder."""


class IndexUnwritable(RetrievalError):
    """The data directory cannot be written."""
