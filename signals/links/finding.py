"""Finds the groups of one relation: cores, peels and seeds, grown, weighed and compared with shuffled graphs."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from signals.links.edges import LinkGraph, Relation, graph_of
from signals.links.evidence import Evidence, chance_gain, weigh
from signals.links.group import Explanation, LinkGroup, group_id, with_acts
from signals.links.growing import Block, grow_from_groups
from signals.links.null_model import ConfigurationModel, fit_configuration_model
from signals.links.peeling import densest_blocks
from signals.links.projection import SharedPairs, cores, rare_targets, shared_pairs, surprise_threshold
from signals.links.seeds import seeds_of
from signals.links.shuffles import shuffled

SHUFFLES = 20
MIN_MEMBERS, MIN_TARGETS = 5, 5
MIN_GAIN = 3.0  # nats: at most exp(-3) = 0.05 groups expected by chance
MAX_OUTSIDE_LIFT = 2.0
MAX_OVERLAP = 0.5
SEED_BATCH, MAX_BATCHES = 256, 12
MAX_PEELED_EDGES = 300_000
MIN_EDGES = 20
MAX_FILL = 0.4
SHARED_INTEREST = "shared interest"

Proposer = Callable[[LinkGraph, ConfigurationModel, SharedPairs, float], list[Block]]


@dataclass(frozen=True)
class LinkFindings:
    """`groups` exceed chance and shared interest; `interests` exceed chance only. `reason` says why nothing was
    measured. All of it is for review only."""

    relation: str
    groups: tuple[LinkGroup, ...]
    interests: tuple[LinkGroup, ...] = ()
    reason: str | None = None
    left_out: tuple[str, ...] = ()
    sources: int = 0
    edges: int = 0
    validated_pairs: int = 0
    shuffles: int = 0
    review_only: bool = True


def find_groups(
    relation: Relation, *, window_seconds: float | None = None, shuffles: int = SHUFFLES, seed: int = 0
) -> LinkFindings:
    """With `window_seconds`, only acts on the same target in the same window are alike."""
    graph = graph_of(relation, window_seconds=window_seconds)
    if reason := _unmeasurable(graph):
        return LinkFindings(relation.name, (), reason=reason, left_out=graph.left_out)
    generator = np.random.default_rng(seed)
    model = fit_configuration_model(graph)
    pairs = shared_pairs(graph, model)
    random_graphs = [shuffled(graph, generator) for _ in range(shuffles)]
    random_models = [fit_configuration_model(random) for random in random_graphs]
    random_pairs = [shared_pairs(*both) for both in zip(random_graphs, random_models, strict=True)]
    threshold = surprise_threshold(pairs, [each.surprise for each in random_pairs])
    best_random = np.array(
        [
            max((gain for gain, _ in candidates(random, random_model, random_pair, threshold)), default=-np.inf)
            for random, random_model, random_pair in zip(random_graphs, random_models, random_pairs, strict=True)
        ]
    )
    found = [
        _group(graph, relation, block, weigh(graph, model, block), best_random)
        for _, block in _apart(candidates(graph, model, pairs, threshold))
    ]
    return LinkFindings(
        relation.name,
        tuple(group for group in found if not group.explained()),
        tuple(group for group in found if group.explained()),
        left_out=(*graph.left_out, *_too_popular(graph)),
        sources=len(graph.sources),
        edges=graph.edges,
        validated_pairs=len(pairs.from_surprise(threshold).first),
        shuffles=shuffles,
    )


def candidates(
    graph: LinkGraph, model: ConfigurationModel, pairs: SharedPairs, threshold: float
) -> list[tuple[float, Block]]:
    """Blocks of every proposer beside their gains, the highest first; the same search for shuffled graphs."""
    groups = cores(pairs.from_surprise(threshold))
    if graph.edges <= MAX_PEELED_EDGES:
        groups += [block.sources for block in densest_blocks(graph)]
    return sorted(
        [*_weighed(graph, model, grow_from_groups(graph, model, groups)), *from_seeds(graph, model, pairs)],
        key=lambda each: (-each[0], each[1].sources.tolist()),
    )


def from_seeds(graph: LinkGraph, model: ConfigurationModel, pairs: SharedPairs) -> list[tuple[float, Block]]:
    """Batches of the strongest seeds outside the groups found so far, until a batch brings none."""
    seeds = seeds_of(pairs)
    covered = np.zeros(len(graph.sources), dtype=bool)
    tried = np.zeros(len(seeds.order), dtype=bool)
    found: list[tuple[float, Block]] = []
    for _ in range(MAX_BATCHES):
        free = np.flatnonzero(~covered[seeds.sources[seeds.order]] & ~tried)[:SEED_BATCH]
        if not len(free):
            break
        tried[free] = True
        batch = _weighed(graph, model, grow_from_groups(graph, model, [seeds.group(seeds.order[i]) for i in free]))
        found += batch
        strong = [block for gain, block in batch if gain >= MIN_GAIN and not covered[block.sources].all()]
        if not strong:
            break
        covered[np.concatenate([block.sources for block in strong])] = True
    return found


def _weighed(graph: LinkGraph, model: ConfigurationModel, blocks: list[Block]) -> list[tuple[float, Block]]:
    large = [block for block in blocks if len(block.sources) >= MIN_MEMBERS and len(block.targets) >= MIN_TARGETS]
    return [(chance_gain(graph, model, block), block) for block in large]


def _apart(weighed: list[tuple[float, Block]]) -> list[tuple[float, Block]]:
    """The strongest of those that share more than `MAX_OVERLAP` of the smaller one's members."""
    chosen: list[tuple[float, Block]] = []
    for gain, block in weighed:
        if gain < MIN_GAIN:
            break
        if all(_overlap(block, other) <= MAX_OVERLAP for _, other in chosen):
            chosen.append((gain, block))
    return chosen


