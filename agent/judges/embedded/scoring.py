"""The arithmetic of the embedded judge: how similar a case is to each clause, and the probabilities that follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from agent.judges.base import ContentSegment
from agent.judges.embedded.classifier.model import FloatArray, Prediction, Predictor, sigmoid
from agent.judges.embedded.example_shares import NO_SHARES, ExampleShares
from domain.clause import Clause
from retrieval.index import ClauseIndex, ClauseSimilarity, RowSimilarity, in_batches

Similarities = NDArray[np.float32]

MAX_EXAMPLES = 3  # that count on each side, because a violation resembles only some of the examples
TEXT_WEIGHT = 0.3  # of a clause's text, relative to its examples

# A segment is classified in context, so a short post is one passage, and a longer one is read in passages, so that
# unrelated text far away does not dilute it. The most suspicious single segment counts for the rest. On the development
# cases of the bundled corpus, passages of 3, of 5 and whole cases rank equally well, as do weights from 0.5 up.
SHORT_POST, PASSAGE_SEGMENTS = 5, 3
PASSAGE_WEIGHT = 0.6

# Below LOW_SIMILARITY to every rule the classifier is ignored; from HIGH_SIMILARITY on it counts fully. Of the
# violations among the development cases, 1 in 20 is below .37. Greetings and small talk are at .24 to .40.
LOW_SIMILARITY, HIGH_SIMILARITY = 0.30, 0.42
BASELINE_PROBABILITY = 0.15  # of a violation in a post that resembles no example

# On the development cases the first clause is a labelled one in .72 of the violations (by retrieval and similarity
# alone in .55). Half or twice these weights change that by .05. TEMPERATURE is where the relative scores are calibrated
# best.
SIMILARITY_WEIGHT, LOGIT_WEIGHT, DIRECTION_WEIGHT, CHARACTERS_WEIGHT, TEMPERATURE = 5.0, 0.1, 0.25, 0.5, 1.0
RANKING_THRESHOLD = 0.5  # of a clause that the classifier was not trained for

# Logistic weights, fitted on the development cases and measured on the test cases by `benchmarks/agreement.py`: of
# similarity to the exception's examples, margin over its near misses, and similarity above that to the rule.
EXCEPTION_SIMILARITY, EXCEPTION_MARGIN, EXCEPTION_ABOVE_RULE, EXCEPTION_OFFSET = 6.4, 3.6, 9.7, -4.5


@dataclass(frozen=True)
class ClauseMatch:
    """One clause against all segments. `similarity` (segments,) is to the clause's text and violating examples;
    `margin` (segments,) is how much more similar a segment is to violating than to compliant examples. The examples
    are those most similar to the most similar segment, with their cosine similarity; `text_similarity` is that of this
    segment to the clause's text."""

    similarity: Similarities
    margin: Similarities
    violating_example: tuple[str, float] | None
    compliant_example: tuple[str, float] | None
    text_similarity: float = 0.0

    @property
    def max_similarity(self) -> float:
        return float(self.similarity.max(initial=0.0))

    def part(self, rows: slice) -> "ClauseMatch":
        """Of these segments only."""
        return replace(self, similarity=self.similarity[rows], margin=self.margin[rows])


@dataclass(frozen=True)
class ClauseRank:
    """`relative_score` is 1 for the likeliest clause and less for the others; `segment` indicates it most."""

    relative_score: float
    segment: int


def match_clauses(
    clauses: Mapping[str, Clause], index: ClauseIndex, similarity: RowSimilarity
) -> dict[str, ClauseMatch]:
    """A match for each clause, by its name. `similarity` is `ClauseIndex.row_similarity` of at least one segment."""
    keys, columns = [clause.key for clause in clauses.values()], np.arange(len(clauses))
    batches = [_similarity_and_margin(index.clause_similarity(keys, batch)) for batch in in_batches(similarity)]
    scores, margins = (np.concatenate(parts) for parts in zip(*batches, strict=True))
    nearest = index.clause_similarity(keys, RowSimilarity(similarity[scores.argmax(axis=0)]))
    violating, compliant = nearest.violating[columns, columns], nearest.compliant[columns, columns]
    texts = nearest.text[columns, columns].max(axis=1, initial=-1.0)
    return {
        name: ClauseMatch(
            scores[:, n],
            margins[:, n],
            _nearest_example(clause.violating_examples, violating[n]),
            _nearest_example(clause.compliant_examples, compliant[n]),
            float(texts[n]),
        )
        for n, (name, clause) in enumerate(clauses.items())
    }


def passages(segments: int) -> tuple[slice, ...]:
    """The runs of so many segments, at least one, that are read as one text each."""
    if segments <= SHORT_POST:
        return (slice(0, segments),)
    return tuple(slice(start, start + PASSAGE_SEGMENTS) for start in range(segments - PASSAGE_SEGMENTS + 1))


