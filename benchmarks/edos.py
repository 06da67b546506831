"""How well the whole path, taught by precedents, decides EDOS: `python -m benchmarks.edos DATASET_DIR`."""

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

from agent.adjudicator import NoDecisionLog
from agent.build import build
from agent.settings import read_settings
from domain.case import Case, ContentItem
from domain.verdict import Outcome, Verdict

BINS = 10
Row = tuple[str, float, float | None]  # what is measured, ours, what always giving the commonest answer gets


@dataclass(frozen=True)
class Answer:
    """`broken` is the call without the option of asking a person: the side of the turning point it fell on."""

    gold: tuple[str, ...]
    verdict: Verdict

    @property
    def broken(self) -> bool:
        return self.verdict.probability >= self.verdict.threshold

    @property
    def leading(self) -> str:
        return max(self.verdict.findings, key=lambda finding: finding.probability).clause_id


def main(dataset: Path) -> None:
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as folder, console.status("learning from the precedents"):
        settings = read_settings(policies=dataset, precedents=dataset / "precedents.jsonl", data_dir=Path(folder))
        adjudicator = build(settings, NoDecisionLog()).adjudicator
        answers = [Answer(gold, adjudicator.decide(case).verdict) for case, gold in _read(dataset / "cases.jsonl")]
    Console().print(_table(rows(answers)))


def rows(answers: Sequence[Answer]) -> Iterator[Row]:
    gold = np.array([bool(answer.gold) for answer in answers])
    said = np.array([answer.broken for answer in answers])
    probability = np.array([answer.verdict.probability for answer in answers])
    reviewed = np.array([answer.verdict.outcome is Outcome.NEEDS_REVIEW for answer in answers])
    commonest = np.full(len(gold), gold.mean() > 0.5)
    yield "verdict macro-F1", _macro_f1(gold, said), _macro_f1(gold, commonest)
    yield "verdict Cohen's kappa", float(cohen_kappa_score(gold, said)), 0.0
    yield "verdict Brier score", float(brier_score_loss(gold, probability)), float(gold.mean() * (1 - gold.mean()))
    yield "verdict calibration error", _ece(gold, probability), 0.0
    yield "share given to a person", float(reviewed.mean()), None
    yield "verdict macro-F1 of the rest", _macro_f1(gold[~reviewed], said[~reviewed]), None
    clauses = [(answer.gold[0], answer.leading) for answer in answers if answer.gold]
    truth, lead = (np.array(side) for side in zip(*clauses, strict=True))
    most = np.full(len(truth), max(set(truth.tolist()), key=truth.tolist().count))
    yield f"clause macro-F1 over {len(set(truth.tolist()))}", _clause_f1(truth, lead), _clause_f1(truth, most)


def _macro_f1(gold: NDArray[np.generic], said: NDArray[np.generic]) -> float:
    return float(f1_score(gold, said, average="macro", zero_division=0.0))


def _clause_f1(gold: NDArray[np.generic], said: NDArray[np.generic]) -> float:
    """Among cases that broke a clause, which one leads: macro over the clauses of the gold, as in subtask C."""
    return float(f1_score(gold, said, labels=np.unique(gold), average="macro", zero_division=0.0))


def _ece(gold: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> float:
    """Expected calibration error over ten bins of equal width (Naeini et al. 2015)."""
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    gaps = [abs(np.sum(gold[bins == b] - probabilities[bins == b])) for b in range(BINS)]
    return float(sum(gaps) / len(gold))


def _read(path: Path) -> Iterator[tuple[Case, tuple[str, ...]]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        item = ContentItem(id="post", text=raw["content"])
        yield Case(id=raw["id"], language="en", content=(item,)), tuple(raw["gold"]["clauses"])


def _table(measured: Iterator[Row]) -> Table:
    table = Table("EDOS dev", "local judge", "commonest answer")
    for name, ours, baseline in measured:
        table.add_row(name, f"{ours:.3f}", "" if baseline is None else f"{baseline:.3f}")
    return table


if __name__ == "__main__":
    main(Path(sys.argv[1]))
