"""Metrics on EDOS with the local judge, trained on precedents: `python -m benchmarks.edos DATASET_DIR`."""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.metrics import brier_score_loss, cohen_kappa_score, f1_score

from agent.build import build
from agent.settings import read_settings
from domain.case import Case, ContentItem
from domain.verdict import Outcome, Verdict

BINS = 10
Row = tuple[str, float, float | None]  # metric, local judge, majority baseline


@dataclass(frozen=True)
class JudgedCase:
    """`gold` are the violated clauses."""

    gold: tuple[str, ...]
    verdict: Verdict

    @property
    def violation(self) -> bool:
        """The side of the threshold, as if no case could be left to human review."""
        return self.probability >= self.verdict.threshold

    @property
    def probability(self) -> float:
        """Zero where no rule was judged."""
        return self.verdict.probability or 0.0

    @property
    def top_clause(self) -> str:
        return max(self.verdict.findings, key=lambda finding: finding.probability).clause_id


def main(dataset: Path) -> None:
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as folder, console.status("training on the precedents"):
        settings = read_settings(policies=dataset, precedents=dataset / "precedents.jsonl", data_dir=Path(folder))
        adjudicator = build(settings).adjudicator
        judged = [JudgedCase(gold, adjudicator.decide(case).verdict) for case, gold in _read(dataset / "cases.jsonl")]
    Console().print(_table(metrics(judged)))


def metrics(judged: Sequence[JudgedCase]) -> Iterator[Row]:
    gold = np.array([bool(case.gold) for case in judged])
    predicted = np.array([case.violation for case in judged])
    probability = np.array([case.probability for case in judged])
    reviewed = np.array([case.verdict.outcome is Outcome.NEEDS_REVIEW for case in judged])
    majority = np.full(len(gold), gold.mean() > 0.5)
    yield "verdict macro-F1", _macro_f1(gold, predicted), _macro_f1(gold, majority)
    yield "verdict Cohen's kappa", float(cohen_kappa_score(gold, predicted)), 0.0
    yield "verdict Brier score", float(brier_score_loss(gold, probability)), float(gold.mean() * (1 - gold.mean()))
    yield "verdict calibration error", _calibration_error(gold, probability), 0.0
    yield "share left to human review", float(reviewed.mean()), None
    yield "verdict macro-F1 of the rest", _macro_f1(gold[~reviewed], predicted[~reviewed]), None
    clauses = [(case.gold[0], case.top_clause) for case in judged if case.gold]
    gold_clause, predicted_clause = (np.array(side) for side in zip(*clauses, strict=True))
    names = gold_clause.tolist()
    commonest = np.full(len(names), max(set(names), key=names.count))
    name = f"clause macro-F1 over {len(set(names))}"
    yield name, _clause_f1(gold_clause, predicted_clause), _clause_f1(gold_clause, commonest)


def _macro_f1(gold: NDArray[np.generic], predicted: NDArray[np.generic]) -> float:
    return float(f1_score(gold, predicted, average="macro", zero_division=0.0))


def _clause_f1(gold: NDArray[np.generic], predicted: NDArray[np.generic]) -> float:
    """The most probable clause of violations: macro over the gold clauses, as in subtask C."""
    return float(f1_score(gold, predicted, labels=np.unique(gold), average="macro", zero_division=0.0))


def _calibration_error(gold: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> float:
    """Expected calibration error over ten bins of equal width (Naeini et al. 2015)."""
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    gaps = [abs(np.sum(gold[bins == b] - probabilities[bins == b])) for b in range(BINS)]
    return float(sum(gaps) / len(gold))


def _read(path: Path) -> Iterator[tuple[Case, tuple[str, ...]]]:
    for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n"):
        values = json.loads(line)
        item = ContentItem(id="post", text=values["content"])
        yield Case(id=values["id"], language="en", content=(item,)), tuple(values["gold"]["clauses"])


def _table(rows: Iterator[Row]) -> Table:
    table = Table("EDOS dev", "local judge", "majority baseline")
    for name, ours, baseline in rows:
        table.add_row(name, f"{ours:.3f}", "" if baseline is None else f"{baseline:.3f}")
    return table


if __name__ == "__main__":
    main(Path(sys.argv[1]))