def predict_passages(
    classifier: Predictor, segments: Sequence[ContentSegment], vectors: NDArray[np.float32], runs: Sequence[slice]
) -> Prediction:
    """`vectors` has a unit row for each of the segments."""
    texts = [_passage(segments[run], vectors[run]) for run in runs]
    return classifier.predict([text for text, _ in texts], np.stack([vector for _, vector in texts]))


def violation_logit(passage_logits: FloatArray, segment_logits: FloatArray) -> float:
    """Of any violation in the passages, at least one, and their segments."""
    return float(PASSAGE_WEIGHT * passage_logits.max() + (1 - PASSAGE_WEIGHT) * segment_logits.max())


def shrink_to_baseline(probability: float, similarity: float) -> float:
    """Moves the probability towards the baseline as the similarity to the nearest rule falls."""
    weight = float(np.clip((similarity - LOW_SIMILARITY) / (HIGH_SIMILARITY - LOW_SIMILARITY), 0, 1))
    predicted, baseline = logit(np.array([probability, BASELINE_PROBABILITY]))
    return float(sigmoid(np.array(weight * predicted + (1 - weight) * baseline)))


def rank_clauses(
    matches: Mapping[str, ClauseMatch],
    retrieval_scores: Mapping[str, float],
    segment_logits: FloatArray,
    threshold_ratios: Mapping[str, float],
    examples: ExampleShares = NO_SHARES,
) -> dict[str, ClauseRank]:
    """A rank for each clause of `matches`. `segment_logits` (segments,) are of any violation. A clause in
    `threshold_ratios` ranks by its ratio. The others rank by retrieval, similarity, logits and the shares of `examples`
    together."""
    logs = {name: examples.logs(name) for name in matches}
    segment_scores = {
        name: LOGIT_WEIGHT * segment_logits + SIMILARITY_WEIGHT * match.similarity + DIRECTION_WEIGHT * logs[name][0]
        for name, match in matches.items()
    }
    with_examples = [name for name, match in matches.items() if match.violating_example is not None]
    ranked = with_examples if with_examples or threshold_ratios else list(matches)  # without examples, by text alone
    shares = _softmax(
        {
            name: retrieval_scores.get(name, 0.0)
            + float(segment_scores[name].max())
            + CHARACTERS_WEIGHT * logs[name][1]
            for name in ranked
        }
    )
    scores = {name: share / RANKING_THRESHOLD for name, share in shares.items()}
    scores |= {name: threshold_ratios[name] for name in matches if name in threshold_ratios}
    top = max(scores.values(), default=1.0)
    return {name: ClauseRank(scores.get(name, 0.0) / top, int(segment_scores[name].argmax())) for name in matches}


def exception_probability(exception: ClauseMatch, rule: ClauseMatch) -> float:
    """The probability that the exception applies where its rule is violated."""
    above_rule = exception.max_similarity - rule.max_similarity
    score = (
        EXCEPTION_SIMILARITY * exception.max_similarity
        + EXCEPTION_MARGIN * float(exception.margin.max())
        + EXCEPTION_ABOVE_RULE * above_rule
        + EXCEPTION_OFFSET
    )
    return float(sigmoid(np.array(score)))


def logit(probabilities: FloatArray) -> FloatArray:
    safe = np.clip(probabilities, 1e-6, 1 - 1e-6)
    logits: FloatArray = np.log(safe / (1 - safe))
    return logits


def _similarity_and_margin(scores: ClauseSimilarity) -> tuple[Similarities, Similarities]:
    """Each (segments, clauses)."""
    violating = _mean_of_nearest(scores.violating)
    return violating + TEXT_WEIGHT * scores.text.max(axis=2), violating - _mean_of_nearest(scores.compliant)


def _mean_of_nearest(similarity: Similarities) -> Similarities:
    """(segments, clauses, examples) to (segments, clauses): the mean of the nearest few, 0 without examples."""
    nearest = np.sort(similarity, axis=2)[:, :, -MAX_EXAMPLES:]
    exists = np.isfinite(nearest)
    mean: Similarities = np.where(exists, nearest, 0).sum(axis=2) / np.maximum(exists.sum(axis=2), 1).astype(np.float32)
    return mean


def _nearest_example(texts: tuple[str, ...], similarity: Similarities) -> tuple[str, float] | None:
    """The most similar of a clause's examples; `similarity` is minus infinity after the last."""
    if not texts:
        return None
    best = int(similarity.argmax())
    return texts[best], float(similarity[best])


def _passage(segments: Sequence[ContentSegment], vectors: NDArray[np.float32]) -> tuple[str, NDArray[np.float32]]:
    """Its text, and the unit mean of its segments' vectors weighted by length, so that nothing is embedded twice."""
    mean = np.average(vectors, axis=0, weights=[len(segment.reading) for segment in segments])
    unit: NDArray[np.float32] = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
    return " ".join(segment.reading for segment in segments), unit


def _softmax(scores: Mapping[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    values: NDArray[np.float64] = np.exp((np.array(list(scores.values())) - max(scores.values())) / TEMPERATURE)
    return dict(zip(scores, (values / values.sum()).tolist(), strict=True))
