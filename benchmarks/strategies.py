"""Strategies: thresholds for a target precision, and the mined strategy for rings: `python -m benchmarks.strategies
[thresholds|rings]`.

CLAUSEWISE_DATASETS names the folder of the external datasets; thresholds are skipped by name without it. All splits of
Tolokers were looked at while the first size and the step of the search were tried. The rules of rings were chosen on
earlier days than those that are shown; the truth of the invented ecosystem is read for the table alone."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.machine import machine
from benchmarks.warehouse import NOW, NothingSetAside
from domain.days import date_of
from insights.strategies.conditions import evaluate
from insights.strategies.intervals import clustered_share, show
from insights.strategies.mining.proposals import MiningOptions, MiningReport, Proposal, mine
from insights.strategies.subjects import read_subjects
from insights.strategies.thresholds import choose_threshold, precision_bound
from warehouse.connection import open_warehouse
from warehouse.engines.base import Engine
from warehouse.jobs.runner import JobRunner
from warehouse.loading.loader import Loader
from warehouse.sample.ecosystem import build_ecosystem
from warehouse.sample.options import SampleOptions

DATASETS = "CLAUSEWISE_DATASETS"
TARGETS, CONFIDENCE = (0.65, 0.8), 0.95
HALVES = {"splits 0 to 4": range(5), "splits 5 to 9": range(5, 10), "all, 20 backtests": range(10)}
SEEDS = (3, 4)
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Choice = Callable[[Floats, Flags, float, float], float | None]


@dataclass(frozen=True, eq=False)
class Split:
    """The scores and labels of two halves that the model did not see."""

    scores: tuple[Floats, Floats]
    labels: tuple[Flags, Flags]

    @property
    def backtests(self) -> list[tuple[Floats, Flags, Floats, Flags]]:
        """Each half chooses once, and the other one judges."""
        (first, second), (one, other) = self.scores, self.labels
        return [(first, one, second, other), (second, other, first, one)]


def main() -> None:
    console, parts = Console(width=200), sys.argv[1:] or ("thresholds", "rings")
    console.print(machine())
    datasets = os.environ.get(DATASETS)
    if "thresholds" in parts and datasets is None:
        console.print(f"thresholds: skipped, because {DATASETS} names no folder")
    elif "thresholds" in parts and datasets is not None:
        thresholds(console, Path(datasets) / "governance" / "tolokers" / "tolokers.npz")
    if "rings" in parts:
        for seed in SEEDS:
            rings(console, seed)


def thresholds(console: Console, file: Path) -> None:
    """Missed: the precision of the judging half is below the target. Beyond noise: its upper bound (95%) is too."""
    splits = read_splits(file)
    ways: dict[str, Choice] = {
        "plain estimate": plain,
        "bound, every threshold": bound_everywhere,
        "fixed sequence": choose_threshold,
    }
    for target in TARGETS:
        shown = Table(title=f"Tolokers, precision >= {target}, confidence {CONFIDENCE}", title_justify="left")
        for column in ("way", "splits", "found", "missed", "beyond noise", "mean precision", "mean recall"):
            shown.add_column(column)
        for name, way in ways.items():
            for half, places in HALVES.items():
                shown.add_row(name, half, *_measure([splits[place] for place in places], way, target))
        console.print(shown)


def _measure(splits: Sequence[Split], way: Choice, target: float) -> tuple[str, ...]:
    found = missed = beyond = total = 0
    precisions, recalls = [], []
    for split in splits:
        for scores, labels, later, truth in split.backtests:
            total += 1
            threshold = way(scores, labels, target, CONFIDENCE)
            hit = np.zeros(len(later), bool) if threshold is None else later >= threshold
            recalls.append(float(truth[hit].sum() / truth.sum()))
            if threshold is None:
                continue
            found += 1
            right, number = int(truth[hit].sum()), int(hit.sum())
            precisions.append(right / number if number else 0.0)
            missed += precisions[-1] < target
            beyond += 1 - precision_bound(number - right, number, CONFIDENCE) < target
    mean = f"{np.mean(precisions):.3f}" if precisions else "-"
    share = f"{missed} ({missed / found:.0%})" if found else "0"
    return f"{found} of {total}", share, str(beyond), mean, f"{np.mean(recalls):.3f}"


def plain(scores: Floats, labels: Flags, target: float, confidence: float) -> float | None:
    """The loosest threshold whose observed precision reaches the target."""
    del confidence
    return _loosest(scores, labels, lambda right, number: right / number >= target)


def bound_everywhere(scores: Floats, labels: Flags, target: float, confidence: float) -> float | None:
    """The loosest threshold whose lower bound reaches the target, among all."""
    return _loosest(scores, labels, lambda right, number: precision_bound(right, number, confidence) >= target)


def _loosest(scores: Floats, labels: Flags, passes: Callable[[int, int], bool]) -> float | None:
    ordered, right = np.sort(scores)[::-1], np.cumsum(labels[np.argsort(-scores, kind="stable")])
    last = np.append(np.diff(ordered) < 0, True)
    found = [place for place in np.flatnonzero(last).tolist() if passes(int(right[place]), place + 1)]
    return float(ordered[found[-1]]) if found else None


def read_splits(file: Path) -> list[Split]:
    """A forest over own features and the means of neighbours one and two steps away, for each split of the dataset."""
    from scipy.sparse import coo_matrix
    from sklearn.ensemble import RandomForestClassifier

    data = np.load(file)
    own, labels, edges = data["node_features"].astype(float), data["node_labels"] == 1, data["edges"]
    ones = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), (len(own), len(own))).tocsr()
    graph = ((ones + ones.T) > 0).astype(float)
    degree = np.asarray(graph.sum(axis=1)).ravel()
    near = (graph @ own) / np.maximum(degree, 1)[:, None]
    further = (graph @ near) / np.maximum(degree, 1)[:, None]
    rows, splits = np.column_stack([own, near, further, np.log1p(degree)]), []
    for place in range(len(data["train_masks"])):
        known = data["train_masks"][place].astype(bool)
        model = RandomForestClassifier(300, min_samples_leaf=5, n_jobs=1, random_state=place)
        scores = model.fit(rows[known], labels[known]).predict_proba(rows)[:, 1]
        parts = [data[f"{name}_masks"][place].astype(bool) for name in ("val", "test")]
        splits.append(Split((scores[parts[0]], scores[parts[1]]), (labels[parts[0]], labels[parts[1]])))
    return splits


def rings(console: Console, seed: int) -> None:
    """The mined strategies beside the truth. Caught: members that were hit on one of the later days at least."""
    options = SampleOptions(creators=2_000, seed=seed)
    sample, last = build_ecosystem(options), options.first_day + options.days - 1
    with TemporaryDirectory() as folder, open_warehouse(f"duckdb:///{folder}/events.duckdb") as warehouse:
        loader = Loader(warehouse, NothingSetAside(), NOW)
        for name, columns in sample.tables.items():
            loader.add(name, columns)
        JobRunner(warehouse).run(last)
        start = time.perf_counter()
        found = mine(warehouse.engine, last, MiningOptions(target="groups"))
        seconds = time.perf_counter() - start
        console.print(_rings_table(warehouse.engine, found, sample.truth, f"seed {seed}, mined in {seconds:.0f} s"))


def _rings_table(engine: Engine, found: MiningReport, truth: dict[str, Any], title: str) -> Table:
    shown = Table(title=f"Invented ecosystem, {title}; found on {found.earlier}", title_justify="left")
    for column in ("strategy", "found", "backtest", "truth: members", "recall, backtest", "caught of active rings"):
        shown.add_column(column)
    days = _days(found)
    for one in (*found.proposals, None):
        shown.add_row(*_rings_row(engine, found.proposals if one is None else (one,), days, truth))
    return shown


def _days(found: MiningReport) -> list[int]:
    first, _, last = found.backtest.days.partition(" to ")
    zero = date_of(0).toordinal()
    ends = [date_of(0).fromisoformat(text).toordinal() - zero for text in (first, last)]
    return [*range(ends[0], ends[1] + 1, MiningOptions().step)]


def _rings_row(
    engine: Engine, proposals: Sequence[Proposal], days: Sequence[int], truth: dict[str, Any]
) -> tuple[str, ...]:
    """Of one proposal, or of several together."""
    members = {member for ring in truth["rings"] for member in ring["members"]}
    creators: list[str] = []
    for day in days:
        subjects = read_subjects(engine, day)
        hit = np.any([evaluate(one.strategy.when, subjects).hit for one in proposals], axis=0)
        creators += subjects.creator_id[hit].tolist()
    right = np.array([creator in members for creator in creators], dtype=bool)
    names = np.array(creators, object)
    active = {m for ring in truth["rings"] if ring["first_day"] + 40 > days[0] for m in ring["members"]}
    caught = f"{len(active & set(creators))} of {len(active)}"
    precise = show(clustered_share(right, names))
    if len(proposals) > 1 or not proposals:
        return "all together", "", "", precise, "", caught
    one = proposals[0]
    later = one.later
    words = (show(one.found_precision), show(later.precision), precise, show(later.recall), caught)
    return one.strategy.when, *words


if __name__ == "__main__":
    main()
