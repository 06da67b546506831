"""Fairness measured on COMPAS: `python -m benchmarks.fairness [FOLDER]`.

FOLDER, or the environment variable CLAUSEWISE_DATASETS, names the folder of the external datasets; the scores of the
state court stand for a judge, a score of at least 5 for a flag, a new crime within two years for the truth. The filter
of ProPublica is applied: an arrest within 30 days of the screening, a known outcome, no ordinary traffic offence."""

import csv
import os
import sys
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from insights.estimate import Estimate
from insights.fairness.measures import LabelledCases, labelled_measures
from insights.fairness.report import FairnessReport, fairness_report

DATASETS = "CLAUSEWISE_DATASETS"
THRESHOLD = 5
GROUPS = ("African-American", "Caucasian")
TO_BEAT = {"false_positive_rate": ".423 against .220: .203 (.170 to .237)", "precision": ".055"}


def main() -> None:
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get(DATASETS)
    console = Console()
    if folder is None:
        console.print(f"COMPAS: skipped, because {DATASETS} names no folder")
        return
    report = compas(Path(folder) / "governance" / "compas" / "compas.csv")
    shown = Table("measure", *GROUPS, "gap", "numbers to reproduce", title=f"COMPAS, score of at least {THRESHOLD}")
    for measured in report.measures:
        rates = {rate.group: f"{_text(rate.estimate)}, {rate.cases:,} cases" for rate in measured.groups}
        (gap,) = measured.gaps
        shown.add_row(
            measured.measure, *(rates[name] for name in GROUPS), _text(gap.estimate), TO_BEAT.get(measured.measure, "")
        )
    console.print(shown)


def compas(path: Path) -> FairnessReport:
    """The report on the two groups that the numbers are about."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if _is_usual(row) and row["race"] in GROUPS]
    cases = LabelledCases(
        np.array([int(row["decile_score"]) >= THRESHOLD for row in rows], bool),
        np.array([float(row["two_year_recid"]) for row in rows]),
        np.ones(len(rows)),
        np.array([row["id"] for row in rows], object),
        {"race": np.array([row["race"] for row in rows], object)},
    )
    return fairness_report(labelled_measures(cases, "outcomes of two years"), "COMPAS")


def _is_usual(row: dict[str, str]) -> bool:
    days = row["days_b_screening_arrest"]
    usual = days != "" and -30 <= float(days) <= 30
    return usual and row["is_recid"] != "-1" and row["c_charge_degree"] != "O" and row["score_text"] != "N/A"


def _text(estimate: Estimate) -> str:
    return f"{estimate.value:.3f} ({estimate.low:.3f} to {estimate.high:.3f})"


if __name__ == "__main__":
    main()
