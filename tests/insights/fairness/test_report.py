"""The report by group: small groups, unknown groups, corrections, and what cannot be said."""

import numpy as np
import pytest

from insights.fairness.measures import LabelledCases, labelled_measures, missing_labels
from insights.fairness.report import FairnessReport, fairness_report


def cases(groups: list[str | None], flagged: list[bool], truth: list[float]) -> LabelledCases:
    size = len(groups)
    return LabelledCases(
        np.array(flagged),
        np.array(truth),
        np.ones(size),
        np.array([f"u{place}" for place in range(size)], object),
        {"market": np.array(groups, object)},
    )


def compliant(rates: dict[str | None, tuple[int, int]]) -> LabelledCases:
    """By group, how many of how many compliant cases were flagged."""
    rows = [(group, place < hits) for group, (hits, size) in rates.items() for place in range(size)]
    return cases([group for group, _ in rows], [hit for _, hit in rows], [0.0] * len(rows))


def report_of(labelled: LabelledCases, min_group: int = 50) -> FairnessReport:
    return fairness_report(labelled_measures(labelled, "labels"), "test", min_group=min_group)


def test_a_gap_is_named_with_its_interval_and_correction() -> None:
    found = report_of(compliant({"BR": (70, 200), "DE": (22, 200), "US": (20, 200)})).measures[0]
    assert (found.measure, found.dimension, found.worse) == ("false_positive_rate", "market", "higher")
    assert [rate.estimate.value for rate in found.groups] == [0.35, 0.11, 0.1]
    gaps = {gap.group: gap for gap in found.gaps}
    assert gaps["BR"].estimate.value == pytest.approx(0.35 - 42 / 400)
    assert gaps["BR"].holds
    assert gaps["BR"].adjusted_p_value == pytest.approx(3 * gaps["BR"].p_value, rel=0.01)
    assert found.widest is not None
    assert (found.widest.group, found.widest.other) == ("BR", "US")
    assert found.widest.estimate.low is not None
    assert 0.1 < found.widest.estimate.low < 0.25


def test_equal_groups_have_no_gap_that_holds() -> None:
    found = report_of(compliant({"BR": (20, 200), "DE": (20, 200), "US": (20, 200)})).measures[0]
    assert not any(gap.holds for gap in found.gaps)
    assert [gap.adjusted_p_value for gap in found.gaps] == [1.0, 1.0, 1.0]
    assert found.widest is None


def test_a_small_group_has_no_number_and_no_gap_but_counts_among_the_others() -> None:
    found = report_of(compliant({"BR": (10, 49), "DE": (10, 60), "US": (5, 51)})).measures[0]
    small = found.groups[0]
    assert small.estimate.value is None
    assert small.estimate.note == "49 cases: no number below 50"
    assert [gap.group for gap in found.gaps] == ["DE", "US"]
    assert found.gaps[0].estimate.value == pytest.approx(10 / 60 - 15 / 100)


def test_two_groups_are_compared_once_by_name() -> None:
    (gap,) = report_of(compliant({"BR": (30, 100), "US": (10, 100)})).measures[0].gaps
    assert (gap.group, gap.other) == ("BR", "US")
    assert gap.estimate.value == pytest.approx(0.2)


def test_unknown_groups_are_counted_and_left_out() -> None:
    found = report_of(compliant({"US": (5, 60), None: (3, 7)})).measures[0]
    assert found.unknown_group == 7
    assert [rate.group for rate in found.groups] == ["US"]
    assert found.gaps == ()


def test_precision_and_missed_violations() -> None:
    labelled = cases(["US"] * 5, [True, True, True, False, False], [1, 1, 0, 1, np.nan])
    rates = {one.measure: one.groups[0] for one in report_of(labelled, min_group=1).measures if one.groups}
    assert rates["precision"].estimate.value == pytest.approx(2 / 3)
    assert rates["missed_rate"].estimate.value == pytest.approx(1 / 3)
    assert rates["false_positive_rate"].estimate.value == 1.0
    assert rates["false_positive_rate"].estimate.low is None  # one unit


def test_what_cannot_be_said() -> None:
    only_flagged = cases(["US"] * 3, [True, True, False], [1, 0, np.nan])
    assert missing_labels(only_flagged, weighted=False)[0].startswith("No false-positive rate")
    uneven = cases(["US"] * 4, [True, True, False, False], [1, 0, 0, np.nan])
    assert missing_labels(uneven, weighted=False)[0].startswith("Labels cover 100% of the flagged and 50%")
    assert missing_labels(uneven, weighted=True) == ()
    even = cases(["US"] * 2, [True, False], [1, 0])
    assert missing_labels(even, weighted=False) == ()


def test_a_report_survives_json_and_names_no_unit() -> None:
    found = report_of(compliant({"BR": (30, 100), "US": (10, 100)}))
    text = found.model_dump_json()
    assert FairnessReport.model_validate_json(text) == found
    assert '"u1"' not in text
    assert found.measures[0].sums is not None
    assert len(found.measures[0].sums.units) == 200
    assert all(one.sums is None for one in found.without_sums().measures)
