"""The configuration model and the shuffles keep what they promise to keep."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.links.edges import LinkGraph, Relation, graph_of
from signals.links.evidence import chance_gain, weigh
from signals.links.growing import Block
from signals.links.null_model import fit_configuration_model
from signals.links.projection import shared_pairs
from signals.links.shuffles import shuffled
from tests.signals.links.planted import background

EDGES = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 12)), min_size=1, max_size=90)


def graph(edges: list[tuple[int, int]]) -> LinkGraph:
    return graph_of(Relation.of("likes", np.array([a for a, _ in edges]), np.array([b for _, b in edges])))


@given(EDGES, st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_shuffle_keeps_activity_and_popularity(edges: list[tuple[int, int]], seed: int) -> None:
    real = graph(edges)
    random = shuffled(real, np.random.default_rng(seed))
    lost = real.edges - random.edges
    assert (np.diff(real.matrix.indptr) - np.diff(random.matrix.indptr)).sum() == lost
    if not lost:
        assert (np.diff(real.matrix.indptr) == np.diff(random.matrix.indptr)).all()
        assert (real.matrix.sum(axis=0) == random.matrix.sum(axis=0)).all()
    assert (random.matrix.data == 1).all()


def test_shuffle_of_sparse_and_dense_graphs_loses_no_edge_and_mixes() -> None:
    for edges in (1_500, 20_000):
        real = graph_of(Relation.of("likes", *background(0, edges=edges)))
        random = shuffled(real, np.random.default_rng(0))
        assert random.edges == real.edges
        assert real.matrix.multiply(random.matrix).nnz < 0.7 * real.edges


@given(EDGES)
@settings(max_examples=60, deadline=None)
def test_expected_edges_are_the_real_ones(edges: list[tuple[int, int]]) -> None:
    real = graph(edges)
    model = fit_configuration_model(real)
    everything = model.of_targets(np.arange(len(real.targets)))[model.source_class]
    assert ((everything >= 0) & (everything <= 1)).all()
    assert abs(everything.sum() - real.edges) <= 0.05 * real.edges


@given(EDGES, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_pairs_depend_neither_on_the_order_of_edges_nor_on_ids(edges: list[tuple[int, int]], random: object) -> None:
    real = graph(edges)
    mixed = list(edges)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    renamed = graph([(100 - a, 50 - b) for a, b in mixed])
    one, other = (shared_pairs(each, fit_configuration_model(each)) for each in (real, renamed))
    named = {
        frozenset((int(real.sources[a]), int(real.sources[b]))): (shared, round(float(surprise), 6))
        for a, b, shared, surprise in zip(one.first, one.second, one.shared, one.surprise, strict=True)
    }
    back = {
        frozenset((100 - int(renamed.sources[a]), 100 - int(renamed.sources[b]))): (shared, round(float(surprise), 6))
        for a, b, shared, surprise in zip(other.first, other.second, other.shared, other.surprise, strict=True)
    }
    assert named == back


@given(st.integers(0, 40), st.integers(0, 9))
@settings(max_examples=25, deadline=None)
def test_camouflage_never_strengthens_a_group(target: int, member: int) -> None:
    """An edge of a member outside the group's targets raises what chance explains."""
    sources, targets = background(1)
    ring = [(f"ring{a}", f"p{b}") for a in range(10) for b in range(60, 72) if (a + b) % 4]
    edges = [*zip(sources.tolist(), targets.tolist(), strict=True), *ring]

    def gain(rows: list[tuple[str, str]]) -> float:
        real = graph_of(Relation.of("likes", [a for a, _ in rows], [b for _, b in rows]))
        block = Block(
            np.flatnonzero(np.isin(real.sources, [f"ring{a}" for a in range(10)])),
            np.flatnonzero(np.isin(real.targets, [f"p{b}" for b in range(60, 72)])),
        )
        return chance_gain(real, fit_configuration_model(real), block)

    assert gain([*edges, (f"ring{member}", f"p{target}")]) <= gain(edges) + 0.05


def test_both_ways_to_weigh_a_block_agree() -> None:
    real = graph_of(Relation.of("likes", *background(1)))
    model = fit_configuration_model(real)
    block = Block(np.arange(20), np.arange(15))
    assert weigh(real, model, block).gain == chance_gain(real, model, block)
