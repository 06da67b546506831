"""What a judge is given, what it gives back, and the one protocol all judges follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from domain.case import Case
from domain.clause import Clause
from domain.evidence import Evidence
from domain.finding import DraftFinding
from domain.verdict import ReviewReason


@dataclass(frozen=True)
class CaseSegment:
    """A stretch of one content item: `text == case.item(item_id).text[start:end]`."""

    item_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Brief:
    """One case made ready for judging. `vectors` has a unit row for each segment; `clauses` are those in force that
    the evidence names, by id, exceptions and definitions included."""

    case: Case
    as_of: date
    segments: tuple[CaseSegment, ...]
    vectors: NDArray[np.float32]
    clauses: Mapping[str, Clause]
    evidence: Evidence


@dataclass(frozen=True)
class Opinion:
    """Findings on rules and exceptions, and whatever the judge wants a person to look at. `turn` is the probability
    from which on "broken" is the better call."""

    findings: tuple[DraftFinding, ...] = ()
    review: tuple[ReviewReason, ...] = ()
    turn: float = 0.5


class Judge(Protocol):
    """`name` says who judges, `model` with what; both go into the trace."""

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str: ...

    def judge(self, brief: Brief) -> Opinion: ...
