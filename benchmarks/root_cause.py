"""Root causes measured on RobustSpot: `python -m benchmarks.root_cause [FOLDER]`.

FOLDER, or the environment variable CLAUSEWISE_DATASETS, names the folder of the external datasets. Each file has one
incident: failures (`value`) of requests (`cnt`) by minute. The minute of the incident is compared with the minutes
before it; later ones are not read. An incident is exact if the slices of the first answer are those of the engineers,
neither more nor fewer. Constants were chosen on half A; the halves split by stream, so that two incidents of one stream
are in the same half. The last lines are the time for a million invented rows."""

import csv
import os
import re
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from rich.console import Console
from rich.table import Table

from insights.causes.search import search_causes
from insights.estimate import clopper_pearson
from insights.metrics.rows import MetricRows, grouped

DATASETS = "CLAUSEWISE_DATASETS"
TO_BEAT = ("exact .511", "top three .830")
NOT_DIMENSIONS = ("min", "value", "cnt")
Slice = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Incident:
    name: str
    before: MetricRows
    after: MetricRows
    truth: tuple[Slice, ...]

    @property
    def half(self) -> str:
        return "AB"[zlib.crc32(re.split(r"[_ ]", self.name)[-1].encode()) % 2]


Search = Callable[[Incident], list[list[Slice]]]


@dataclass(frozen=True)
class Outcome:
    half: str
    is_exact: bool
    in_three: bool
    seconds: float


def main() -> None:
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get(DATASETS)
    console = Console()
    if folder is None:
        console.print(f"RobustSpot: skipped, because {DATASETS} names no folder")
    else:
        incidents = [*read_incidents(Path(folder) / "governance" / "robustspot")]
        shown = Table("by", "incidents", "exact (95% interval)", "in the first three", "seconds, median and most")
        shown.title = f"RobustSpot, to beat: {', '.join(TO_BEAT)}"
        for name, search in (("excess x purity x .9 per dimension", _plain), ("search_causes", _ours)):
            outcomes = [_outcome(one, search) for one in incidents]
            for half in ("A", "B", "AB"):
                _add(shown, f"{name}, half {half}", [one for one in outcomes if one.half in half])
        console.print(shown)
    _million(console)


def read_incidents(folder: Path) -> Iterator[Incident]:
    """Those of `anomaly.yaml` whose file is there."""
    for entry in yaml.safe_load((folder / "anomaly.yaml").read_text(encoding="utf-8")):
        path, moment = folder / f"{entry['data']}.csv", int(entry["timestamp"])
        if path.exists():
            with path.open(newline="", encoding="utf-8") as file:
                rows = _rows([*csv.DictReader(file)])
            causes = entry["cause"] if isinstance(entry["cause"], list) else [entry["cause"]]
            truth = tuple(frozenset((name, str(value)) for name, value in one.items()) for one in causes)
            yield Incident(path.stem, rows.select(rows.day < moment), rows.select(rows.day == moment), truth)


def _rows(rows: Sequence[dict[str, str]]) -> MetricRows:
    names = [name for name in rows[0] if name not in NOT_DIMENSIONS]
    return MetricRows(
        np.array([int(row["min"]) for row in rows], np.int64),
        np.array([float(row["value"]) for row in rows]),
        np.array([float(row["cnt"]) for row in rows]),
        {name: np.array([row[name] for row in rows], object) for name in names},
    )


def _ours(incident: Incident) -> list[list[Slice]]:
    """Answers, best first."""
    answers: dict[int, list[Slice]] = {}
    for cause in search_causes(incident.before, incident.after):
        answers.setdefault(cause.answer, []).append(
            frozenset((name, str(value)) for name, value in cause.slice.items())
        )
    return [*answers.values()]


def _plain(incident: Incident) -> list[list[Slice]]:
    """The search of the number to beat: excess over expectation at the slice's own volume x purity x a factor."""
    found: list[tuple[float, Slice]] = []
    names = [*incident.after.dimensions]
    (x1, n1), (x0, n0) = grouped(incident.after, [])[()], grouped(incident.before, [])[()]
    total = x1 - n1 * x0 / n0
    for places in range(1, 2 ** len(names)):
        chosen = [name for bit, name in enumerate(names) if places >> bit & 1]
        if len(chosen) > 3:
            continue
        before = grouped(incident.before, chosen)
        for key, (x, n) in grouped(incident.after, chosen).items():
            old = before.get(key, (0.0, 0.0))
            excess = x - n * (old[0] / old[1] if old[1] else x0 / n0)
            inside, outside = excess / max(n, 1), (total - excess) / max(n1 - n, 1)
            purity = inside / max(inside + abs(outside), 1e-9)
            score = excess / total * purity * 0.9 ** (len(chosen) - 1) if excess > 0 else -1.0
            found.append((score, frozenset((name, str(value)) for name, value in zip(chosen, key, strict=True))))
    return [[one] for _, one in sorted(found, key=lambda pair: -pair[0])[:5]]


def _outcome(incident: Incident, search: Search) -> Outcome:
    start = time.perf_counter()
    answers = search(incident)
    seconds = time.perf_counter() - start
    listed = [one for answer in answers for one in answer]
    exact = bool(answers) and set(answers[0]) == set(incident.truth)
    return Outcome(incident.half, exact, all(one in listed[:3] for one in incident.truth), seconds)


def _add(shown: Table, name: str, outcomes: Sequence[Outcome]) -> None:
    cells = []
    for hits in (sum(one.is_exact for one in outcomes), sum(one.in_three for one in outcomes)):
        share = clopper_pearson(hits, len(outcomes))
        cells.append(f"{share.value:.3f} ({share.low:.2f} to {share.high:.2f})")
    seconds = [one.seconds for one in outcomes]
    shown.add_row(name, str(len(outcomes)), *cells, f"{np.median(seconds):.3f}, {max(seconds):.3f}")


def _million(console: Console) -> None:
    """Five dimensions, and a sixth with 20,000 values; 28 days before, 7 after."""
    random, size = np.random.default_rng(1), 1_000_000
    sizes = {"market": 30, "language": 20, "kind": 6, "clause": 100, "client": 4, "creator": 20_000}
    dimensions = {
        name: np.array([f"{name}-{number}" for number in range(count)], object)[random.integers(0, count, size)]
        for name, count in sizes.items()
    }
    day, cases = random.integers(0, 35, size), random.integers(1, 5, size)
    moved = (day >= 28) & (dimensions["market"] == "market-3") & (dimensions["kind"] == "kind-1")
    hits = random.binomial(cases, np.where(moved, 0.3, 0.05)).astype(np.float64)
    rows = MetricRows(day.astype(np.int64), hits, cases.astype(np.float64), dimensions)
    for names in ([name for name in sizes if name != "creator"], [*sizes]):
        before, after = rows.between(0, 27), rows.between(28, 34)
        start, computed = time.perf_counter(), time.process_time()
        first = search_causes(before, after, names)[0]
        seconds, computed = time.perf_counter() - start, time.process_time() - computed
        spent = f"{seconds:.1f} s, of them {computed:.1f} s of computing"
        console.print(f"{size:,} rows, {len(names)} dimensions: {spent}; first cause {first.title}")


if __name__ == "__main__":
    main()
