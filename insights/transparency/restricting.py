"""Decisions that restrict something, with the groups that the transparency report counts them in."""

from dataclasses import dataclass

from domain.statement import Restriction

NO_CATEGORY, NO_MARKET = "(no category)", "(no market)"


@dataclass(frozen=True)
class RestrictingDecision:
    """A decision that restricts something, with the groups that it is counted in: one of each kind."""

    creator_id: str | None
    restriction: Restriction
    category: str
    ground: str
    market: str

    @property
    def measures(self) -> str:
        return " + ".join(self.restriction.measures)
