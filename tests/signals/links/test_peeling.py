"""Peeling finds the densest block."""

import numpy as np

from signals.links.edges import Relation, graph_of
from signals.links.peeling import densest_blocks


def test_full_block_among_sparse_edges_is_the_densest() -> None:
    random = np.random.default_rng(0)
    rows = np.concatenate([random.integers(0, 200, 300), np.repeat(np.arange(300, 312), 12)])
    columns = np.concatenate([random.integers(0, 200, 300), np.tile(np.arange(300, 312), 12)])
    graph = graph_of(Relation.of("likes", rows, columns))
    block = densest_blocks(graph, peels=1)[0]
    assert graph.sources[block.sources].tolist() == list(range(300, 312))
    assert graph.targets[block.targets].tolist() == list(range(300, 312))


def test_next_peel_is_another_block() -> None:
    edges = [
        (source, target)
        for start, width in ((0, 12), (50, 8))
        for source in range(start, start + width)
        for target in range(start, start + width)
    ]
    graph = graph_of(Relation.of("likes", np.array([a for a, _ in edges]), np.array([b for _, b in edges])))
    one, two = densest_blocks(graph, peels=2)
    assert graph.sources[one.sources].tolist() == list(range(12))
    assert graph.sources[two.sources].tolist() == list(range(50, 58))