def _overlap(one: Block, other: Block) -> float:
    shared = len(np.intersect1d(one.sources, other.sources, assume_unique=True))
    return shared / min(len(one.sources), len(other.sources))


def _group(graph: LinkGraph, relation: Relation, block: Block, evidence: Evidence, best_random: object) -> LinkGroup:
    best = np.asarray(best_random)
    as_good = int((best >= evidence.gain).sum())
    members = tuple(graph.sources[block.sources].tolist())
    group = LinkGroup(
        group_id(members),
        (relation.name,),
        members,
        tuple(dict.fromkeys(graph.targets[block.targets].tolist())),
        p_value=(1 + as_good) / (1 + len(best)),
        expected_false_groups=max(float(np.exp(-evidence.gain)), as_good / max(len(best), 1)),
        evidence=evidence,
        explanations=(shared_interest(evidence),),
    )
    return with_acts(group, relation)


def _unmeasurable(graph: LinkGraph) -> str | None:
    if graph.edges < MIN_EDGES:
        return f"not measured: {graph.edges} edges, and a group needs at least {MIN_EDGES}"
    if graph.edges > MAX_FILL * len(graph.sources) * len(graph.targets):
        return "not measured: most sources touch most targets, so nobody stands out"
    return None


def _too_popular(graph: LinkGraph) -> list[str]:
    count = int((~rare_targets(graph)).sum())
    return [f"{count} targets, the most popular, are not compared pair by pair"] if count else []


def shared_interest(evidence: Evidence) -> Explanation:
    """Whether people outside the group touch the same targets together, so that an interest explains the group."""
    explains = evidence.gain_over_interest < MIN_GAIN or evidence.outside_lift_low >= MAX_OUTSIDE_LIFT
    if evidence.outside_lift is None:
        return Explanation(SHARED_INTEREST, explains, "nobody outside the group touches its targets")
    detail = f"people outside touch two of its targets {evidence.outside_lift:.1f} times as often as chance explains"
    return Explanation(SHARED_INTEREST, explains, detail)
