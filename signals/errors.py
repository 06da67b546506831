"""What can be wrong with the settings of a signal source; not knowing a creator is a reading, never an error."""

from domain.errors import InputError


class SignalsError(InputError):
    """A source that cannot be set up. The message says what to do."""


class SignalsFileError(SignalsError):
    """The file of embedded creators cannot be read."""


class SignalsUrlError(SignalsError):
    """The address of the signals service is not one that can be asked."""


class SignalsTokenError(SignalsError):
    """The token for the signals service is not one that a header can carry."""
