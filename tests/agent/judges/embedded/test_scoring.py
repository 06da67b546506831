"""The scores of the embedded judge, on vectors and weights chosen by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.judges.base import ContentSegment
from agent.judges.embedded.classifier.features import Vocabulary
from agent.judges.embedded.classifier.model import Classifier
from agent.judges.embedded.example_shares import ExampleShares
from agent.judges.embedded.scoring import (
    BASELINE_PROBABILITY,
    HIGH_SIMILARITY,
    LOW_SIMILARITY,
    TEXT_WEIGHT,
    ClauseMatch,
    ClauseRank,
    exception_probability,
    logit,
    match_clauses,
    passages,
    predict_passages,
    rank_clauses,
    shrink_to_baseline,
    violation_logit,
)
from domain.clause import Clause
from retrieval.clause_texts import ClauseRows
from retrieval.embedder import Vectors
from retrieval.index import SEGMENTS_PER_BATCH, ClauseIndex
from retrieval.lexical_index import LexicalIndex
from tests.agent.judges.judge_inputs import make_rule

OTHER = make_rule("OTH-1")
CLAUSE = make_rule("CLM-1", violating_examples=("cures", "heals"), compliant_examples=("tastes",))
EAST, NORTH, WEST = (np.array([v], dtype=np.float32) for v in ([1, 0], [0, 1], [-1, 0]))

EXAMPLE = ("an example", 0.5)
EVEN_LOGITS = np.zeros(2)

VOCABULARY = Vocabulary.fit(["sun", "rain"])
WEIGHTS = np.concatenate([np.zeros(len(VOCABULARY)), [4.0, 0.0]])[None].astype(np.float32)
CLASSIFIER = Classifier(VOCABULARY, WEIGHTS, np.array([-2.0]), 0.5, {})
BAD, GOOD = [1.0, 0.0], [0.0, 1.0]

similarities = st.floats(0, 1, width=32)
margins = st.floats(-1, 1, width=32)


def match(*similarity: float, margin: float = 0.0, example: bool = True) -> ClauseMatch:
    scores = np.array(similarity, dtype=np.float32)
    return ClauseMatch(scores, np.full_like(scores, margin), EXAMPLE if example else None, None)


def match_vectors(
    content: list[Vectors], clause: Clause, violating: list[Vectors], compliant: list[Vectors]
) -> ClauseMatch:
    """The match of a clause whose text points east, in an index with one other clause."""
    last = 1 + len(violating) + len(compliant)
    rows = ClauseRows(slice(0, 1), slice(1, 1 + len(violating)), slice(1 + len(violating), last))
    other_rows = ClauseRows(slice(last, last + 1), slice(0, 0), slice(0, 0))
    index = ClauseIndex(
        np.concatenate([EAST, *violating, *compliant, NORTH]),
        {clause.key: rows, OTHER.key: other_rows},
        LexicalIndex(["east", "north"]),
    )
    similarity = index.row_similarity(np.concatenate(content))
    return match_clauses({"other": OTHER, "it": clause}, index, similarity)["it"]


def violation_probability(*vectors: list[float]) -> float:
    """Of segments of five characters each; the classifier weighs the first coordinate."""
    segments = [ContentSegment("i", 6 * n, 6 * n + 5, "words") for n in range(len(vectors))]
    rows = np.array(vectors, dtype=np.float32)
    predicted = CLASSIFIER.predict(["words"] * len(rows), rows)
    of_passages = predict_passages(CLASSIFIER, segments, rows, passages(len(rows)))
    score = violation_logit(logit(of_passages.any_violation), logit(predicted.any_violation))
    return float(1 / (1 + np.exp(-score)))


def test_match_has_similarity_margin_and_nearest_examples() -> None:
    found = match_vectors([EAST, WEST], CLAUSE, [EAST, NORTH], [WEST])
    np.testing.assert_allclose(found.similarity, [0.5 + TEXT_WEIGHT, -0.5 - TEXT_WEIGHT], rtol=1e-6)
    np.testing.assert_allclose(found.margin, [0.5 + 1, -0.5 - 1])
    assert (found.violating_example, found.compliant_example) == (("cures", 1.0), ("tastes", -1.0))
    assert found.max_similarity == pytest.approx(0.5 + TEXT_WEIGHT)


def test_only_the_nearest_examples_count() -> None:
    clause = make_rule("CLM-1", violating_examples=tuple("abcdef"))
    found = match_vectors([EAST], clause, [EAST, EAST, EAST, WEST, WEST, WEST], [])
    np.testing.assert_allclose(found.similarity, [1 + TEXT_WEIGHT])


def test_clause_without_examples_matches_by_its_text() -> None:
    found = match_vectors([EAST, NORTH], make_rule("CLM-1"), [], [])
    np.testing.assert_allclose(found.similarity, [TEXT_WEIGHT, 0], atol=1e-7)
    np.testing.assert_allclose(found.margin, [0, 0])
    assert (found.violating_example, found.compliant_example) == (None, None)


def test_max_similarity_is_never_negative() -> None:
    assert match(-0.4, example=False).max_similarity == 0.0


def test_last_segment_after_a_full_batch_is_matched() -> None:
    found = match_vectors([*[WEST] * SEGMENTS_PER_BATCH, NORTH, EAST], CLAUSE, [EAST, NORTH], [WEST])
    assert found.similarity.shape == (SEGMENTS_PER_BATCH + 2,)
    assert int(found.similarity.argmax()) == SEGMENTS_PER_BATCH + 1
    assert found.violating_example == ("cures", 1.0)


def test_single_segment_has_its_own_probability() -> None:
    expected = [1 / (1 + np.exp(-2)), 1 / (1 + np.exp(2))]
    np.testing.assert_allclose([violation_probability(BAD), violation_probability(GOOD)], expected, rtol=1e-5)


def test_bad_segment_counts_in_a_long_text_but_less_than_alone() -> None:
    long_text = violation_probability(*[GOOD] * 20, BAD, *[GOOD] * 20)
    assert violation_probability(GOOD) < long_text < violation_probability(BAD)
    assert violation_probability(*[GOOD] * 9, BAD) == violation_probability(*[GOOD] * 30, BAD)


@given(st.lists(st.sampled_from([BAD, GOOD]), min_size=1, max_size=12), st.integers(0, 11))
def test_worse_segment_never_lowers_the_probability(segments: list[list[float]], at: int) -> None:
    worse = list(segments)
    worse[at % len(worse)] = BAD
    assert 0 < violation_probability(*segments) <= violation_probability(*worse) + 1e-6 < 1


@pytest.mark.parametrize(
    ("segments", "runs"),
    [(1, [(0, 1)]), (5, [(0, 5)]), (6, [(0, 3), (1, 4), (2, 5), (3, 6)])],
)
def test_longer_post_is_read_in_passages(segments: int, runs: list[tuple[int, int]]) -> None:
    assert [(run.start, run.stop) for run in passages(segments)] == runs


@given(st.lists(st.floats(0, 1), min_size=1))
def test_logits_are_finite_and_monotonic(probabilities: list[float]) -> None:
    logits = logit(np.array(sorted(probabilities)))
    assert np.isfinite(logits).all()
    assert (np.diff(logits) >= 0).all()


@given(st.floats(0, 1), st.floats(-1, 2))
def test_probability_shrinks_to_the_baseline_with_low_similarity(probability: float, similarity: float) -> None:
    assert shrink_to_baseline(probability, LOW_SIMILARITY) == pytest.approx(BASELINE_PROBABILITY)
    assert shrink_to_baseline(probability, HIGH_SIMILARITY) == pytest.approx(probability, abs=1e-5)
    low, high = sorted((BASELINE_PROBABILITY, probability))
    assert low - 1e-5 <= shrink_to_baseline(probability, similarity) <= high + 1e-5


def test_most_similar_clause_ranks_first_at_its_most_similar_segment() -> None:
    ranks = rank_clauses({"A-1": match(0.1, 0.9), "B-1": match(0.4, 0.2)}, {}, EVEN_LOGITS, {})
    assert ranks["A-1"] == ClauseRank(1.0, 1)
    assert ranks["B-1"].segment == 0
    assert 0 < ranks["B-1"].relative_score < 1


def test_retrieval_score_and_segment_logits_affect_the_rank() -> None:
    matches = {"A-1": match(0.5, 0.5), "B-1": match(0.5, 0.5)}
    ranks = rank_clauses(matches, {"B-1": 3.0}, np.array([0.0, 4.0]), {})
    assert ranks["B-1"] == ClauseRank(1.0, 1)
    assert ranks["A-1"].relative_score < 1
    assert ranks["A-1"].segment == 1


def test_clause_whose_examples_the_post_is_like_ranks_first() -> None:
    matches = {"A-1": match(0.5, 0.5), "B-1@2": match(0.5, 0.5), "C-1": match(0.5, 0.5)}
    direction = np.array([[0.2, 0.1], [0.2, 0.6]])
    examples = ExampleShares({"A-1": 0, "B-1": 1}, direction, np.array([0.5, 0.5]))
    ranks = rank_clauses(matches, {}, EVEN_LOGITS, {}, examples)
    assert ranks["B-1@2"] == ClauseRank(1.0, 1)
    assert ranks["C-1"].relative_score < ranks["A-1"].relative_score < 1
    assert examples.of("B-1@2") == (0.6, 0.5)


def test_classifier_ratio_decides_the_rank_of_a_trained_clause() -> None:
    matches = {"A-1": match(0.9, 0.9), "B-1": match(0.1, 0.1)}
    ranks = rank_clauses(matches, {}, EVEN_LOGITS, {"A-1": 0.2, "B-1": 3.0})
    assert ranks == {"A-1": ClauseRank(0.2 / 3.0, 0), "B-1": ClauseRank(1.0, 0)}


def test_clause_without_examples_ranks_behind_one_with_examples() -> None:
    ranks = rank_clauses({"A-1": match(0.9, 0.9, example=False), "B-1": match(0.1, 0.1)}, {}, EVEN_LOGITS, {})
    assert (ranks["A-1"].relative_score, ranks["B-1"].relative_score) == (0.0, 1.0)


def test_clauses_rank_by_text_when_none_has_examples() -> None:
    matches = {"A-1": match(0.2, 0.9, example=False), "B-1": match(0.1, 0.1, example=False)}
    ranks = rank_clauses(matches, {}, EVEN_LOGITS, {})
    assert ranks["A-1"] == ClauseRank(1.0, 1)
    assert 0 < ranks["B-1"].relative_score < 1


@given(st.dictionaries(st.sampled_from("ABCDEF"), st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.booleans())))
def test_best_relative_score_is_one(drawn: dict[str, tuple[float, float, bool]]) -> None:
    matches = {name: match(a, b, example=example) for name, (a, b, example) in drawn.items()}
    ranks = rank_clauses(matches, {}, EVEN_LOGITS, {})
    assert ranks.keys() == matches.keys()
    assert all(0 <= rank.relative_score <= 1 and rank.segment in (0, 1) for rank in ranks.values())
    assert max((rank.relative_score for rank in ranks.values()), default=1.0) == 1.0


@given(similarities, similarities, margins, margins, similarities)
def test_exception_probability_rises_with_similarity_and_margin(
    a: float, b: float, c: float, d: float, rule: float
) -> None:
    (similarity, higher_similarity), (margin, higher_margin) = sorted((a, b)), sorted((c, d))
    probability = exception_probability(match(similarity, margin=margin), match(rule))
    assert probability <= exception_probability(match(higher_similarity, margin=margin), match(rule))
    assert probability <= exception_probability(match(similarity, margin=higher_margin), match(rule))


@given(similarities, margins, similarities, similarities)
def test_exception_probability_falls_with_similarity_to_the_rule(
    similarity: float, margin: float, a: float, b: float
) -> None:
    weaker, stronger = sorted((a, b))
    exception = match(similarity, margin=margin)
    low, high = (exception_probability(exception, match(rule)) for rule in (stronger, weaker))
    assert 0 <= low <= high <= 1
