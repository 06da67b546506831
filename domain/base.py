"""The base of all domain models."""

from pydantic import BaseModel, ConfigDict


class FrozenModel(BaseModel):
    """Immutable; an unknown field raises ValidationError."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def is_none(value: object) -> bool:
    """Of fields that JSON leaves out where they have no value, as it did before they were added."""
    return value is None


def is_empty(value: tuple[object, ...]) -> bool:
    """The same, of fields with several values."""
    return not value
