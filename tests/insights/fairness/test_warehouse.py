"""Fairness from the warehouse as of a day: the audit, what people reviewed, appeals, and the groups of creators."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.errors import InputError
from insights.fairness.grouping import DIMENSIONS
from insights.fairness.report import FairnessReport, GroupedMeasure
from insights.fairness.warehouse import warehouse_fairness
from tests.warehouse.warehouses import DAY, FIRST, WAREHOUSES, load_rows, run_jobs, warehouse_url
from warehouse.connection import Warehouse, open_warehouse

DECIDED = FIRST + 40


def post(number: int, creator: str) -> dict[str, Any]:
    at = DECIDED * DAY + number
    shared = {"market": "US", "language": "en", "kind": "text", "caption": "", "product_id": None, "duration_s": None}
    return {"post_id": f"p{number}", "creator_id": creator, "at": at, **shared}


def decision(number: int, creator: str, outcome: str) -> dict[str, Any]:
    clause = {"clause_id": "MIS-1.1", "severity": "low"} if outcome == "violation" else {}
    at = DECIDED * DAY + 100 + number
    return {
        "decision_id": f"x{number}",
        "creator_id": creator,
        "post_id": f"p{number}",
        "at": at,
        "outcome": outcome,
        **clause,
    }


def review(number: int, creator: str, outcome: str) -> dict[str, Any]:
    at = DECIDED * DAY + 5000 + number
    shared = {"outcome": outcome, "reviewer": "m1"}
    return {"review_id": f"w{number}", "decision_id": f"x{number}", "creator_id": creator, "at": at, **shared}


def audit(number: int, creator: str, outcome: str | None, weight: float) -> dict[str, Any]:
    at = (DECIDED + 1) * DAY - 1
    shared = {"probability": 0.1, "weight": weight, "outcome": outcome}
    return {"audit_id": f"s{number}", "post_id": f"p{number}", "creator_id": creator, "at": at, **shared}


@pytest.fixture(params=WAREHOUSES)
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    """c1 in BR, new: two violations found, of which one was overturned by a review and one on appeal after a day.
    c2 in US, old: a violation that was upheld, and a post that nobody flagged. p4 copies p1."""
    joined = {"c1": ("BR", "pt", DECIDED - 5), "c2": ("US", "en", DECIDED - 400)}
    appeal = {"at": (DECIDED + 1) * DAY, "closed_at": (DECIDED + 2) * DAY, "result": "overturned"}
    with open_warehouse(warehouse_url(request.param, tmp_path)) as opened:
        load_rows(
            opened,
            {
                "creators": [
                    {"creator_id": name, "market": market, "language": language, "joined_at": day * DAY}
                    for name, (market, language, day) in joined.items()
                ],
                "posts": [post(1, "c1"), post(2, "c1"), post(3, "c2"), post(4, "c2")],
                "copies": [
                    {
                        "post_id": "p4",
                        "of_post_id": "p1",
                        "at": DECIDED * DAY + 4,
                        "transformation": "none",
                        "coverage": 1.0,
                        "distance": 0.0,
                    }
                ],
                "decisions": [
                    decision(1, "c1", "violation"),
                    decision(2, "c1", "violation"),
                    decision(3, "c2", "violation"),
                    decision(4, "c2", "no_violation"),
                ],
                "reviews": [review(1, "c1", "no_violation"), review(3, "c2", "violation")],
                "appeals": [{"appeal_id": "y2", "decision_id": "x2", "creator_id": "c1", **appeal}],
                "audit_items": [
                    audit(1, "c1", "no_violation", 30.0),
                    audit(4, "c2", "no_violation", 10.0),
                    audit(3, "c2", "violation", 5.0),
                    audit(2, "c1", None, 5.0),
                ],
            },
        )
        run_jobs(opened, DECIDED + 3)
        yield opened


def rates(report: FairnessReport, measure: str, dimension: str) -> dict[str, float | None]:
    return {rate.group: rate.estimate.value for rate in measured(report, measure, dimension).groups}


def measured(report: FairnessReport, measure: str, dimension: str) -> GroupedMeasure:
    return next(one for one in report.measures if (one.measure, one.dimension) == (measure, dimension))


def test_each_measure_by_hand(warehouse: Warehouse) -> None:
    report = warehouse_fairness(warehouse.engine, DECIDED + 3, min_group=1)
    assert rates(report, "false_positive_rate", "market") == {"BR": 1.0, "US": 0.0}
    total = measured(report, "false_positive_rate", "original")
    assert {rate.group: rate.estimate.value for rate in total.groups} == {
        "copy of another creator": 0.0,
        "original": 1.0,
    }
    assert rates(report, "precision", "market") == {"BR": 0.0, "US": 1.0}
    assert rates(report, "missed_rate", "market") == {"US": 0.0}
    assert rates(report, "reviewed_precision", "market") == {"BR": 0.0, "US": 1.0}
    assert rates(report, "reviewed_false_positive_rate", "market") == {"BR": 1.0}
    assert rates(report, "overturn_rate", "market") == {"BR": 1.0}
    assert rates(report, "appeal_rate", "language") == {"en": 0.0, "pt": 0.5}
    assert rates(report, "appeal_rate", "age") == {"365 days or more": 0.0, "under 30 days": 0.5}


def test_weights_of_the_audit_count(warehouse: Warehouse) -> None:
    sized = warehouse_fairness(warehouse.engine, DECIDED + 3, ["size"], min_group=1)
    (group,) = measured(sized, "false_positive_rate", "size").groups
    assert group.group == "1st quarter, fewest views"
    assert group.estimate.value == pytest.approx(0.75)


def test_nothing_later_than_the_day_is_read(warehouse: Warehouse) -> None:
    report = warehouse_fairness(warehouse.engine, DECIDED + 1, min_group=1)
    assert measured(report, "overturn_rate", "market").groups == ()
    assert rates(report, "reviewed_precision", "market") == {"BR": 0.0, "US": 1.0}
    assert measured(report, "reviewed_precision", "market").groups[0].cases == 1
    assert "1 appeals are open and count in neither way." in report.cannot_say


def test_reviewed_numbers_are_named_as_such(warehouse: Warehouse) -> None:
    report = warehouse_fairness(warehouse.engine, DECIDED + 3)
    bases = {one.measure: one.basis for one in report.measures}
    assert bases["reviewed_precision"] == "decisions that a person looked at, by review or appeal"
    assert bases["false_positive_rate"] == "random audit, weighted by views"
    assert "the 3 of 3 violations found" in " ".join(report.cannot_say)
    assert "1 of 4 audited cases have no label yet" in " ".join(report.cannot_say)
    assert all(rate.estimate.value is None for one in report.measures for rate in one.groups)


def test_without_an_audit_the_platforms_rate_is_unknown(warehouse: Warehouse) -> None:
    warehouse.engine.execute("DELETE FROM audit_items")
    report = warehouse_fairness(warehouse.engine, DECIDED + 3)
    assert report.cannot_say[0].startswith("No false-positive rate and no rate of missed violations of the platform")
    assert "false_positive_rate" not in {one.measure for one in report.measures}


def test_days_without_decisions_and_unknown_groups(warehouse: Warehouse) -> None:
    with pytest.raises(InputError, match="no decision was made in the 1 days"):
        warehouse_fairness(warehouse.engine, DECIDED + 3, days=1)
    with pytest.raises(InputError, match=f"no group tier: the groups are {', '.join(DIMENSIONS)}"):
        warehouse_fairness(warehouse.engine, DECIDED + 3, ["tier"])
    with pytest.raises(InputError, match="at least 1"):
        warehouse_fairness(warehouse.engine, DECIDED + 3, days=0)
