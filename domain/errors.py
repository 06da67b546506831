"""The two kinds of errors: the caller can fix one, the operator the other."""


class InputError(Exception):
    """The input is invalid; the message says what to change."""


class OperationError(Exception):
    """Something that Clausewise depends on failed; the message says what to do."""
