"""Linear discriminant analysis."""

import numpy as np
import pytest
from sklearn.covariance import ledoit_wolf

from retrieval.discriminant import Discriminant


def test_direction_in_which_all_classes_vary_counts_less() -> None:
    """Both classes spread along the first axis, and differ by the second."""
    vectors = np.array([[-3, 0.5], [3, 0.5], [-3, -0.5], [3, -0.5]], dtype=np.float32)
    discriminant = Discriminant.fit(vectors, np.array([0, 0, 1, 1]), 2)
    scores = discriminant.scores(np.array([[3, 0.2], [-3, -0.2]], dtype=np.float32))
    assert scores.argmax(axis=1).tolist() == [0, 1]


def test_one_vector_a_class_is_enough() -> None:
    discriminant = Discriminant.fit(np.eye(3, dtype=np.float32), np.arange(3), 3)
    assert discriminant.scores(np.eye(3, dtype=np.float32)).argmax(axis=1).tolist() == [0, 1, 2]
    assert np.isfinite(discriminant.weights).all()


@pytest.mark.parametrize("each", [2, 3, 200])
def test_covariance_is_that_of_ledoit_and_wolf(each: int) -> None:
    vectors = np.random.default_rng(each).normal(size=(2 * each, 5)).astype(np.float32)
    labels = np.repeat([0, 1], each)
    means = np.stack([vectors[labels == side].mean(axis=0) for side in (0, 1)])
    covariance = ledoit_wolf(vectors - means[labels], assume_centered=True)[0] * 2 * each / (2 * each - 2)
    expected = np.linalg.solve(covariance, means.T)
    assert Discriminant.fit(vectors, labels, 2).weights == pytest.approx(expected, rel=1e-3, abs=1e-4)
