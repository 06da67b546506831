"""Experiments on real outcomes: `python -m benchmarks.experiments [effects|uplift|peeking|coverage|splits]`.

CLAUSEWISE_DATASETS names the folder of the external datasets. Nothing was chosen on these data: the constants of the
product (levels, tuning of the sequence, ridge of the models) are from the papers that it names, or defaults."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.experiment_simulations import Outcomes, alarms, coverage, peek
from insights.experiments.analysis import Analysis, analyse
from insights.experiments.csv_rows import CsvColumns, read_csv_rows
from insights.experiments.rows import Floats, OutcomeRows
from insights.experiments.uplift.features import encode
from insights.experiments.uplift.models import MODELS, Bools, Model
from insights.experiments.uplift.qini import qini

DATASETS = "CLAUSEWISE_DATASETS"
CONTROL = "No E-Mail"
SPLIT = {CONTROL: 1 / 3, "Womens E-Mail": 1 / 3, "Mens E-Mail": 1 / 3}
BEFORE = ("history", "recency", "newbie", "mens", "womens")
FEATURES = ("recency", "history", "mens", "womens", "zip_code", "newbie", "channel")
SEED = 19
FOLDS, REPEATS = 5, 3
PEEKED, LOOKS, UNITS = 2_000, 20, 4_000
COVERED = 4_000


def main() -> None:
    parts: dict[str, Callable[[Path], None]] = {
        "effects": effects,
        "uplift": uplift,
        "peeking": peeking,
        "coverage": covering,
        "splits": splits,
    }
    folder = os.environ.get(DATASETS)
    for name in sys.argv[1:] or parts:
        if folder is None:
            Console().print(f"{name}: skipped, because {DATASETS} names no folder")
        else:
            parts[name](Path(folder) / "governance" / "hillstrom" / "hillstrom.csv")


def effects(path: Path) -> None:
    """Effects, split and covariates of Hillstrom."""
    shown = Table("outcome", "arm", "covariates", "difference", "half width", "any time", "variance less", "split p")
    for outcome in ("visit", "spend"):
        for before in ((), ("history",), BEFORE):
            rows = read_csv_rows(path, CsvColumns(outcome, "segment", covariates=before))
            report = analyse(rows, Analysis("hillstrom", outcome, CONTROL, SPLIT))
            for one in report.effects:
                half = ((one.high or 0) - (one.low or 0)) / 2
                anytime = ((one.anytime_high or 0) - (one.anytime_low or 0)) / 2
                reduced = "" if one.variance_reduction is None else f"{one.variance_reduction:.2%}"
                values = (f"{one.difference:+.4f}", f"{half:.4f}", f"{anytime:.4f}", reduced)
                shown.add_row(outcome, one.arm, str(len(before)), *values, f"{report.sample_ratio.p_value:.2f}")
    shown.title = "Hillstrom, to beat: visit +.0452 ± .0063 (women's), +.0766 ± .0066 (men's), split p .90"
    Console().print(shown)


def uplift(path: Path) -> None:
    """Qini on folds that the models did not see."""
    rows = read_csv_rows(path, CsvColumns("visit", "segment", features=FEATURES))
    models: dict[str, Model] = {**MODELS, "two models, boosted trees": boosted, "chance": chance}
    for arm in ("Womens E-Mail", "Mens E-Mail"):
        shown = Table("model", "Qini a treated unit", "deviation of folds", title=f"{arm}, visit, 15 folds")
        two = rows.select((rows.arm == arm) | (rows.arm == CONTROL))
        found = {name: _folds(two, arm, model) for name, model in models.items()}
        for name, values in found.items():
            shown.add_row(name, f"{np.mean(values):.4f}", f"{np.std(values, ddof=1):.4f}")
        Console().print(shown)


def _folds(rows: OutcomeRows, arm: str, model: Model) -> list[float]:
    features, outcome, treated = encode(rows.features).values, rows.metrics["visit"].numerator, rows.arm == arm
    found = []
    for repeat in range(REPEATS):
        fold = np.random.default_rng([SEED, repeat]).permutation(rows.size) % FOLDS
        for one in range(FOLDS):
            known, asked = fold != one, fold == one
            share = float(treated[known].mean())
            score = model(features[known], outcome[known], treated[known], features[asked], share)
            found.append(qini(score, outcome[asked], treated[asked]))
    return found


def boosted(features: Floats, outcome: Floats, treated: Bools, asked: Floats, share: float) -> Floats:
    from sklearn.ensemble import HistGradientBoostingClassifier

    predicted = []
    for side in (treated, ~treated):
        model = HistGradientBoostingClassifier(max_iter=100, learning_rate=0.05, random_state=1)
        predicted.append(np.asarray(model.fit(features[side], outcome[side]).predict_proba(asked)[:, 1], np.float64))
    return predicted[0] - predicted[1]


def chance(features: Floats, outcome: Floats, treated: Bools, asked: Floats, share: float) -> Floats:
    return np.asarray(np.random.default_rng(SEED).random(len(asked)))


def peeking(path: Path) -> None:
    """A/A experiments of customers who got no mail."""
    shown = Table("outcome", "at the end", f"at any of {LOOKS} looks", "sequence")
    for name in ("visit", "history"):
        wins = peek(Outcomes(_control(path, name)), PEEKED, UNITS, LOOKS, np.random.default_rng(SEED))
        shown.add_row(name, f"{wins.end:.1%}", f"{wins.any_look:.1%}", f"{wins.sequence:.1%}")
    shown.title = f"False wins of {PEEKED:,} A/A experiments of {UNITS:,} customers; to beat: 5.7%, 26.6%, 1.1%"
    Console().print(shown)


def _control(path: Path, outcome: str) -> Floats:
    rows = read_csv_rows(path, CsvColumns(outcome, "segment"))
    return np.asarray(rows.metrics[outcome].numerator[rows.arm == CONTROL])


def covering(path: Path) -> None:
    """Intervals of A/A experiments that have zero."""
    visit, history, recency, spend = (_control(path, name) for name in ("visit", "history", "recency", "spend"))
    alike = np.random.default_rng(SEED).normal(0, history.std(), len(history))
    shared = np.argsort(np.argsort(history + 2 * alike)) // 30
    cases = {
        "visit, 500 customers": (Outcomes(visit), 500),
        "history, 200 customers (skewed)": (Outcomes(history), 200),
        "visit adjusted by recency, 1,000 customers": (Outcomes(visit, covariate=-recency), 1_000),
        "history a month of recency (ratio), 500 customers": (Outcomes(history, recency), 500),
        "history, 40 clusters of 30 alike": (Outcomes(history, cluster=shared), 40),
        "history, the same with errors by customer": (Outcomes(history, cluster=shared, ignores_clusters=True), 40),
        "spend, 2,000 customers (heavy tails, has a note)": (Outcomes(spend), 2_000),
    }
    shown = Table("case", "interval", "sequence", title=f"Coverage of {COVERED:,} A/A experiments, to be 95%")
    for name, (outcomes, units) in cases.items():
        fixed, sequence = coverage(outcomes, COVERED, units, np.random.default_rng(SEED))
        shown.add_row(name, f"{fixed:.1%}", f"{sequence:.1%}")
    Console().print(shown)


def splits(path: Path) -> None:
    """Broken splits at the size of two arms of Hillstrom, and Hillstrom with an arm that lost visitors."""
    shown = Table("lost units of one arm", "alarms", title="Splits of 42,693 units, alarm below .001")
    for lost in (0.0, 0.01, 0.02, 0.03, 0.05, 0.1):
        rate = alarms(42_693, lost, 10_000 if not lost else 500, np.random.default_rng(SEED))
        shown.add_row(f"{lost:.0%}", f"{rate:.2%}")
    Console().print(shown)
    rows = read_csv_rows(path, CsvColumns("visit", "segment"))
    visited = rows.metrics["visit"].numerator == 1
    lost_rows = (rows.arm == "Mens E-Mail") & visited & (np.random.default_rng(SEED).random(rows.size) < 0.3)
    report = analyse(rows.select(~lost_rows), Analysis("hillstrom", "visit", CONTROL, SPLIT))
    shown_effects = [one.arm for one in report.effects if one.difference is not None]
    Console().print(f"{lost_rows.sum():,} visitors of an arm lost: {report.problems}; effects shown: {shown_effects}")


if __name__ == "__main__":
    main()
