"""Asks the whole path, or retrieval alone, about a case, and scores what comes back."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from agent.adjudicator import Adjudicator
from agent.evidence.gathering import cut
from domain.decision import Decision
from domain.errors import InputError, OperationError
from eval.dataset.labelled_case import LabelledCase
from eval.runs.result import Result
from eval.scorers import retrieval
from eval.scorers.registry import score_all
from eval.scorers.score import Score, Scored

DEEPEST = 50
Ask = Callable[[LabelledCase, int], Result]


@dataclass(frozen=True)
class AdjudicationTask:
    """The path is handed the case, never its label."""

    adjudicator: Adjudicator

    def __call__(self, labelled: LabelledCase, repeat: int) -> Result:
        start = perf_counter()
        decision, error = self._decided(labelled)
        took = (perf_counter() - start) * 1000
        scores = tuple(score_all(Scored(labelled, decision)))
        return _result(labelled, repeat, took, decision=decision, error=error, scores=scores)

    def _decided(self, labelled: LabelledCase) -> tuple[Decision | None, str | None]:
        try:
            return self.adjudicator.decide(labelled.case), None
        except (InputError, OperationError) as error:
            return None, str(error) or type(error).__name__


@dataclass(frozen=True)
class RetrievalTask:
    """Retrieval alone, for datasets that label what should be found."""

    adjudicator: Adjudicator

    def __call__(self, labelled: LabelledCase, repeat: int) -> Result:
        start = perf_counter()
        found = self._found(labelled)
        took = (perf_counter() - start) * 1000
        scores: tuple[Score, ...] = retrieval.ranked(found, frozenset(labelled.gold.clauses))
        return _result(labelled, repeat, took, scores=scores)

    def _found(self, labelled: LabelledCase) -> list[str]:
        gatherer, case = self.adjudicator.gatherer, labelled.case
        texts = [piece.text for piece in cut(case)]
        allowed = {clause.key: clause.id for clause in gatherer.library.clauses if clause.scope == case.scope}
        hits = gatherer.index.search(gatherer.embedder.embed(texts), texts, allowed.keys(), DEEPEST)
        return [allowed[hit.key] for hit in hits]


def _result(
    labelled: LabelledCase,
    repeat: int,
    took: float,
    *,
    decision: Decision | None = None,
    error: str | None = None,
    scores: tuple[Score, ...] = (),
) -> Result:
    case = labelled.case
    signals = decision.evidence.signals.signals if decision else None
    return Result(
        case_id=labelled.id,
        repeat=repeat,
        group=labelled.group,
        tags=labelled.tags,
        must_pass=labelled.must_pass,
        market=case.market,
        language=case.language,
        tier=signals.tier if signals else None,
        channels=tuple(sorted({item.kind.value for item in case.content})),
        gold=labelled.gold,
        labels={who: outcome.value for who, outcome in labelled.labels.items()},
        decision=decision,
        error=error,
        scores=scores,
        latency_ms=round(took, 3),
    )
