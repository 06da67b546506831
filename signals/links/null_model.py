"""The bipartite configuration model: how likely each source touches each target, were only their activity to matter.

Maximum entropy with given expected degrees (Saracco, Di Clemente, Gabrielli, Squartini, Sci. Rep. 2015):
p(u, t) = x(u) y(t) / (1 + x(u) y(t)). Sources of equal degree have equal x, so one value for each degree is enough."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from signals.links.edges import Floats, Ints, LinkGraph

ROUNDS, TOLERANCE = 200, 1e-5
MAX_PROBABILITY = 0.999


@dataclass(frozen=True, eq=False)
class ConfigurationModel:
    """`probability[a, b]`: of an edge between a source of class a and a target of class b (a class is a degree)."""

    probability: Floats
    source_class: Ints
    target_class: Ints

    def expected_from_targets(self, chosen: Any) -> Floats:
        """Expected edges of a source of each class with the targets marked in each column (targets x columns)."""
        return np.asarray(self.probability @ _class_counts(self.target_class, self.probability.shape[1], chosen))

    def expected_from_sources(self, chosen: Any) -> Floats:
        """The same for targets, of the sources marked in each column."""
        return np.asarray(self.probability.T @ _class_counts(self.source_class, self.probability.shape[0], chosen))

    def of_targets(self, columns: Ints) -> Floats:
        """Source classes x these targets: probability of an edge."""
        return self.probability[:, self.target_class[columns]]

    def expected_pairs(self, columns: Ints) -> Floats:
        """Source classes x source classes: how many of these targets two sources are expected to share."""
        counts = np.bincount(self.target_class[columns], minlength=self.probability.shape[1])
        return np.asarray((self.probability * counts) @ self.probability.T)


def fit_configuration_model(graph: LinkGraph) -> ConfigurationModel:
    """Fixed-point iteration over degree classes; a probability is at most `MAX_PROBABILITY`."""
    degrees = np.diff(graph.matrix.indptr)
    popularity = np.bincount(graph.matrix.indices, minlength=graph.matrix.shape[1])
    d, source_class, sources = np.unique(degrees, return_inverse=True, return_counts=True)
    k, target_class, targets = np.unique(popularity, return_inverse=True, return_counts=True)
    scale = np.sqrt(max(int(degrees.sum()), 1))
    x, y = d / scale, k / scale
    for _ in range(ROUNDS):
        before = x
        x = d / np.maximum((y / (1 + np.outer(x, y))) @ targets, 1e-12)
        y = k / np.maximum(sources @ (x[:, None] / (1 + np.outer(x, y))), 1e-12)
        if np.abs(x - before).max(initial=0) <= TOLERANCE * max(x.max(initial=0), 1e-12):
            break
    ratios = np.outer(x, y)
    return ConfigurationModel(
        np.minimum(ratios / (1 + ratios), MAX_PROBABILITY), source_class.ravel(), target_class.ravel()
    )


def _class_counts(classes: Ints, count: int, chosen: Any) -> Floats:
    member = sparse.csr_array((np.ones(len(classes)), (classes, np.arange(len(classes)))), shape=(count, len(classes)))
    return np.asarray((member @ chosen).toarray())
