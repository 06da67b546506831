"""What a judge is given, what it gives back, and the one protocol all judges follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from agent.judges.check_variables import Variables, variables
from domain.case import Case
from domain.clause import Clause
from domain.decision import Degradation, JudgeContribution
from domain.evidence import Evidence
from domain.finding import DraftFinding
from domain.verdict import ReviewReason

if TYPE_CHECKING:
    from llm.lazy_session import LazySession


@dataclass(frozen=True)
class CaseSegment:
    """A stretch of one content item: `text == case.item(item_id).text[start:end]`."""

    item_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class JudgeInput:
    """One case made ready for judging. `vectors` has a unit row a segment, and `similarity` what the clause index makes
    of it; `clauses` are those in force that the evidence names, by id, exceptions and definitions included, less
    those `decided` by a judge before, which are there to be read beside them: what a fact broke, words may still
    excuse. `elsewhere` are rules that the content comes near but that bind only in other markets or from a later day,
    with their retrieval scores: what they forbid must not be laid to the rules that do bind. `in_force` are all clauses
    of that day, market and scope, in the order of the law. `models` is the case's session with language models; None:
    there are none."""

    case: Case
    as_of: date
    segments: tuple[CaseSegment, ...]
    vectors: NDArray[np.float32]
    similarity: NDArray[np.float32]
    clauses: Mapping[str, Clause]
    evidence: Evidence
    decided_clauses: Mapping[str, Clause] = field(default_factory=dict)
    clauses_not_in_force: tuple[tuple[Clause, float], ...] = ()
    in_force: Mapping[str, Clause] = field(default_factory=dict)
    models: "LazySession | None" = None

    @cached_property
    def variables(self) -> Variables:
        """What a clause's check may read."""
        return variables(self.case, self.evidence.signals.signals, self.as_of)

    @cached_property
    def evidence_ids(self) -> Mapping[str, tuple[str, ...]]:
        """By the clause that the evidence names."""
        return {found.clause_id: (found.id,) for found in self.evidence.clauses}

    def with_segments(self, rows: Sequence[int]) -> "JudgeInput":
        """With these segments alone."""
        segments = tuple(self.segments[row] for row in rows)
        return replace(self, segments=segments, vectors=self.vectors[rows], similarity=self.similarity[rows])


@dataclass(frozen=True)
class JudgeOutput:
    """Findings on rules and exceptions, and whatever the judge wants a person to look at. `turn` is the probability
    from which on "broken" is the better call; `wanted` is what the judge would look up in the law before it decides;
    `degraded` says which judges could not do their work."""

    findings: tuple[DraftFinding, ...] = ()
    review: tuple[ReviewReason, ...] = ()
    threshold: float = 0.5
    follow_up_queries: tuple[str, ...] = ()
    degraded: tuple[Degradation, ...] = ()
    judge_contributions: tuple[JudgeContribution, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)


class Judge(Protocol):
    """`name` says who judges, `model` with what; both go into the trace."""

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str: ...

    def judge(self, brief: JudgeInput) -> JudgeOutput: ...
