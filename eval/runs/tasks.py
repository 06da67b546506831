"""The tasks of a run: adjudicate a labelled case, or only retrieve clauses for it, and score the result."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from agent.adjudicator import Adjudicator
from agent.evidence.content import segment_content
from domain.decision import Decision
from domain.errors import InputError, OperationError
from eval.dataset.labelled_case import LabelledCase
from eval.runs.result import Result
from eval.scorers.registry import score_all
from eval.scorers.retrieval import rank_scores
from eval.scorers.score import Score, ScorerInput

MAX_RETRIEVED = 50
Task = Callable[[LabelledCase, int], Result]


@dataclass(frozen=True)
class AdjudicationTask:
    """Gives the adjudicator the case, never its label."""

    adjudicator: Adjudicator

    def __call__(self, labelled: LabelledCase, repeat: int) -> Result:
        start = perf_counter()
        decision, error = self._decide(labelled)
        latency_ms = (perf_counter() - start) * 1000
        scores = tuple(score_all(ScorerInput(labelled, decision)))
        return _result(labelled, repeat, latency_ms, decision=decision, error=error, scores=scores)

    def _decide(self, labelled: LabelledCase) -> tuple[Decision | None, str | None]:
        try:
            return self.adjudicator.decide(labelled.case), None
        except (InputError, OperationError) as error:
            return None, str(error) or type(error).__name__


@dataclass(frozen=True)
class RetrievalTask:
    """Retrieval without adjudication, for datasets that label relevant clauses only."""

    adjudicator: Adjudicator

    def __call__(self, labelled: LabelledCase, repeat: int) -> Result:
        start = perf_counter()
        retrieved = self._retrieve(labelled)
        latency_ms = (perf_counter() - start) * 1000
        scores = rank_scores(retrieved, frozenset(labelled.gold.clauses))
        return _result(labelled, repeat, latency_ms, scores=scores)

    def _retrieve(self, labelled: LabelledCase) -> list[str]:
        gatherer, case = self.adjudicator.gatherer, labelled.case
        texts = [segment.reading for segment in segment_content(case)]
        allowed = {clause.key: clause.id for clause in gatherer.library.post_clauses if clause.scope == case.scope}
        similarity = gatherer.index.row_similarity(gatherer.embedder.embed(texts))
        hits = gatherer.index.search(similarity, texts, allowed.keys(), MAX_RETRIEVED)
        return [allowed[hit.key] for hit in hits]


def _result(
    labelled: LabelledCase,
    repeat: int,
    latency_ms: float,
    *,
    decision: Decision | None = None,
    error: str | None = None,
    scores: tuple[Score, ...] = (),
) -> Result:
    case = labelled.case
    signals = decision.evidence.signals.signals if decision else None
    return Result(
        case_id=labelled.id,
        case_sha256=labelled.case_sha256,
        repeat=repeat,
        group=labelled.group,
        tags=labelled.tags,
        must_pass=labelled.must_pass,
        market=case.market,
        language=case.language,
        tier=signals.tier if signals else None,
        channels=tuple(sorted({item.kind.value for item in case.content})),
        gold=labelled.gold,
        labels={labeller: outcome.value for labeller, outcome in labelled.labels.items()},
        attack=labelled.attack,
        decision=decision,
        error=error,
        scores=scores,
        latency_ms=round(latency_ms, 3),
    )
