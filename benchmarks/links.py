"""Groups of creators that act alike, and labelled graphs: `python -m benchmarks.links [rings|labels|size]`.

CLAUSEWISE_DATASETS names the folder of the external datasets; what needs them is skipped by name without it. Constants
of `signals/links/` were chosen on generated graphs of seeds 0 to 4, on Reddit with rings of seed 0 and on Bitcoin OTC;
the seeds below are others. Reddit's own groups were looked at while the check of shared interest was designed."""

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks import link_labels
from benchmarks.link_graphs import (
    DENSE,
    RINGS,
    SPARSE,
    Background,
    Ring,
    buyers,
    generated,
    many_edges,
    reddit,
    traders,
    with_ring,
)
from signals.links.edges import Relation
from signals.links.finding import LinkFindings, find_groups

SEEDS = (11, 12, 13)
DATASETS = "CLAUSEWISE_DATASETS"


def main() -> None:
    parts = {"rings": rings, "labels": labels, "size": size}
    for name in sys.argv[1:] or parts:
        parts[name](Console())


def rings(console: Console) -> None:
    """Planted rings, with the graphs as they are in the first row."""
    folder = _folder()
    graphs: dict[str, Callable[[int], Background]] = {
        "dense": lambda seed: generated(DENSE, seed),
        "sparse": lambda seed: generated(SPARSE, seed),
    }
    if folder is not None:
        graphs |= {"Reddit": lambda _: reddit(folder), "traders": lambda _: traders(folder)}
        graphs |= {"buyers": lambda _: buyers(folder)}
    else:
        console.print(f"Reddit, traders, buyers: skipped, because {DATASETS} names no folder")
    shown = Table("graph", "ring", "F1 (lowest to highest)", "groups named", "interests", "s", title="Planted rings")
    for name, make in graphs.items():
        for ring in (None, *RINGS):
            rows = list(_ring_rows(make, ring))
            scores = [score for score, _, _ in rows if score is not None]
            f1 = "-" if not scores else f"{np.mean(scores):.2f} ({min(scores):.2f} to {max(scores):.2f})"
            named = ", ".join(str(len(found.groups)) for _, found, _ in rows)
            interests = ", ".join(str(len(found.interests)) for _, found, _ in rows)
            seconds = f"{np.median([taken for _, _, taken in rows]):.0f}"
            shown.add_row(name, "none" if ring is None else str(ring), f1, named, interests, seconds)
            console.print(name, ring, f1, named, interests, seconds)
    console.print(shown)


def _ring_rows(
    make: Callable[[int], Background], ring: Ring | None
) -> Iterator[tuple[float | None, LinkFindings, float]]:
    for seed in SEEDS:
        background, members = make(seed), set[int]()
        if ring is not None:
            background, members = with_ring(background, ring, seed)
        start = time.process_time()
        found = find_groups(Relation.of("likes", background.sources, background.targets), seed=seed)
        yield _f1(found, members) if ring else None, found, time.process_time() - start


def _f1(found: LinkFindings, truth: set[int]) -> float:
    """Of everybody in a named group."""
    named = {int(member) for group in found.groups for member in group.members}
    return 2 * len(named & truth) / (len(named) + len(truth))


def labels(console: Console) -> None:
    """Tolokers and Reddit, labelled by people."""
    folder = _folder()
    if folder is None:
        console.print(f"Tolokers, Reddit bans: skipped, because {DATASETS} names no folder")
        return
    for table in (link_labels.tolokers(folder), link_labels.reddit_bans(folder)):
        console.print(table)


def size(console: Console) -> None:
    """A graph of one million edges with a ring in it."""
    background, members = with_ring(many_edges(11), Ring(50, 20, 0.3, 1), 11)
    relation = Relation.of("likes", background.sources, background.targets)
    wall, own = time.perf_counter(), time.process_time()
    found = find_groups(relation)
    wall, own = time.perf_counter() - wall, time.process_time() - own
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(
        f"{found.edges:,} edges: {wall:.0f} s by the clock, {own:.0f} s of processor time, {peak:.0f} MB at most, "
        f"F1 {_f1(found, members):.2f}, {len(found.groups)} groups"
    )


def _folder() -> Path | None:
    datasets = os.environ.get(DATASETS)
    return None if datasets is None else Path(datasets) / "governance"


if __name__ == "__main__":
    main()
