"""A labelled case: what an agent may be handed, and beside it what people say is right, which no agent ever sees."""

from enum import StrEnum
from typing import Any

from pydantic import Field, model_validator

from domain.base import FrozenModel
from domain.case import Case
from domain.ladder import EnforcementAction
from domain.verdict import Outcome


class Tag(StrEnum):
    """What a case is there to try; a case may have several."""

    PLAIN = "plain"
    NEAR_MISS = "near-miss"
    EXCEPTION = "exception"
    AMBIGUOUS = "ambiguous"
    MULTI_VIOLATION = "multi-violation"
    DISTRACTOR = "distractor"
    REPEAT_OFFENDER = "repeat-offender"
    OLD_VERSION = "old-version"
    MARKET = "market"
    INJECTION = "injection"
    NON_ENGLISH = "non-English"
    FACT_CHECKED = "fact-checked"
    SIGNALS_MISSING = "signals-missing"


class GoldConsequence(FrozenModel):
    """What the ladder should recommend: `points` of this case, `total` in the window with them."""

    measure: EnforcementAction
    points: int = Field(ge=0)
    total: int = Field(ge=0)


class GoldMessage(FrozenModel):
    """Words that the creator's message must hold, and words that it must not."""

    must_mention: tuple[str, ...] = ()
    must_not_mention: tuple[str, ...] = ()


class Gold(FrozenModel):
    """`violated` are all the clauses broken, `alternatives` other sets that would be right, `near` the rules it is a
    near miss of, `exception` the one it relies on. `outcome` None: only retrieval is scored. `clauses` are those that
    a dataset of clauses alone names as bearing on the case."""

    outcome: Outcome | None = None
    violated: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, ...], ...] = ()
    exception: str | None = None
    near: tuple[str, ...] = ()
    why: str = ""
    consequence: GoldConsequence | None = None
    message: GoldMessage | None = None
    clauses: tuple[str, ...] = ()

    @property
    def accepted(self) -> tuple[frozenset[str], ...]:
        """Every violated set that is right."""
        return tuple(frozenset(names) for names in (self.violated, *self.alternatives))

    @property
    def shown(self) -> frozenset[str]:
        """The clauses that whoever sees the case learns something about."""
        relied = {self.exception} if self.exception else set()
        return frozenset(relied.union(self.near, *self.accepted))


class LabelledCase(FrozenModel):
    """`group`: cases of one group hang together and are drawn together. `must_pass`: no release may get it wrong.
    `labels` are the outcomes by labeller, where there were several."""

    id: str = Field(min_length=1)
    case: Case
    gold: Gold
    tags: frozenset[Tag] = frozenset()
    must_pass: bool = False
    group: str | None = None
    labels: dict[str, Outcome] = {}

    @model_validator(mode="before")
    @classmethod
    def _named(cls, line: Any) -> Any:
        """The case takes the line's id where it has none."""
        if isinstance(line, dict) and isinstance(line.get("case"), dict):
            return line | {"case": {"id": line.get("id"), **line["case"]}}
        return line
