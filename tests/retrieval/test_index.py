from pathlib import Path

import numpy as np
import pytest

from domain.clause import Clause, ClauseKind
from retrieval.clause_texts import clause_words, lay_out
from retrieval.index import AT_ONCE, ClauseIndex, open_clause_index
from retrieval.minilm import MiniLM
from tests.retrieval.letter_embedder import Letters


def clause(clause_id: str, title: str, text: str, positives: tuple[str, ...] = (), version: str = "1") -> Clause:
    return Clause(
        id=clause_id,
        policy_id="p",
        version=version,
        title=title,
        text=text,
        kind=ClauseKind.RULE,
        violating_examples=positives,
        compliant_examples=tuple(f"not {positive}" for positive in positives),
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


def test_a_clause_is_laid_out_by_role() -> None:
    texts, rows = lay_out(CLAUSES)
    cure = rows[CURE.key]
    assert texts[cure.words] == (clause_words(CURE),)
    assert texts[cure.positives] == CURE.violating_examples
    assert texts[cure.negatives] == CURE.compliant_examples
    assert texts[rows[PRICE.key].words] == (
        "Whole price\nShow the price with every fee. A fee the buyer must pay is part of the price.",
        "Show the price with every fee.",
        "A fee the buyer must pay is part of the price.",
    )
    assert rows[PRICE.key].negatives.stop == len(texts)


def test_a_title_that_opens_the_text_is_said_once() -> None:
    assert clause_words(clause("A-1", "# Tax", "# Tax\n\nPay it.")) == "# Tax\n\nPay it."


def test_vectors_are_given_by_role(index: ClauseIndex, minilm: MiniLM) -> None:
    found = index.vectors(CURE.key)
    assert (found.words.shape, found.positives.shape, found.negatives.shape) == ((1, 384), (1, 384), (1, 384))
    np.testing.assert_allclose(found.positives, minilm.embed(CURE.violating_examples), atol=1e-5)
    assert index.vectors(PRICE.key).positives.shape == (0, 384)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("my joint pain vanished after drinking this tea", CURE.key),
        ("I was given cash for talking about it", DISCLOSE.key),
        ("shipping fees come on top", PRICE.key),
    ],
)
def test_the_nearest_clause_comes_first(index: ClauseIndex, minilm: MiniLM, content: str, key: str) -> None:
    hits = index.search(index.similarity(minilm.embed([content])), [content], KEYS, 3)
    assert hits[0].key == key
    assert {hit.key for hit in hits} == KEYS
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_one_bad_line_in_a_long_transcript_is_found(index: ClauseIndex, minilm: MiniLM) -> None:
    lines = [f"And then on day {n} we walked along the beach with the dog." for n in range(60)]
    lines[41] = "This tea cured my arthritis."
    hit = index.search(index.similarity(minilm.embed(lines)), lines, KEYS, 1)[0]
    assert (hit.key, hit.segment) == (CURE.key, 41)
    assert hit.dense > 0.5
    assert hit.lexical > 0


def test_only_allowed_clauses_are_found(index: ClauseIndex, minilm: MiniLM) -> None:
    content = "This tea cured my arthritis."
    hits = index.search(index.similarity(minilm.embed([content])), [content], {PRICE.key, DISCLOSE.key, "GONE-1@1"}, 5)
    assert {hit.key for hit in hits} == {PRICE.key, DISCLOSE.key}
    assert index.search(index.similarity(minilm.embed([content])), [content], (), 5) == ()


def test_words_of_an_example_count(index: ClauseIndex, minilm: MiniLM) -> None:
    hits = {hit.key: hit for hit in index.search(index.similarity(minilm.embed(["arthritis"])), ["arthritis"], KEYS, 3)}
    assert {key: hit.lexical > 0 for key, hit in hits.items()} == {
        CURE.key: True,
        DISCLOSE.key: False,
        PRICE.key: False,
    }


def test_nothing_to_search_for_finds_nothing(index: ClauseIndex, minilm: MiniLM) -> None:
    assert index.search(index.similarity(minilm.embed([])), [], KEYS, 5) == ()


def test_versions_of_a_clause_share_what_they_have_in_common(tmp_path: Path) -> None:
    letters = Letters()
    later = CURE.model_copy(update={"version": "2", "text": "Do not say that a product cures an illness."})
    index = open_clause_index(tmp_path, (CURE, later), "v1", letters)
    assert letters.asked.count(CURE.violating_examples[0]) == 1
    np.testing.assert_array_equal(index.vectors(CURE.key).positives, index.vectors(later.key).positives)


def test_a_corpus_without_clauses_opens(tmp_path: Path) -> None:
    index = open_clause_index(tmp_path, (), "v1", Letters())
    assert index.matrix.shape == (0, 27)
    assert index.search(index.similarity(Letters().embed(["word"])), ["word"], KEYS, 5) == ()


def test_of_a_very_long_text_a_few_segments_are_taken_at_a_time(index: ClauseIndex, minilm: MiniLM) -> None:
    lines = [f"line {n}" for n in range(2)] * AT_ONCE
    lines[-1] = "This tea cured my arthritis."
    vectors = np.repeat(minilm.embed(["line 0"]), len(lines), axis=0)
    vectors[-1] = minilm.embed(lines[-1:])[0]
    hit = index.search(index.similarity(vectors), lines, KEYS, 1)[0]
    assert (hit.key, hit.segment) == (CURE.key, len(lines) - 1)
