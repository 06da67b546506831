"""A metric as its file defines it."""

from typing import Annotated, Literal

from pydantic import Field

from domain.base import FrozenModel

Kind = Literal["ratio", "unit_share", "count", "audit"]
Direction = Literal["lower", "higher", "neither"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Sentence = Annotated[str, Field(min_length=3, max_length=400)]


class Metric(FrozenModel):
    """`sql` selects `day`, `creator_id`, each of `dimensions`, `numerator` and `denominator` for the parameters
    `:first_day`, `:last_day` and `:as_of` (days since 1970-01-01); it is written in the words of SQLite.

    `kind`: `ratio` is Σ numerator / Σ denominator; `unit_share` the share of creators with a denominator who have a
    numerator; `count` is Σ numerator; `audit` is a ratio of draws that `audit_id` names, weighted. `scale` multiplies
    what is shown. The last `complete_after_days` days are not complete and are left out. `live`: of LIVE sessions.
    """

    id: Name
    version: int = Field(ge=1)
    title: Sentence
    meaning: Sentence
    owner: str = Field(min_length=1, max_length=80)
    kind: Kind
    unit: str = Field(min_length=1, max_length=40)
    direction: Direction
    dimensions: tuple[Name, ...] = ()
    population: Sentence
    caveats: tuple[Sentence, ...] = Field(min_length=1)
    sql: str = Field(min_length=20, max_length=20_000)
    scale: float = Field(default=1, gt=0)
    complete_after_days: int = Field(default=0, ge=0, le=400)
    live: bool = False

    @property
    def has_ratio(self) -> bool:
        return self.kind != "count"
