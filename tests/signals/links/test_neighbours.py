"""Means over neighbours, and their neighbours."""

import numpy as np

from signals.links.neighbours import neighbour_features


def test_means_of_a_path_of_three_nodes() -> None:
    found = neighbour_features(np.array([[0.0], [3.0], [6.0]]), np.array([[0, 1], [1, 2], [2, 1]]))
    assert found[:, :3].tolist() == [[0, 3, 3], [3, 3, 3], [6, 3, 3]]
    assert np.allclose(found[:, 3], np.log([2, 3, 2]))


def test_node_without_neighbours_has_zeros_beside_its_own() -> None:
    assert neighbour_features(np.array([[5.0], [1.0], [1.0]]), np.array([[1, 2]]))[0].tolist() == [5, 0, 0, 0]
