"""Linear discriminant analysis."""

import numpy as np

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
