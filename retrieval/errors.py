"""What can go wrong while finding: each message says what to do about it."""


class RetrievalError(Exception):
    """The base of the family, for the edge to catch."""


class EmbedderUnavailable(RetrievalError):  # noqa: N818
    """The embedder's weights or library are missing, or not the ones that were pinned."""


class IndexDamaged(RetrievalError):  # noqa: N818
    """The index folder holds something that Chroma cannot read."""


class IndexUnwritable(RetrievalError):  # noqa: N818
    """The data directory does not let itself be written."""
