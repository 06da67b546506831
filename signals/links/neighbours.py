"""Fixed neighbour averages: a node's own features beside the mean of its neighbours' and of their neighbours'."""

from typing import Any

import numpy as np
from scipy import sparse

from signals.links.edges import Floats, Ints


def neighbour_features(features: Floats, ends: Ints, hops: int = 2) -> Floats:
    """`features` is nodes x columns, `ends` edges x 2 (undirected). Columns: own, mean over 1 hop, over 2 hops ..., and
    the logarithm of the degree. Labels never enter: means of labels are guilt by association."""
    adjacency = undirected(len(features), ends)
    degree = np.diff(adjacency.indptr)
    mean = sparse.diags_array(1.0 / np.maximum(degree, 1)).tocsr() @ adjacency
    blocks = [np.asarray(features, dtype=np.float64)]
    for _ in range(hops):
        blocks.append(np.asarray(mean @ blocks[-1]))
    return np.hstack([*blocks, np.log1p(degree)[:, None]])


def undirected(nodes: int, ends: Ints) -> Any:
    """The adjacency matrix with each edge once in either direction, without loops."""
    both = np.concatenate([ends, ends[:, ::-1]])
    both = both[both[:, 0] != both[:, 1]]
    matrix = sparse.csr_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(nodes, nodes))
    matrix.data[:] = 1.0
    return matrix
