"""The two kinds of trouble: what the asker can mend, and what whoever runs Clausewise must."""


class InputError(Exception):
    """What was given cannot be decided as it stands; the message says what to change."""


class OperationError(Exception):
    """A part that Clausewise stands on failed; the message says what to do about it."""
