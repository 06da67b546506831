"""The gate of a release: what widens a gap fails, chance and other directions do not, equal cases are paired."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from domain.errors import InputError
from insights.fairness.gate import compare_reports, read_report
from insights.fairness.measures import LabelledCases, labelled_measures
from insights.fairness.report import FairnessReport, fairness_report

SIZE = 600


def report(flagged: NDArray[np.bool_], seed: str = "") -> FairnessReport:
    """Compliant cases: the first half of group a, the second of group b. `seed` names other units."""
    size = len(flagged)
    groups = np.array(["a"] * (size // 2) + ["b"] * (size - size // 2), object)
    units = np.array([f"{seed}{place}" for place in range(size)], object)
    labelled = LabelledCases(flagged, np.zeros(size), np.ones(size), units, {"group": groups})
    return fairness_report(labelled_measures(labelled, "labels"), "test")


def flags(first: int, second: int, size: int = SIZE) -> NDArray[np.bool_]:
    """How many of each half are flagged."""
    half = size // 2
    return np.concatenate([np.arange(half) < first, np.arange(half) < second])


def test_a_wider_gap_fails_and_is_named() -> None:
    gate = compare_reports(report(flags(60, 60)), report(flags(120, 60)))
    assert not gate.passed
    change = gate.changes[0]
    assert (change.measure, change.group, change.other, change.widened) == ("false_positive_rate", "a", "b", True)
    assert change.change.value == pytest.approx(0.2)
    assert change.same_units == 1.0


def test_the_gap_of_the_other_group_counts_too() -> None:
    gate = compare_reports(report(flags(60, 60)), report(flags(60, 120)))
    assert not gate.passed
    assert gate.changes[0].after == pytest.approx(-0.2)


def test_narrower_and_equal_gaps_pass() -> None:
    assert compare_reports(report(flags(120, 60)), report(flags(80, 60))).passed
    assert compare_reports(report(flags(120, 60)), report(flags(120, 60))).passed
    turned = compare_reports(report(flags(120, 60)), report(flags(60, 120)))
    assert turned.passed
    assert turned.changes[0].change.value == pytest.approx(0)


def test_the_margin_is_allowed() -> None:
    before, after = report(flags(60, 60)), report(flags(120, 60))
    assert compare_reports(before, after, margin=0.25).passed
    with pytest.raises(InputError, match="at least 0"):
        compare_reports(before, after, margin=-0.1)


def test_equal_cases_show_a_smaller_change() -> None:
    before = flags(60, 60)
    after = before.copy()
    after[60:78] = True
    paired = compare_reports(report(before), report(after))
    others = compare_reports(report(before), report(after, "other"))
    assert not paired.passed
    assert others.passed
    assert others.changes[0].same_units == 0.0
    without = compare_reports(report(before).without_sums(), report(after))
    assert without.passed
    assert without.changes[0].change.half_width == pytest.approx(others.changes[0].change.half_width, rel=0.05)


def test_a_gap_that_vanished_is_named() -> None:
    before = report(flags(60, 60))
    small = report(flags(6, 6, 60))
    with pytest.raises(InputError, match="nothing can be compared"):
        compare_reports(before, small)
    both = before.model_copy(update={"measures": (*before.measures, *renamed(before))})
    gate = compare_reports(both, report(flags(60, 60)))
    assert gate.missing == ("false_positive_rate, other, a, b",)


def renamed(one: FairnessReport) -> tuple[object, ...]:
    return tuple(measured.model_copy(update={"dimension": "other"}) for measured in one.measures[:1])


def test_files_that_are_no_report(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_report(tmp_path / "none.json")
    (tmp_path / "other.json").write_text('{"a": 1}')
    with pytest.raises(InputError, match="is no report on fairness"):
        read_report(tmp_path / "other.json")


@pytest.mark.slow
@pytest.mark.parametrize("same", [True, False])
def test_the_interval_of_a_change_covers_it(same: bool) -> None:
    """Paired cases agree in most of their flags."""
    random = np.random.default_rng(8)
    rates, covered, rounds = np.repeat([0.3, 0.1], SIZE // 2), 0, 200
    for _ in range(rounds):
        before = random.random(SIZE) < rates
        redrawn = random.random(SIZE) < (0.3 if same else 1.0)
        after = np.where(redrawn, random.random(SIZE) < rates + np.repeat([0.1, 0.0], SIZE // 2), before)
        gate = compare_reports(report(before), report(after, "" if same else "other"))
        (change,) = [one for one in gate.changes if one.measure == "false_positive_rate"]
        truth = 0.1 * (0.3 if same else 1.0)
        assert change.change.low is not None
        assert change.change.high is not None
        covered += change.change.low <= truth <= change.change.high
    assert 0.91 < covered / rounds < 0.99
