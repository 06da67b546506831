"""Refuses with the command that installs a missing library of an optional extra."""

from importlib.util import find_spec

from warehouse.errors import ExtraMissing


def require(library: str, extra: str) -> None:
    """Raises ExtraMissing."""
    if find_spec(library) is None:
        raise ExtraMissing(f"{library} is not installed: run pip install 'clausewise[{extra}]'")
