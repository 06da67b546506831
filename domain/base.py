"""The base of all domain models."""

from pydantic import BaseModel, ConfigDict


class FrozenModel(BaseModel):
    """Immutable; an unknown field raises ValidationError."""

    model_config = ConfigDict(frozen=True, extra="forbid")
