"""Errors in what is handed to the link signals. A graph that says nothing is a reading, not an error."""

from signals.errors import SignalsError


class LinkEdgesError(SignalsError):
    """The arrays of a relation do not fit together."""


class LinksExtraMissingError(SignalsError):
    """The library of graph algorithms is not installed."""
