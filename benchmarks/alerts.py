"""Alerts of one series measured on NAB: `python -m benchmarks.alerts [FOLDER]`.

FOLDER, or the environment variable CLAUSEWISE_DATASETS, names the folder of the external datasets. How it counts, for
all detectors alike: the first 15% of a series (at most 750 values) are not scored, as NAB has it. A window is caught if
the score exceeds the threshold inside it. Outside of all windows, a moment above the threshold is a false alert, and
further ones within 24 hours of it belong to it. A detector has one threshold for a whole set of series. Days are those
that are scored. Series of each folder alternate between half A, on which constants were chosen, and half B."""

import csv
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.alert_baselines import cusum, ewma, robust_z, seasonal_z, slow_ewma
from insights.alerts.stream import StreamScores, stream_scores
from insights.metrics.rows import Floats

DATASETS = "CLAUSEWISE_DATASETS"
PAUSE, DAY = 86_400.0, 86_400.0
OURS = "level and hour"
DETECTORS: Mapping[str, Callable[[Floats, Floats], StreamScores]] = {
    "EWMA": ewma,
    "slow EWMA": slow_ewma,
    "robust z": robust_z,
    "seasonal z": seasonal_z,
    "CUSUM": cusum,
    OURS: stream_scores,
}
FIXED = {"EWMA": 6.0, "robust z": 10.0, "seasonal z": 8.0, "CUSUM": 20.0}
A_WEEK = (1, 3, 10)
QUANTILES = np.concatenate([np.linspace(0, 0.9, 10), 1 - np.logspace(-1, -5, 60)])


@dataclass(frozen=True)
class Series:
    """`at` in seconds; scored from `start` on; `windows` are of labelled incidents."""

    name: str
    at: Floats
    values: Floats
    windows: tuple[tuple[float, float], ...]
    half: str

    @property
    def folder(self) -> str:
        return self.name.split("/")[0]

    @property
    def start(self) -> float:
        return float(self.at[int(0.15 * min(len(self.at), 5000))])

    @property
    def days(self) -> float:
        return float(self.at[-1] - self.start) / DAY


@dataclass(frozen=True)
class Scored:
    series: Series
    scores: StreamScores


@dataclass(frozen=True)
class Point:
    """Of a threshold: windows caught, and false alerts a series-day."""

    caught: int
    false: float


def main() -> None:
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get(DATASETS)
    console = Console()
    if folder is None:
        console.print(f"NAB: skipped, because {DATASETS} names no folder")
        return
    series = read_series(Path(folder) / "governance" / "nab")
    scored = {name: [Scored(one, score(one.at, one.values)) for one in series] for name, score in DETECTORS.items()}
    console.print(_fixed_table(scored))
    for half in ("AB", "A", "B"):
        console.print(_budget_table(scored, half))


def read_series(folder: Path) -> list[Series]:
    """Those of `windows.json` whose file is there, by name."""
    windows = json.loads((folder / "windows.json").read_text(encoding="utf-8"))
    found: list[Series] = []
    for name in sorted(windows):
        if (folder / name).exists():
            with (folder / name).open(newline="", encoding="utf-8") as file:
                rows = sorted((_seconds(row["timestamp"]), float(row["value"])) for row in csv.DictReader(file))
            labelled = tuple((_seconds(start), _seconds(end)) for start, end in windows[name])
            earlier = sum(one.folder == name.split("/")[0] for one in found)
            at, values = np.array(rows).T
            found.append(Series(name, at, values, labelled, "AB"[earlier % 2]))
    return found


def _seconds(text: str) -> float:
    return datetime.fromisoformat(f"{text}+00:00").timestamp()


def measure(scored: Sequence[Scored], threshold: float) -> Point:
    caught, false = 0, 0
    for one in scored:
        chosen = (one.scores.score > threshold) & (one.scores.at >= one.series.start)
        moments = one.scores.at[chosen]
        outside = np.ones(len(moments), bool)
        for start, end in one.series.windows:
            inside = (moments >= start) & (moments <= end)
            caught += bool(inside.any())
            outside &= ~inside
        last = -np.inf
        for moment in moments[outside].tolist():
            if moment - last >= PAUSE:
                false, last = false + 1, moment
    return Point(caught, false / sum(one.series.days for one in scored))


def best(scored: Sequence[Scored], false: float) -> Point:
    """The most windows at no more than these false alerts a series-day, by one threshold for all series."""
    scores = np.concatenate([one.scores.score[one.scores.at >= one.series.start] for one in scored])
    thresholds = np.unique(np.append(np.quantile(scores, QUANTILES), scores.max() + 1))
    points = [measure(scored, threshold) for threshold in thresholds.tolist()]
    return max((point for point in points if point.false <= false + 1e-12), key=lambda one: (one.caught, -one.false))


def _fixed_table(scored: Mapping[str, Sequence[Scored]]) -> Table:
    shown = Table("series", "windows", *(f"{name} > {at:g}" for name, at in FIXED.items()), title="Fixed thresholds")
    shown.caption = f"windows caught at false alerts a series-day; then, of {OURS}, at no more false alerts"
    for folder, ours in _sets(scored[OURS]).items():
        windows = sum(len(one.series.windows) for one in ours)
        if windows:
            cells = []
            for name, threshold in FIXED.items():
                point = measure(_sets(scored[name])[folder], threshold)
                cells.append(f"{point.caught} at {point.false:.2f}; {best(ours, point.false).caught}")
            shown.add_row(f"{folder} ({len(ours)})", str(windows), *cells)
    return shown


def _budget_table(scored: Mapping[str, Sequence[Scored]], half: str) -> Table:
    """Recall at some false alerts a week of the whole set of series together."""
    shown = Table("series", "windows", *DETECTORS, title=f"Windows caught at {A_WEEK} false alerts a week, half {half}")
    chosen = {name: [one for one in every if one.series.half in half] for name, every in scored.items()}
    for folder, ours in _sets(chosen[OURS]).items():
        windows = sum(len(one.series.windows) for one in ours)
        if windows:
            rates = [number / 7 / len(ours) for number in A_WEEK]
            cells = [
                " ".join(str(best(_sets(every)[folder], rate).caught) for rate in rates) for every in chosen.values()
            ]
            shown.add_row(f"{folder} ({len(ours)})", str(windows), *cells)
    return shown


def _sets(scored: Sequence[Scored]) -> dict[str, list[Scored]]:
    """By folder, then those of real systems, then all."""
    sets: dict[str, list[Scored]] = {}
    for one in scored:
        sets.setdefault(one.series.folder, []).append(one)
    real = [one for one in scored if one.series.folder.startswith("real")]
    return sets | {"all real": real, "all": list(scored)}


if __name__ == "__main__":
    main()
