"""A slice that explains a movement of a metric, with its numbers."""

from collections.abc import Mapping

from domain.base import FrozenModel

Values = Mapping[str, str | None]


class Cause(FrozenModel):
    """`slice` maps dimensions to values. `excess` is what the slice has beyond its expectation at its own volume, in
    units of the numerator; `share` is its part of the excess of everything, in a report no more than 1 (also where it
    has more, because others went the other way). `before` and `after` are its rates, or for a count its numbers.
    Causes with the same `answer` explain the movement together; answer 0 is the best."""

    slice: dict[str, str | None]
    excess: float
    share: float | None
    before: float | None
    after: float | None
    volume: float
    score: float
    answer: int

    @property
    def title(self) -> str:
        return slice_title(self.slice)


def slice_title(values: Values) -> str:
    """`market = US, kind = video`."""
    return ", ".join(f"{name} = {'unknown' if value is None else value}" for name, value in values.items()) or "all"
