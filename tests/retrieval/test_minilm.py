import numpy as np
import pytest

from retrieval.minilm import MiniLM

TEXTS = (
    "This tea cures arthritis, guaranteed.",
    "ad",
    "",
    "Naïve café — 日本語 🎉🎉 #giveaway",
    "Creators must say so in the first line of the caption when a post was paid for. " * 20,
)


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


def test_rows_are_unit_vectors_in_order(minilm: MiniLM) -> None:
    vectors = minilm.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), minilm.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(vectors, np.vstack([minilm.embed([text]) for text in TEXTS]), atol=1e-5)


def test_embedding_is_deterministic(minilm: MiniLM) -> None:
    np.testing.assert_array_equal(minilm.embed(TEXTS), minilm.embed(TEXTS))


def test_number_of_threads_changes_no_vector(minilm: MiniLM) -> None:
    for threads in (1, 3):
        np.testing.assert_allclose(MiniLM(threads).embed(TEXTS), minilm.embed(TEXTS), atol=1e-6)


def test_threads_are_those_of_the_session() -> None:
    counts = [MiniLM(threads)._session.get_session_options().intra_op_num_threads for threads in (1, 3)]
    assert counts == [1, 3]


def test_repeated_texts_have_a_row_each(minilm: MiniLM) -> None:
    texts = ["a tea", "a cup", "a tea", "a pot", "a cup"]
    alone = np.concatenate([minilm.embed([text]) for text in texts])
    assert np.allclose(minilm.embed(texts), alone, atol=1e-6)


def test_no_texts_give_no_rows(minilm: MiniLM) -> None:
    assert minilm.embed([]).shape == (0, 384)


def test_paraphrases_are_more_similar_than_unrelated_texts(minilm: MiniLM) -> None:
    claim, paraphrase, unrelated = minilm.embed(
        ["This tea cures arthritis.", "Drinking it heals joint disease.", "The parcel ships on Tuesday."]
    )
    assert float(claim @ paraphrase) > float(claim @ unrelated) + 0.2


def test_words_beyond_the_token_limit_are_ignored(minilm: MiniLM) -> None:
    long = "word " * minilm.max_tokens
    np.testing.assert_array_equal(minilm.embed([long]), minilm.embed([long + "arthritis"]))
