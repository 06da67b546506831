"""A fitted model on disk: what is kept comes back whole, and what is damaged does not come back."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from agent.judges.classifier import storage
from agent.judges.classifier.features import Vocabulary
from agent.judges.classifier.model import FittedModel, FittedModelDamaged, FittedModelMismatch

TEXTS = ["buy now", "buy later", "sell now"]
VECTORS = np.eye(3, 4, dtype=np.float32)


def small_model() -> FittedModel:
    vocabulary = Vocabulary.learn(TEXTS)
    weights = np.random.default_rng(1).normal(size=(3, len(vocabulary) + 4)).astype(np.float32)
    return FittedModel(vocabulary, weights, np.array([0.1, -0.2, 0.3]), 0.4, {"ADV-1": 0.25, "règle/ü": 0.125})


def test_a_saved_model_says_the_same(tmp_path: Path) -> None:
    model, path = small_model(), tmp_path / "model.fitted"
    storage.save(model, path)
    loaded = storage.load(path)
    before, after = model.predict(TEXTS, VECTORS), loaded.predict(TEXTS, VECTORS)
    np.testing.assert_array_equal(before.any_violation, after.any_violation)
    assert {i: p.tolist() for i, p in before.clauses.items()} == {i: p.tolist() for i, p in after.clauses.items()}
    assert (loaded.outcome_threshold, loaded.clause_thresholds) == (0.4, {"ADV-1": 0.25, "règle/ü": 0.125})
    assert [file.name for file in tmp_path.iterdir()] == ["model.fitted"]


@pytest.mark.parametrize("harm", [lambda b: b[:-1], lambda b: b"", lambda b: b[:200] + bytes([b[200] ^ 1]) + b[201:]])
def test_a_damaged_file_is_refused(tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "model.fitted"
    storage.save(small_model(), path)
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises(FittedModelDamaged, match=r"model\.fitted is damaged: delete it"):
        storage.load(path)


def test_vectors_of_another_embedder_are_refused() -> None:
    with pytest.raises(FittedModelMismatch, match="embed these texts with the embedder that the model was fitted with"):
        small_model().predict(TEXTS, np.eye(3, 5, dtype=np.float32))


def test_probabilities_follow_the_formula() -> None:
    """P(clause) = P(anything) x P(clause | something), each a logistic of its line."""
    model = small_model()
    said = model.predict(["nothing known here: 7"], np.zeros((1, 4), dtype=np.float32))
    columns, values = model.vocabulary.row("nothing known here: 7")
    lines = model.weights[:, columns] @ values + model.intercepts
    logistic = 1 / (1 + np.exp(-lines))
    np.testing.assert_allclose(said.any_violation, [logistic[0]])
    np.testing.assert_allclose(said.clauses["règle/ü"], [logistic[0] * logistic[2]])
    np.testing.assert_allclose(said.leads["règle/ü"], [logistic[2] / 0.125])
