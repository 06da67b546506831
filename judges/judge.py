"""What a judge is given, what it gives back, and the one protocol all judges follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """Findings on rules, and whatever the judge wants a person to look at. `probability` is of anything at all being
    broken, where the judge knows it better than from its findings one by one."""

    findings: tuple[DraftFinding, ...] = ()
    probability: float | None = None
    review: tuple[ReviewReason, ...] = field(default=())


class Judge(Protocol):
    """`name` says who judges, `model` with what; both go into the trace."""

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str: ...

    def judge(self, brief: Brief) -> Opinion: ...
