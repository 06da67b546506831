"""Clauses are found by meaning, by words, and by both together."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from domain.clause import Clause, ClauseKind
from retrieval.clause_texts import clause_text, embedding_texts
from retrieval.index import (
    SEGMENTS_PER_BATCH,
    ClauseIndex,
    fuse,
    open_clause_index,
    standardised,
)
from retrieval.lexical_index import LexicalIndex, Scores
from retrieval.minilm import MiniLM
from tests.retrieval.letter_embedder import LetterEmbedder


def clause(clause_id: str, title: str, text: str, violating: tuple[str, ...] = (), version: str = "1") -> Clause:
    return Clause(
        id=clause_id,
        policy_id="p",
        version=version,
        title=title,
        text=text,
        kind=ClauseKind.RULE,
        violating_examples=violating,
        compliant_examples=tuple(f"not {example}" for example in violating),
    )


CURE = clause(
    "HLT-1",
    "Curing illness",
    "Do not say that a product treats or cures an illness. Supplements are products too.",
    ("this tea got rid of my arthritis",),
)
DISCLOSE = clause(
    "DSC-1", "Paid posts", "Say so when somebody paid you for a post.", ("they sent me money to say this",)
)
PRICE = clause("PRC-1", "Whole price", "Show the price with every fee. A fee the buyer must pay is part of the price.")
CLAUSES = (CURE, DISCLOSE, PRICE)
KEYS = frozenset(c.key for c in CLAUSES)


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


@pytest.fixture(scope="module")
def index(minilm: MiniLM, tmp_path_factory: pytest.TempPathFactory) -> ClauseIndex:
    return open_clause_index(tmp_path_factory.mktemp("data"), CLAUSES, "v1", minilm)


def test_texts_of_a_clause_are_grouped_by_role() -> None:
    texts, rows = embedding_texts(CLAUSES)
    cure = rows[CURE.key]
    assert texts[cure.text] == (clause_text(CURE),)
    assert texts[cure.violating] == CURE.violating_examples
    assert texts[cure.compliant] == CURE.compliant_examples
    assert texts[rows[PRICE.key].text] == (
        "Whole price\nShow the price with every fee. A fee the buyer must pay is part of the price.",
        "Show the price with every fee.",
        "A fee the buyer must pay is part of the price.",
    )
    assert rows[PRICE.key].compliant.stop == len(texts)


def test_title_is_not_repeated_if_the_text_begins_with_it() -> None:
    assert clause_text(clause("A-1", "# Tax", "# Tax\n\nPay it.")) == "# Tax\n\nPay it."


def test_vectors_are_grouped_by_role(index: ClauseIndex, minilm: MiniLM) -> None:
    vectors = index.vectors(CURE.key)
    assert (vectors.text.shape, vectors.violating.shape, vectors.compliant.shape) == ((1, 384), (1, 384), (1, 384))
    np.testing.assert_allclose(vectors.violating, minilm.embed(CURE.violating_examples), atol=1e-5)
    assert index.vectors(PRICE.key).violating.shape == (0, 384)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("my joint pain vanished after drinking this tea", CURE.key),
        ("I was given cash for talking about it", DISCLOSE.key),
        ("shipping fees come on top", PRICE.key),
    ],
)
def test_most_relevant_clause_is_first(index: ClauseIndex, minilm: MiniLM, content: str, key: str) -> None:
    hits = index.search(index.row_similarity(minilm.embed([content])), [content], KEYS, 3)
    assert hits[0].key == key
    assert {hit.key for hit in hits} == KEYS
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_one_violating_line_in_a_long_transcript_is_found(index: ClauseIndex, minilm: MiniLM) -> None:
    lines = [f"And then on day {n} we walked along the beach with the dog." for n in range(60)]
    lines[41] = "This tea cured my arthritis."
    hit = index.search(index.row_similarity(minilm.embed(lines)), lines, KEYS, 1)[0]
    assert (hit.key, hit.segment) == (CURE.key, 41)
    assert hit.dense > 0.5
    assert hit.lexical > 0


def test_only_allowed_clauses_are_found(index: ClauseIndex, minilm: MiniLM) -> None:
    content = "This tea cured my arthritis."
    hits = index.search(
        index.row_similarity(minilm.embed([content])), [content], {PRICE.key, DISCLOSE.key, "GONE-1@1"}, 5
    )
    assert {hit.key for hit in hits} == {PRICE.key, DISCLOSE.key}
    assert index.search(index.row_similarity(minilm.embed([content])), [content], (), 5) == ()


def test_words_of_violating_examples_are_searched(index: ClauseIndex, minilm: MiniLM) -> None:
    hits = {
        hit.key: hit for hit in index.search(index.row_similarity(minilm.embed(["arthritis"])), ["arthritis"], KEYS, 3)
    }
    assert {key: hit.lexical > 0 for key, hit in hits.items()} == {
        CURE.key: True,
        DISCLOSE.key: False,
        PRICE.key: False,
    }


def test_search_without_content_finds_nothing(index: ClauseIndex, minilm: MiniLM) -> None:
    assert index.search(index.row_similarity(minilm.embed([])), [], KEYS, 5) == ()


def test_versions_of_a_clause_share_equal_vectors(tmp_path: Path) -> None:
    letters = LetterEmbedder()
    later = CURE.model_copy(update={"version": "2", "text": "Do not say that a product cures an illness."})
    index = open_clause_index(tmp_path, (CURE, later), "v1", letters)
    assert letters.embedded.count(CURE.violating_examples[0]) == 1
    np.testing.assert_array_equal(index.vectors(CURE.key).violating, index.vectors(later.key).violating)


def test_corpus_without_clauses_can_be_opened(tmp_path: Path) -> None:
    index = open_clause_index(tmp_path, (), "v1", LetterEmbedder())
    assert index.matrix.shape == (0, 27)
    assert index.search(index.row_similarity(LetterEmbedder().embed(["word"])), ["word"], KEYS, 5) == ()


def test_very_long_text_is_searched_in_batches(index: ClauseIndex, minilm: MiniLM) -> None:
    lines = [f"line {n}" for n in range(2)] * SEGMENTS_PER_BATCH
    lines[-1] = "This tea cured my arthritis."
    vectors = np.repeat(minilm.embed(["line 0"]), len(lines), axis=0)
    vectors[-1] = minilm.embed(lines[-1:])[0]
    hit = index.search(index.row_similarity(vectors), lines, KEYS, 1)[0]
    assert (hit.key, hit.segment) == (CURE.key, len(lines) - 1)


SENTENCES = ("Do not claim that a product cures illness.", "Disclose every paid partnership.", "Show the whole price.")


@pytest.mark.parametrize(
    ("query", "best"), [("it cured my illnesses", 0), ("a PAID partnership, disclosed", 1), ("prices", 2)]
)
def test_words_match_in_every_inflection(query: str, best: int) -> None:
    scores = LexicalIndex(SENTENCES).scores(query)
    assert scores.shape == (3,)
    assert int(scores.argmax()) == best
    assert scores[best] > 0


@pytest.mark.parametrize("query", ["", "  ", "🎉", "zebra", "x"])
def test_query_without_common_words_scores_zero(query: str) -> None:
    np.testing.assert_array_equal(LexicalIndex(SENTENCES).scores(query), np.zeros(3))


@pytest.mark.parametrize("texts", [(), ("",), ("🎉", "a")])
def test_corpus_without_words_scores_zero(texts: tuple[str, ...]) -> None:
    np.testing.assert_array_equal(LexicalIndex(texts).scores("anything"), np.zeros(len(texts)))


@given(st.lists(st.text(max_size=40), max_size=5), st.text(max_size=40))
def test_any_text_gets_a_finite_score(texts: list[str], query: str) -> None:
    scores = LexicalIndex(texts).scores(query)
    assert scores.shape == (len(texts),)
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()


SHAPES = st.tuples(st.integers(1, 5), st.integers(1, 6))
MATRICES = SHAPES.flatmap(lambda shape: arrays(np.float32, shape, elements=st.floats(-1, 1, width=32)))


@given(MATRICES)
def test_standardised_scores_have_mean_zero_and_deviation_one_or_zero(scores: Scores) -> None:
    standard = standardised(scores)
    np.testing.assert_allclose(standard.mean(axis=1), 0, atol=1e-2)
    spread = standard.std(axis=1)
    assert bool(np.all(np.isclose(spread, 1, atol=1e-2) | np.isclose(spread, 0)))


@given(MATRICES)
def test_without_common_words_only_meaning_ranks(dense: Scores) -> None:
    fused = fuse(dense, np.zeros_like(dense))
    assert fused.shape == dense.shape
    assert np.isfinite(fused).all()
    best = dense.max(axis=1) > 0
    np.testing.assert_array_equal(fused[best].max(axis=1), fused[best, dense[best].argmax(axis=1)])


def test_words_decide_between_equal_meanings() -> None:
    dense = np.array([[0.5, 0.5, 0.1]], dtype=np.float32)
    assert int(fuse(dense, np.array([[0.0, 3.0, 0.0]], dtype=np.float32)).argmax()) == 1


def test_segment_that_is_similar_to_nothing_has_no_weight() -> None:
    dense = np.array([[0.8, 0.1, 0.1], [0.02, 0.01, 0.05]], dtype=np.float32)
    assert fuse(dense, np.zeros_like(dense)).max(axis=0).argmax() == 0
    assert fuse(-dense, np.zeros_like(dense)).tolist() == np.zeros((2, 3)).tolist()
