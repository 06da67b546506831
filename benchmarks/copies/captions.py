"""Reworded captions among 100,000: how many are found, how many of the found ones are copies, time and memory."""

import resource
from collections.abc import Mapping
from functools import partial
from time import perf_counter

from rich.table import Table

from agent.quality.shares import wilson
from benchmarks.copies.caption_sample import CaptionSample, caption_sample
from benchmarks.timing import elapsed_seconds
from signals.copies.captions.match import CaptionCopies, near_duplicates

POSTS, FAMILIES = 100_000, 600
SEEDS = (2, 3)  # seed 1 chose the constants
HOSTILE: Mapping[str, list[str]] = {
    "100,000 times one caption": ["buy two of these soft cotton shirts before they sell out tonight"] * POSTS,
    "one caption, another word each": [f"buy two soft cotton shirts before they sell out {n}" for n in range(POSTS)],
    "one caption of 500,000 characters": ["long " * POSTS, "a short one"],
    "one of 500,000 without spaces": ["x" * 500_000, "ก" * 500_000],
}


def caption_table() -> Table:
    title = f"Reworded captions, {POSTS:,} posts with {FAMILIES} families of 5, 12% of the words changed in each"
    columns = ("seed", "seconds", "pairs found (95% interval)", "in one family", "pairs that are copies")
    shown = Table(*columns, title=title)
    for seed in SEEDS:
        sample = caption_sample(POSTS, FAMILIES, seed)
        start = perf_counter()
        found = near_duplicates(sample.captions)
        shown.add_row(str(seed), f"{perf_counter() - start:.1f}", *_cells(sample, found))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    shown.caption = f"Peak memory of the whole process: {peak:.2f} GB"
    return shown


def hostile_table() -> Table:
    shown = Table("captions", "seconds", title="Hostile captions")
    for name, captions in HOSTILE.items():
        shown.add_row(name, f"{elapsed_seconds(partial(near_duplicates, captions)):.1f}")
    return shown


def _cells(sample: CaptionSample, found: CaptionCopies) -> tuple[str, ...]:
    family_of = {place: number for number, family in enumerate(sample.families) for place in family}
    group_of = {place: number for number, family in enumerate(found.families) for place in family}
    planted = [(one, other) for family in sample.families for one in family for other in family if one < other]
    right = sum(pair.first in family_of and family_of[pair.first] == family_of.get(pair.second) for pair in found.pairs)
    joined = sum(one in group_of and group_of[one] == group_of.get(other) for one, other in planted)
    low, high = wilson(right, len(planted)) or (0.0, 1.0)
    return (
        f"{right / len(planted):.3f} ({low:.3f} to {high:.3f})",
        f"{joined / len(planted):.3f}",
        f"{right / max(len(found.pairs), 1):.3f} ({right:,} of {len(found.pairs):,})",
    )
