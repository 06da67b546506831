"""A statement put to a decisions model, and how likely it is to be true."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Predicate:
    """A statement about the text that is true or not; `name` is what the answer is known by."""

    name: str
    text: str


@dataclass(frozen=True)
class Estimate:
    """`probability` is None where the model refused this one, left it out, or answered something else."""

    name: str
    probability: float | None
