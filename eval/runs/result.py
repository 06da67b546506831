"""A line of `results.jsonl`: the decision on one case, and every score with its reason."""

from typing import Any

from pydantic import Field

from domain.base import FrozenModel
from domain.decision import Decision
from eval.dataset.labelled_case import Attack, Gold, Tag
from eval.scorers.score import Score


class Result(FrozenModel):
    """`repeat` counts from 0. `decision` None with an `error`: the case failed; None without one: only retrieval was
    run. `market`, `language` and `tier` are None where unknown. `case_sha256`: of the case, empty in older runs."""

    case_id: str
    case_sha256: str = ""
    repeat: int = Field(default=0, ge=0)
    group: str | None = None
    tags: frozenset[Tag] = frozenset()
    must_pass: bool = False
    market: str | None = None
    language: str | None = None
    tier: str | None = None
    channels: tuple[str, ...] = ()
    gold: Gold
    labels: dict[str, str] = {}
    attack: Attack | None = None
    decision: Decision | None = None
    error: str | None = None
    scores: tuple[Score, ...] = ()
    latency_ms: float = Field(ge=0)

    @property
    def key(self) -> tuple[str, int]:
        return self.case_id, self.repeat

    def model_post_init(self, context: Any) -> None:
        if self.decision is not None and self.error is not None:
            raise ValueError("a result has either a decision or an error")
