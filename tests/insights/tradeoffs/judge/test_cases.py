"""Labelled decisions from CSV files, runs and baselines, with each thing that can be wrong."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from domain.errors import InputError
from insights.tradeoffs.judge.cases import read_judged


def line(case: str, probability: float | None, outcome: str) -> str:
    verdict = {"probability": probability, "threshold": 0.5}
    return json.dumps({"case_id": case, "group": None, "gold": {"outcome": outcome}, "decision": {"verdict": verdict}})


def test_a_csv_file(tmp_path: Path) -> None:
    path = tmp_path / "judged.csv"
    path.write_text("Probability,truth,unit,weight\n0.9,violation,c1,2\n0.2,0,c1,1\n,1,c2,1\n0.4,needs_review,c2,1\n")
    cases = read_judged(path)
    assert cases.probability.tolist() == [0.9, 0.2]
    assert cases.is_violation.tolist() == [True, False]
    assert cases.weight.tolist() == [2, 1]
    assert cases.unit.tolist() == ["c1", "c1"]
    assert cases.left_out == 2
    assert cases.present_point(0.1) is None


def test_the_folder_of_a_run_and_a_baseline(tmp_path: Path) -> None:
    rows = [line("a", 0.7, "violation"), line("b", None, "no_violation"), line("c", 0.1, "no_violation")]
    (tmp_path / "results.jsonl").write_text("\n".join(rows))
    cases = read_judged(tmp_path)
    assert cases.unit.tolist() == ["a", "c"]
    present = cases.present_point(0.1)
    assert present is not None
    assert (present.review_from, present.violation_from) == pytest.approx((0.4, 0.6))
    flat = json.dumps({"case_id": "a", "probability": 0.7, "threshold": 0.4, "gold": {"outcome": "violation"}})
    (tmp_path / "baseline.jsonl.gz").write_bytes(gzip.compress(flat.encode()))
    assert read_judged(tmp_path / "baseline.jsonl.gz").threshold.tolist() == [0.4]


def test_the_stored_baseline_can_be_read() -> None:
    cases = read_judged(Path(__file__).parents[4] / "eval" / "baselines" / "creator_governance.jsonl.gz")
    assert len(cases.unit) > 100
    assert not np.isnan(cases.threshold).any()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("probability\n0.5\n", "needs the columns probability and truth"),
        ("probability,truth\n", "no case with a probability and a label"),
        ("probability,truth\n1.5,1\n", "from 0 to 1"),
        ("probability,truth\nhigh,1\n", "no number"),
        ("probability,truth\nnan,1\n", "no finite number"),
        ("probability,truth\n0.5,perhaps\n", "violation, no_violation, 1 or 0 is needed"),
        ("probability,truth,weight\n0.5,1,0\n", "must be above 0"),
    ],
)
def test_what_can_be_wrong(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "judged.csv").write_text(text)
    with pytest.raises(InputError, match=message):
        read_judged(tmp_path / "judged.csv")


def test_files_that_are_no_results(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_judged(tmp_path / "none.csv")
    (tmp_path / "results.jsonl").write_text("[1]\n")
    with pytest.raises(InputError, match=r"results\.jsonl:1 is no result"):
        read_judged(tmp_path)
    (tmp_path / "zipped.gz").write_bytes(b"no gzip")
    with pytest.raises(InputError, match="no text"):
        read_judged(tmp_path / "zipped.gz")
