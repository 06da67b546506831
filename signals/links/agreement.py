"""Whether a second, independent relation links the members of a group more than it links others like them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from scipy import sparse

from signals.links.edges import Floats, Ints, LinkGraph, Relation, graph_of
from signals.links.group import LinkGroup

DRAWS = 999
MAX_P = 0.05
NO_MARKETS: Mapping[Any, str] = MappingProxyType({})
MAX_SHARERS = 50  # a target that more sources touch identifies nobody
# What a relation is made of: two relations of one origin come from the same acts and do not confirm each other.
ORIGINS: Mapping[str, str] = {
    "likes": "reactions",
    "follows": "reactions",
    "devices": "hardware",
    "payouts": "money",
    "products": "catalogue",
    "orders": "catalogue",
    "copies": "content",
    "captions": "content",
}


@dataclass(frozen=True)
class Agreement:
    """`linked_pairs`: pairs of members that share a target of this relation, a target that many share counting less;
    `expected` is the mean of random groups whose members are as active in it. `p_value` is corrected for the number of
    groups and relations tested (Bonferroni). None values: `reason` says why nothing was measured."""

    group_id: str
    relation: str
    linked_pairs: float | None = None
    expected: float | None = None
    p_value: float | None = None
    reason: str | None = None

    @property
    def agrees(self) -> bool:
        return self.p_value is not None and self.p_value <= MAX_P


def agreements(
    groups: Sequence[LinkGroup],
    relations: Sequence[Relation],
    *,
    market_of: Mapping[Any, str] = NO_MARKETS,
    draws: int = DRAWS,
    seed: int = 0,
) -> tuple[Agreement, ...]:
    """Every group in every relation of another origin than its own. Random groups are drawn from the markets of the
    members, because people of one market share products and shops anyway."""
    tests = [(group, relation) for group in groups for relation in relations if _independent(group, relation)]
    graphs = {relation.name: graph_of(relation) for relation in relations}
    draws = max(draws, int(np.ceil(len(tests) / MAX_P)) * 2)  # else no corrected p could be small enough
    return tuple(
        _agreement(group, graphs[relation.name], relation.name, draws, len(tests), seed, market_of)
        for group, relation in tests
    )


def supported(groups: Sequence[LinkGroup], found: Sequence[Agreement]) -> tuple[LinkGroup, ...]:
    """The groups that a second relation agrees with, its name beside theirs."""
    names: dict[str, list[str]] = {}
    for agreement in found:
        if agreement.agrees:
            names.setdefault(agreement.group_id, []).append(agreement.relation)
    return tuple(
        replace(group, relations=(*group.relations, *sorted(names[group.group_id])))
        for group in groups
        if group.group_id in names
    )


def origin(relation: str) -> str:
    """What the relation is made of; a relation that is not known is an origin of its own."""
    return ORIGINS.get(relation, relation)


def _independent(group: LinkGroup, relation: Relation) -> bool:
    return origin(relation.name) not in {origin(name) for name in group.relations}


def _agreement(
    group: LinkGroup, graph: LinkGraph, name: str, draws: int, tests: int, seed: int, market_of: Mapping[Any, str]
) -> Agreement:
    members = np.flatnonzero(np.isin(graph.sources, np.array(group.members, dtype=graph.sources.dtype)))
    if len(members) < 2:
        return Agreement(group.group_id, name, reason=f"not measured: {len(members)} members have an edge in {name}")
    cells, weights = _identifying(graph)
    generator = np.random.default_rng([seed, int(group.group_id[4:12], 16)])
    choice = _alike(_kinds(graph, market_of), members, draws, generator)
    linked = _linked(cells, weights, np.vstack([members[None, :], choice]), len(graph.sources))
    p = (1 + int((linked[1:] >= linked[0]).sum())) / (1 + draws)
    return Agreement(group.group_id, name, float(linked[0]), float(linked[1:].mean()), min(1.0, p * tests))


def _identifying(graph: LinkGraph) -> tuple[Any, Floats]:
    sharers = np.bincount(graph.matrix.indices, minlength=len(graph.targets))
    columns = np.flatnonzero((sharers >= 2) & (sharers <= MAX_SHARERS))
    return graph.matrix[:, columns], 1.0 / np.log(sharers[columns] + 1.0)


def _kinds(graph: LinkGraph, market_of: Mapping[Any, str]) -> Ints:
    """A number for each source: equal for those with as many edges in the same market."""
    degrees = np.diff(graph.matrix.indptr).astype(np.int64)
    _, markets = np.unique([market_of.get(source, "") for source in graph.sources.tolist()], return_inverse=True)
    return np.asarray(markets * (degrees.max(initial=0) + 1) + degrees, dtype=np.int64)


def _alike(kinds: Ints, members: Ints, draws: int, generator: np.random.Generator) -> Ints:
    """draws x members: for each member a random source of the same kind."""
    order = np.argsort(kinds, kind="stable")
    first = np.searchsorted(kinds[order], kinds[members], side="left")
    last = np.searchsorted(kinds[order], kinds[members], side="right")
    picks = first + np.floor(generator.random((draws, len(members))) * (last - first)).astype(np.int64)
    return np.asarray(order[picks])


def _linked(cells: Any, weights: Floats, groups: Ints, sources: int) -> Floats:
    """Weighted pairs within each group; a source drawn twice counts once."""
    rows = np.repeat(np.arange(len(groups)), groups.shape[1])
    chosen = sparse.csr_array((np.ones(groups.size), (rows, groups.ravel())), shape=(len(groups), sources))
    chosen.data[:] = 1.0
    counts = (chosen @ cells).tocsr()
    pairs = sparse.csr_array((counts.data * (counts.data - 1) / 2, counts.indices, counts.indptr), shape=counts.shape)
    return np.asarray(pairs @ weights)
