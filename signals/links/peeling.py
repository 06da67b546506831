"""FRAUDAR (Hooi, Song, Beutel, Shah, Shin, Faloutsos, KDD 2016): the densest block of a graph by peeling.

Density of a set of sources and targets: the weight of the edges inside over the number of nodes, an edge of a target
with k edges weighing 1 / log(k + 5), so that camouflage on popular targets adds little. The node that loses the least
weight goes first; the best set on the way is at least half as dense as the best there is. Written from the paper."""

import heapq

import numpy as np

from signals.links.edges import Floats, Ints, LinkGraph
from signals.links.growing import Block

LOG_OFFSET = 5.0
PEELS = 4
MIN_SOURCES = 3


def densest_blocks(graph: LinkGraph, peels: int = PEELS) -> list[Block]:
    """One after the other, each found in the graph without the edges of those before."""
    rows, columns = graph.rows()
    popularity = np.bincount(columns, minlength=len(graph.targets))
    weight = 1.0 / np.log(popularity[columns] + LOG_OFFSET)
    blocks = []
    for _ in range(peels):
        if not len(rows):
            break
        nodes = _densest(rows, columns + len(graph.sources), weight)
        block = Block(nodes[nodes < len(graph.sources)], nodes[nodes >= len(graph.sources)] - len(graph.sources))
        if len(block.sources) >= MIN_SOURCES:
            blocks.append(block)
        outside = ~(np.isin(rows, block.sources) & np.isin(columns, block.targets))
        rows, columns, weight = rows[outside], columns[outside], weight[outside]
    return blocks


def _densest(rows: Ints, columns: Ints, weight: Floats) -> Ints:
    rows, columns, weight = _core(rows, columns, weight)
    nodes, codes = np.unique(np.concatenate([rows, columns]), return_inverse=True)
    return nodes[_peel(codes.ravel().reshape(2, -1), weight, len(nodes))]


def _core(rows: Ints, columns: Ints, weight: Floats) -> tuple[Ints, Ints, Floats]:
    """Without the nodes that weigh less than the density already reached: the densest set cannot contain them."""
    while True:
        size = int(columns.max()) + 1
        load = np.bincount(rows, weight, size) + np.bincount(columns, weight, size)
        density = weight.sum() / (load > 0).sum()
        heavy = load >= density * (1 - 1e-9)
        inside = heavy[rows] & heavy[columns]
        if inside.all():
            return rows, columns, weight
        rows, columns, weight = rows[inside], columns[inside], weight[inside]


def _peel(ends: Ints, weight: Floats, size: int) -> Ints:
    neighbours: list[list[tuple[int, float]]] = [[] for _ in range(size)]
    for a, b, w in zip(*ends.tolist(), weight.tolist(), strict=True):
        neighbours[a].append((b, w))
        neighbours[b].append((a, w))
    load = [sum(w for _, w in edges) for edges in neighbours]
    heap = [(value, node) for node, value in enumerate(load)]
    heapq.heapify(heap)
    total, left, removed = float(weight.sum()), size, []
    best, best_removed = total / size, 0
    gone = [False] * size
    while left > 1:
        value, node = heapq.heappop(heap)
        if gone[node] or value != load[node]:
            continue
        gone[node] = True
        removed.append(node)
        total, left = total - value, left - 1
        for other, w in neighbours[node]:
            if not gone[other]:
                load[other] -= w
                heapq.heappush(heap, (load[other], other))
        if total / left > best + 1e-12:
            best, best_removed = total / left, len(removed)
    inside = np.ones(size, dtype=bool)
    inside[removed[:best_removed]] = False
    return np.flatnonzero(inside)
