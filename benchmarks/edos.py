"""How well a model fitted to precedents decides EDOS: `python -m benchmarks.edos DATASET_DIR`."""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.metrics import brier_score_loss, cohen_kappa_score, f1_score, roc_auc_score

from domain.evidence import Precedent
from judges.fitted import FittedModel, Prediction
from judges.fitted_training import fit
from retrieval.minilm import MiniLM

Row = tuple[str, float, float]  # what is measured, ours, what always giving the commonest answer gets
BINS = 10


def main(dataset: Path) -> None:
    precedents, cases = _read(dataset / "precedents.jsonl"), _read(dataset / "cases.jsonl")
    embedder, console = MiniLM(), Console()
    with console.status("embedding the precedents"):
        started = time.perf_counter()
        vectors = embedder.embed([p.text for p in precedents])
        embedded = time.perf_counter()
    with console.status("fitting the model"):
        model = fit(precedents, vectors)
        fitted = time.perf_counter()
    texts = [case.text for case in cases]
    prediction = model.predict(texts, embedder.embed(texts))
    console.print(_table([*_verdict(model, prediction, cases), *_clause(model, prediction, cases)]))
    console.print(
        f"{len(precedents)} precedents: embedded {embedded - started:.0f} s, fitted {fitted - embedded:.0f} s"
    )


def _verdict(model: FittedModel, prediction: Prediction, cases: Sequence[Precedent]) -> Iterator[Row]:
    gold = np.array([bool(case.violated) for case in cases])
    said = prediction.any_violation >= model.outcome_threshold
    commonest = np.full(len(gold), gold.mean() > 0.5)
    share = np.full(len(gold), gold.mean())
    yield "verdict macro-F1", _macro_f1(gold, said), _macro_f1(gold, commonest)
    yield "verdict accuracy", float(np.mean(gold == said)), float(np.mean(gold == commonest))
    yield "verdict Cohen's kappa", float(cohen_kappa_score(gold, said)), 0.0
    yield "verdict AUC", float(roc_auc_score(gold, prediction.any_violation)), 0.5
    yield "verdict Brier score", _brier(gold, prediction.any_violation), _brier(gold, share)
    yield "verdict calibration error", _ece(gold, prediction.any_violation), 0.0


def _clause(model: FittedModel, prediction: Prediction, cases: Sequence[Precedent]) -> Iterator[Row]:
    """Which clause, asked of the cases that broke one, as the shared task's subtask C does: the answer is the clause
    that leads."""
    broken = [row for row, case in enumerate(cases) if case.violated]
    gold = np.array([cases[row].violated[0] for row in broken])
    ids = np.array(list(model.clause_thresholds))
    probabilities = np.array([prediction.clauses[i] for i in ids])
    leads = np.array([prediction.leads[i] for i in ids])
    commonest = np.full(len(gold), Counter(gold.tolist()).most_common(1)[0][0])
    broke = np.array([[i in case.violated for case in cases] for i in ids])
    said = ids[leads[:, broken].argmax(axis=0)]
    yield f"clause macro-F1 over {len(ids)}", _macro_f1(gold, said), _macro_f1(gold, commonest)
    yield "clause calibration error", _ece(broke.ravel(), probabilities.ravel()), 0.0


def _macro_f1(gold: NDArray[np.generic], said: NDArray[np.generic]) -> float:
    return float(f1_score(gold, said, average="macro", zero_division=0.0))


def _brier(gold: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> float:
    return float(brier_score_loss(gold, probabilities))


def _ece(gold: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> float:
    """Expected calibration error over ten bins of equal width (Naeini et al. 2015)."""
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    gaps = [abs(np.sum(gold[bins == b] - probabilities[bins == b])) for b in range(BINS)]
    return float(sum(gaps) / len(gold))


def _read(path: Path) -> list[Precedent]:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Precedent(id=r["id"], text=r["content"], violated=tuple(r["gold"]["clauses"])) for r in rows]


def _table(rows: Sequence[Row]) -> Table:
    table = Table("EDOS dev", "fitted", "commonest answer")
    for name, ours, baseline in rows:
        table.add_row(name, f"{ours:.3f}", f"{baseline:.3f}")
    return table


if __name__ == "__main__":
    main(Path(sys.argv[1]))
