"""A labelled case: the input of the adjudicator, and the labels that people gave it, which no judge ever sees."""

import hashlib
import json
from enum import StrEnum
from typing import Any

from pydantic import Field, model_validator

from domain.base import FrozenModel
from domain.case import Case, CleanText
from domain.ladder import EnforcementAction
from domain.verdict import Outcome
from eval.drawing.drawing import Drawing
from eval.renamed_fields import refuse_former_names

FINGERPRINT_CHARS = 16


class Tag(StrEnum):
    """What a case tests; a case may have several."""

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
    """What the ladder should recommend: `points` of this case, and their `total` in the window, this case included."""

    action: EnforcementAction
    points: int = Field(ge=0)
    total: int = Field(ge=0)

    @model_validator(mode="before")
    @classmethod
    def _refuse_former_names(cls, values: Any) -> Any:
        return refuse_former_names(values, {"measure": "action"})


class GoldMessage(FrozenModel):
    """Phrases that the creator's message must contain, and phrases that it must not."""

    must_mention: tuple[CleanText, ...] = ()
    must_not_mention: tuple[CleanText, ...] = ()


class Gold(FrozenModel):
    """The labels of a case. `violated`: all violated clauses. `alternatives`: other sets that are correct too.
    `near_misses`: rules that the case nearly violates. `exception`: the exception that excuses it. `outcome` None:
    only retrieval is scored. `clauses`: the relevant clauses, for datasets that label no more than that."""

    outcome: Outcome | None = None
    violated: tuple[CleanText, ...] = ()
    alternatives: tuple[tuple[CleanText, ...], ...] = ()
    exception: CleanText | None = None
    near_misses: tuple[CleanText, ...] = ()
    reason: CleanText = ""
    consequence: GoldConsequence | None = None
    message: GoldMessage | None = None
    clauses: tuple[CleanText, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _refuse_former_names(cls, values: Any) -> Any:
        return refuse_former_names(values, {"near": "near_misses", "why": "reason"})

    @property
    def accepted_sets(self) -> tuple[frozenset[str], ...]:
        """Every set of violated clauses that is correct."""
        return tuple(frozenset(names) for names in (self.violated, *self.alternatives))

    @property
    def revealed_clauses(self) -> frozenset[str]:
        """The clauses that a reader of the labelled case learns something about."""
        exceptions = {self.exception} if self.exception else set()
        return frozenset(exceptions.union(self.near_misses, *self.accepted_sets))


class Attack(FrozenModel):
    """Text of a case that tries to change its verdict: where it stands, and in which style it is written."""

    channel: CleanText = Field(min_length=1)
    style: CleanText = Field(min_length=1)


class LabelledCase(FrozenModel):
    """`group`: the cases of a group belong together, and the bootstrap draws them together. `must_pass`: no release
    may get it wrong. `labels`: outcomes by labeller, where there were several. `attack`: what the case was given to
    mislead a judge; its gold is that of the case without it. `drawings`: the media of the case, which are drawn when
    the dataset is read."""

    id: CleanText = Field(min_length=1)
    case: Case
    gold: Gold
    tags: frozenset[Tag] = frozenset()
    must_pass: bool = False
    group: CleanText | None = None
    labels: dict[CleanText, Outcome] = {}
    attack: Attack | None = None
    drawings: tuple[Drawing, ...] = ()

    @property
    def case_sha256(self) -> str:
        """Of the case without its labels: equal where the same content was posted in the same circumstances."""
        fields = self.case.model_dump(mode="json", exclude_defaults=True)
        text = json.dumps(fields, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT_CHARS]

    @model_validator(mode="before")
    @classmethod
    def _default_case_id(cls, line: Any) -> Any:
        """The case takes the id of the line if it has none."""
        if isinstance(line, dict) and isinstance(line.get("case"), dict):
            return line | {"case": {"id": line.get("id"), **line["case"]}}
        return line
