"""The vocabulary of checks: which facts, signals and values of a case they may read, of what type, in what unit."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field, model_validator

from domain.base import FrozenModel
from policies.parsing.diagnostics import Complaints
from policies.parsing.toml_tables import read_rows

VOCABULARY = "vocabulary.toml"
SAMPLE = '[facts.stock_units] with type = "number", unit = "units" and meaning = "…"'


class FactType(StrEnum):
    BOOLEAN = "boolean"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"


SAMPLES: Mapping[FactType, tuple[object, ...]] = {
    FactType.BOOLEAN: (False, True),
    FactType.NUMBER: (0.0, 1.0),
    FactType.TEXT: ("text",),
    FactType.DATE: ("2026-09-14",),
}


class Quantity(FrozenModel):
    """`unit` belongs to numbers; a date is text such as `2026-09-14`."""

    type: FactType
    unit: str | None = None
    meaning: str = Field(min_length=1)

    @model_validator(mode="after")
    def _measured(self) -> "Quantity":
        if (self.type is FactType.NUMBER) != bool(self.unit):
            raise ValueError("a number needs a unit, and nothing else has one")
        return self


BUILT_IN: Mapping[str, Quantity] = {
    "signals.quality_score": Quantity(
        type=FactType.NUMBER, unit="points, 0 to 100", meaning="The creator's quality score."
    ),
    "signals.account_age_days": Quantity(
        type=FactType.NUMBER, unit="days", meaning="The age of the creator's account."
    ),
    "signals.strikes": Quantity(
        type=FactType.NUMBER, unit="strikes", meaning="Strikes that the creator has at the moment."
    ),
    "signals.violations_90d": Quantity(
        type=FactType.NUMBER,
        unit="violations",
        meaning="The creator's violations in the 90 days before, less those overturned on appeal.",
    ),
    "case.market": Quantity(type=FactType.TEXT, meaning="The market's code, as the case gives it."),
    "case.language": Quantity(type=FactType.TEXT, meaning="The language's code, as the case gives it."),
    "case.content_date": Quantity(type=FactType.DATE, meaning="The day whose law is applied."),
}


def read_vocabulary(source: str, complaints: Complaints) -> dict[str, Quantity]:
    """What the corpus declares, as `facts.name`. Raises CorpusErrors."""
    facts = {f"facts.{name}": fact for name, fact in read_rows(source, "facts", Quantity, SAMPLE, complaints)}
    complaints.settle()
    return facts
