"""Errors of looking for copies. A file that cannot be read is a reading, not an error."""

from importlib.util import find_spec

from signals.errors import SignalsError


class CopiesExtraMissing(SignalsError):
    """A library that reads pictures or videos is not installed."""


class CopiesSourceInvalid(SignalsError):
    """There is nothing to compare, or it is more than the limits allow."""


def require(library: str, extra: str, purpose: str) -> None:
    """Raises CopiesExtraMissing."""
    if not _is_installed(library):
        raise CopiesExtraMissing(f"to {purpose}, run pip install 'clausewise[{extra}]'")


def _is_installed(library: str) -> bool:
    try:
        return find_spec(library) is not None
    except ValueError:  # an import of it failed or was forbidden
        return False
