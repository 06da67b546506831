"""Own changes: which are near a movement, and which can be its cause."""

from datetime import timedelta

import pytest

from domain.days import date_of
from insights.causes.own_changes import OwnChange, read_own_changes, try_changes
from tests.insights.causes.made import annotation, warehouse_of
from tests.warehouse.warehouses import DAY, FIRST

MOMENT = date_of(FIRST + 40)


def change(days: int = 0, market: str | None = None, kind: str = "policy", ended: int | None = None) -> OwnChange:
    """`days` after the moment."""
    return OwnChange(
        annotation_id="n1",
        kind=kind,
        title="new version",
        day=MOMENT + timedelta(days),
        ended=None if ended is None else MOMENT + timedelta(ended),
        market=market,
        clause_id=None,
    )


@pytest.mark.parametrize(("share", "fit"), [(0.8, "fits"), (0.3, "possible"), (0.01, "no"), (None, "possible")])
def test_a_change_fits_where_the_metric_moved(share: float | None, fit: str) -> None:
    (tried,) = try_changes([change(market="US")], MOMENT, lambda values: share, ["market"])
    assert tried.fit == fit
    assert "market = US" in tried.reason


def test_a_change_of_everything_fits() -> None:
    (tried,) = try_changes([change(-1)], MOMENT, lambda values: None, [])
    assert tried.fit == "fits"


def test_a_metric_without_the_dimension_cannot_tell() -> None:
    (tried,) = try_changes([change(market="US")], MOMENT, lambda values: 1.0, ["language"])
    assert (tried.fit, "the metric has no market" in tried.reason) == ("possible", True)


def test_an_experiment_is_possible() -> None:
    (tried,) = try_changes([change(kind="experiment")], MOMENT, lambda values: 1.0, [])
    assert tried.fit == "possible"


@pytest.mark.parametrize(("days", "near"), [(-4, 0), (-3, 1), (0, 1), (1, 1), (2, 0)])
def test_only_near_changes_are_tried(days: int, near: int) -> None:
    assert len(try_changes([change(days)], MOMENT, lambda values: 1.0, [])) == near


def test_the_end_of_a_change_counts_too() -> None:
    (tried,) = try_changes([change(-20, ended=-1)], MOMENT, lambda values: 1.0, [])
    assert "ended on" in tried.reason


def test_the_best_fit_comes_first() -> None:
    found = try_changes(
        [change(market="GB"), change(market="US")], MOMENT, lambda v: float(v == {"market": "US"}), ["market"]
    )
    assert [(one.fit, one.change.market) for one in found] == [("fits", "US"), ("no", "GB")]


def test_later_notes_are_not_read() -> None:
    ended = annotation(10, "campaign", "sale") | {"ended_at": (FIRST + 50) * DAY}
    notes = [annotation(20, "policy", "one"), annotation(41, "policy", "later"), ended]
    with warehouse_of([], notes) as warehouse:
        found = read_own_changes(warehouse.engine, FIRST, FIRST + 40)
        assert [(one.title, one.ended) for one in found] == [("sale", None), ("one", None)]
        later = read_own_changes(warehouse.engine, FIRST + 45, FIRST + 60)
        assert [(one.title, str(one.ended)) for one in later] == [("sale", str(date_of(FIRST + 50)))]
