"""Errors in the settings of a signal source. An unknown creator is a reading, not an error."""

from domain.errors import InputError


class SignalsError(InputError):
    """A source cannot be set up. The message says what to do."""


class SignalsFileError(SignalsError):
    """The file of creators cannot be read."""


class SignalsUrlError(SignalsError):
    """The URL of the signals service is not valid."""


class SignalsTokenError(SignalsError):
    """The token for the signals service cannot be sent in a header."""


class LabelsTooFew(SignalsError):
    """Too few decisions are confirmed to learn from them."""


class ModelFileInvalid(SignalsError):
    """The file of a fitted model cannot be read, or there is none."""


class CreatorUnknown(SignalsError):
    """The warehouse does not know the creator."""


class ModelFromLater(SignalsError):
    """A model has seen days after the one that is asked for."""


class MediaMissing(SignalsError):
    """There is nothing to measure, or too much."""
