"""How well the whole path agrees with the labels of the bundled pack: `python -m benchmarks.pack`."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.metrics import cohen_kappa_score, f1_score

from agent.adjudicator import Unrecorded
from agent.build import Clausewise, build
from agent.settings import read_settings
from domain.case import Case
from domain.finding import FindingStatus
from domain.verdict import Outcome, Verdict

DATASET = Path(__file__).parents[1] / "eval" / "datasets" / "creator_governance" / "cases.jsonl"
RESAMPLES, SEED = 1000, 7


@dataclass(frozen=True)
class Labelled:
    case: Case
    split: str
    outcome: str
    accepted: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Judged:
    gold: Labelled
    verdict: Verdict

    @property
    def violated(self) -> frozenset[str]:
        return frozenset(f.clause_id for f in self.verdict.findings if f.status is FindingStatus.VIOLATED)


def read(path: Path) -> Iterator[Labelled]:
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        gold = raw["gold"]
        sets = tuple(frozenset(s) for s in (gold["violated"], *gold["alternatives"]))
        case = Case.model_validate(raw["case"])
        yield Labelled(case, raw["split"], gold["outcome"], sets)


def judge(clausewise: Clausewise, cases: Sequence[Labelled]) -> list[Judged]:
    return [Judged(gold, clausewise.adjudicator.decide(gold.case).verdict) for gold in cases]


def measures(judged: Sequence[Judged]) -> dict[str, float]:
    gold = np.array([j.gold.outcome for j in judged])
    said = np.array([j.verdict.outcome.value for j in judged])
    labels = [o.value for o in Outcome]
    decided = said != Outcome.NEEDS_REVIEW.value
    binary = gold != Outcome.NEEDS_REVIEW.value
    broken = [j for j in judged if j.gold.outcome == Outcome.VIOLATION]
    return {
        "kappa": float(cohen_kappa_score(gold, said, labels=labels)),
        "macro-F1": float(f1_score(gold, said, labels=labels, average="macro", zero_division=0.0)),
        "accuracy": float(np.mean(gold == said)),
        "accuracy where decided": float(np.mean((gold == said)[decided & binary])),
        "share decided": float(np.mean(decided)),
        "exact set, of violations": float(np.mean([j.violated in j.gold.accepted for j in broken])),
        "missed, of violations": float(np.mean([j.verdict.outcome is Outcome.NO_VIOLATION for j in broken])),
        "false alarms, of passes": float(np.mean((said == "violation")[gold == "no_violation"])),
        "majority accuracy": float(max(np.mean(gold == label) for label in labels)),
    }


def table(judged: Sequence[Judged]) -> Table:
    """Each figure with its 95% bootstrap interval over cases."""
    columns = {split: [j for j in judged if j.gold.split == split] for split in ("dev", "test")}
    result = Table("creator_governance", *(f"{name} (n={len(rows)})" for name, rows in columns.items()))
    shown = {name: _with_intervals(rows) for name, rows in columns.items()}
    for name in shown["dev"]:
        result.add_row(name, *(shown[split][name] for split in columns))
    return result


def _with_intervals(judged: Sequence[Judged]) -> dict[str, str]:
    random = np.random.default_rng(SEED)
    picks = (random.integers(len(judged), size=len(judged)) for _ in range(RESAMPLES))
    samples = [measures([judged[row] for row in pick]) for pick in picks]
    low, high = (
        {name: float(np.percentile([s[name] for s in samples], q)) for name in samples[0]} for q in (2.5, 97.5)
    )
    return {name: f"{value:.3f} [{low[name]:.2f}, {high[name]:.2f}]" for name, value in measures(judged).items()}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        clausewise = build(read_settings(data_dir=Path(folder)), Unrecorded())
        Console().print(table(judge(clausewise, list(read(DATASET)))))


if __name__ == "__main__":
    main()
