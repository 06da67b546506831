"""How the embedded judge reads a post: the probability of each rule, and the figures that say how far to trust it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agent.judges.base import JudgeInput
from agent.judges.embedded.classifier.model import FloatArray, Predictor
from agent.judges.embedded.scoring import (
    ClauseMatch,
    ClauseRank,
    logit,
    rank_clauses,
    score_violation,
    shrink_to_baseline,
)
from domain.clause import Clause, ClauseKind

FIGURES = ("post", "segment", "worst_segment", "similarity", "margin", "lead", "post_and_lead")
"""In the order of `Reading.figures`: log-odds of any violation for the post (moved to the
baseline where it resembles no rule), for the segment that indicates the
likeliest rule, and for the worst segment; how similar that segment is to the rule, and how much more to its violating
than to its compliant examples; the rule's lead over the next one (log ratio), and that times the first figure. None
depends on the length of the post: labelled cases are longer than most posts."""
MAX_LEAD = 4.0
SMALLEST_SCORE = 1e-9  # of a rule relative to the likeliest


@dataclass(frozen=True)
class RuleReading:
    """`probability` of a violation; `segment`: the position of the segment that indicates it most."""

    probability: float
    segment: int


@dataclass(frozen=True)
class Reading:
    """`rules`: by clause id, or by key for those not in force; the likeliest is first. `figures`: (figures,), see
    `FIGURES`; empty without rules."""

    rules: Mapping[str, RuleReading]
    figures: tuple[float, ...]

    @property
    def likeliest(self) -> str | None:
        return next(iter(self.rules), None)


def read(judge_input: JudgeInput, matches: Mapping[str, ClauseMatch], classifier: Predictor) -> Reading:
    """`judge_input` has at least one segment. `matches` are those of its rules and exceptions, by id, and of the rules
    not in force, by key."""
    segments, clauses = judge_input.segments, judge_input.known_clauses
    rules = {name: match for name, match in matches.items() if not is_exception(clauses.get(name))}
    predicted = classifier.predict([segment.reading for segment in segments], judge_input.vectors)
    violation = score_violation(classifier, segments, judge_input.vectors, predicted)
    probability = violation.probability
    if not violation.threshold_ratios:
        similarity = max((match.max_similarity for match in rules.values()), default=0.0)
        probability = shrink_to_baseline(probability, similarity)
    segment_logits = logit(predicted.any_violation)
    ranks = rank_clauses(rules, _retrieval_scores(judge_input), segment_logits, violation.threshold_ratios)
    ordered = sorted(ranks.items(), key=lambda item: -item[1].relative_score)
    post = float(logit(np.array(probability)))
    return Reading(
        {name: RuleReading(probability * rank.relative_score, rank.segment) for name, rank in ordered},
        _figures(rules, ordered, segment_logits, post) if ordered else (),
    )


def _figures(
    matches: Mapping[str, ClauseMatch],
    ordered: Sequence[tuple[str, ClauseRank]],
    segment_logits: FloatArray,
    post: float,
) -> tuple[float, ...]:
    name, rank = ordered[0]
    match, lead = matches[name], _lead([rank.relative_score for _, rank in ordered])
    return (
        post,
        float(segment_logits[rank.segment]),
        float(segment_logits.max()),
        float(match.similarity[rank.segment]),
        float(match.margin[rank.segment]),
        lead,
        post * lead,
    )


def _lead(scores: Sequence[float]) -> float:
    """Of the first over the second score; the largest lead where there is no second."""
    if len(scores) < 2:
        return MAX_LEAD
    first, second = (max(score, SMALLEST_SCORE) for score in scores[:2])
    return min(float(np.log(first / second)), MAX_LEAD)


def _retrieval_scores(judge_input: JudgeInput) -> dict[str, float]:
    scores = {found.clause_id: found.score for found in judge_input.evidence.clauses}
    return scores | {clause.key: score for clause, score in judge_input.clauses_not_in_force}


def is_exception(clause: Clause | None) -> bool:
    return clause is not None and clause.kind is ClauseKind.EXCEPTION
