"""What the daily jobs compute, on rows whose results are known."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.warehouses import DAY, FIRST, WAREHOUSES, Rows, load_rows, run_jobs, warehouse_url
from warehouse.connection import Warehouse, open_warehouse
from warehouse.errors import TableUnknown, WarehouseMissing
from warehouse.jobs.reading import computed_day, decision_history, edges, features
from warehouse.jobs.runner import JobRunner

START = FIRST * DAY
HOUR = 3600
LAST = FIRST + 20


def post(number: int, at: int, **values: Any) -> dict[str, Any]:
    common = {"creator_id": "c1", "market": "GB", "language": "en", "kind": "video", "caption": "Hello there"}
    return {"post_id": f"p{number:02}", "at": START + at, **common, **values}


def by(creator: str, at: int, **values: Any) -> dict[str, Any]:
    return {"creator_id": creator, "at": START + at, **values}


ROWS: Rows = {
    "creators": [
        {"creator_id": "c1", "market": "GB", "language": "en", "joined_at": START - 90 * DAY},
        {"creator_id": "c2", "market": "DE", "language": "de", "joined_at": START - 90 * DAY},
        {"creator_id": "silent", "market": "DE", "language": "de", "joined_at": START},
    ],
    "posts": [
        post(1, 3 * HOUR, product_id="i1"),
        post(2, 3 * HOUR + 300, product_id="i1"),
        post(3, DAY + 12 * HOUR, caption="hello THERE 2", kind="photo", product_id="i2"),
        post(4, 2 * DAY + 12 * HOUR, caption="", market="??"),
        post(5, 20 * DAY + 5 * HOUR, caption="Something else"),
        post(6, 2 * DAY, creator_id="c2"),
    ],
    "copies": [
        {"post_id": "p06", "of_post_id": "p01", "transformation": "crop", "coverage": 1.0, "distance": 0.1}
        | {"at": START + 2 * DAY},
        {"post_id": "p05", "of_post_id": "p01", "transformation": "none", "coverage": 1.0, "distance": 0.0}
        | {"at": START + 20 * DAY + 5 * HOUR},
    ],
    "live_sessions": [by("c1", DAY, session_id="l1", market="GB", product_id="i2", ended_at=START + DAY + 60)],
    "orders": [by("c1", DAY, order_id=f"o{n}", buyer="u1", product_id="i1", amount=2.5, market="GB") for n in range(3)],
    "refunds": [by("c1", 2 * DAY, order_id="o1", reason="late")],
    "complaints": [by("c1", 0, complaint_id="k1", reason="spam"), by("c9", 0, complaint_id="k2", reason="spam")],
    "views_sample": [by("c1", HOUR, view_id=f"v{n}", viewer="u1", post_id="p01", weight=500.0) for n in range(2)],
    "reactions": [
        by("c1", 4 * HOUR, reaction_id="r1", actor="c2", post_id="p01", kind="like"),
        by("c1", 5 * HOUR, reaction_id="r2", actor="c2", post_id="p01", kind="follow"),
        by("c1", 2 * DAY, reaction_id="r3", actor="c2", post_id="p01", kind="like"),
    ],
    "devices": [by("c1", HOUR, device="d1"), by("c1", 9 * HOUR, device="d1"), by("c2", DAY, device="d1")],
    "payouts": [by("c1", HOUR, payout="b1")],
    "decisions": [
        by("c1", HOUR, decision_id="x1", post_id="p01", outcome="violation", clause_id="MIS-1.1", severity="high"),
        by("c1", 2 * HOUR, decision_id="x2", post_id="p02", outcome="violation", clause_id="MIS-1.1", severity="low"),
        by("c1", 3 * HOUR, decision_id="x3", outcome="needs_review"),
    ],
    "reviews": [by("c1", 2 * DAY, review_id="w1", decision_id="x3", outcome="no_violation", reviewer="m1")],
    "appeals": [
        by("c1", DAY, appeal_id="y1", decision_id="x1", closed_at=START + 5 * DAY, result="overturned"),
        by("c1", DAY, appeal_id="y2", decision_id="x2"),
    ],
}


@pytest.fixture(params=WAREHOUSES, scope="module")
def warehouse(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with open_warehouse(warehouse_url(request.param, tmp_path_factory.mktemp("jobs"))) as opened:
        load_rows(opened, ROWS)
        run_jobs(opened)
        yield opened


def row(warehouse: Warehouse, table: str, day: int, creator: str, where: str = "1 = 1") -> dict[str, Any]:
    sql = f"SELECT * FROM {table} WHERE day = :day AND creator_id = :creator AND {where}"
    found = warehouse.engine.columns(sql, {"day": day, "creator": creator})
    return {name: values.tolist()[0] for name, values in found.items()}


def subset(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in expected}


def test_activity_of_a_day(warehouse: Warehouse) -> None:
    first: dict[str, Any] = {
        "market": "GB",
        "posts": 2,
        "videos": 2,
        "timed_posts": 2,
        "night_posts": 2,
        "gaps": 1,
        "gap_seconds": 300,
    }
    first |= {
        "bursts": 1,
        "complaints": 1,
        "sampled_views": 2,
        "views": 1000.0,
        "likes": 1,
        "follows": 1,
        "violations": 2,
    }
    assert subset(row(warehouse, "creator_day", FIRST, "c1"), first) == first
    second: dict[str, Any] = {
        "posts": 1,
        "videos": 0,
        "night_posts": 0,
        "gaps": 1,
        "gap_seconds": DAY + 9 * HOUR - 300,
        "bursts": 0,
    }
    second |= {"live_sessions": 1, "orders": 3, "amount": 7.5}
    assert subset(row(warehouse, "creator_day", FIRST + 1, "c1"), second) == second
    third = {"posts": 1, "timed_posts": 0, "refunds": 1, "likes": 1, "copies_of_others": 0}
    assert subset(row(warehouse, "creator_day", FIRST + 2, "c1"), third) == third
    assert row(warehouse, "creator_day", FIRST + 2, "c2")["copies_of_others"] == 1
    copied = row(warehouse, "creator_day", LAST, "c1")
    assert (copied["copies_of_own"], copied["longest_gap"]) == (1, 18 * DAY - 7 * HOUR)


def test_creator_who_is_not_loaded_has_no_market(warehouse: Warehouse) -> None:
    assert row(warehouse, "creator_day", FIRST, "c9")["market"] is None


def test_windows_of_14_and_28_days(warehouse: Warehouse) -> None:
    expected = {"posts": 5, "active_days": 4, "captioned_posts": 4, "distinct_captions": 2, "top_caption_posts": 3}
    expected |= {"product_posts": 3, "products": 2, "top_product_posts": 2, "product_squares": 5, "orders": 3}
    expected |= {"longest_gap": 18 * DAY - 7 * HOUR, "bursts": 1, "violations": 2}
    assert subset(row(warehouse, "creator_features", LAST, "c1", "window_days = 28"), expected) == expected
    shorter = row(warehouse, "creator_features", LAST, "c1", "window_days = 14")
    assert (shorter["posts"], shorter["distinct_captions"], shorter["products"], shorter["orders"]) == (1, 1, 0, 0)


def test_edges_up_to_a_day(warehouse: Warehouse) -> None:
    devices = edges(warehouse.engine, "device", FIRST)
    assert {name: values.tolist() for name, values in devices.items()} == {
        "creator_id": ["c1"],
        "device": ["d1"],
        "market": ["GB"],
        "first_at": [START + HOUR],
        "last_at": [START + 9 * HOUR],
        "events": [2],
    }
    assert edges(warehouse.engine, "device", LAST)["creator_id"].tolist() == ["c1", "c2"]
    likes = edges(warehouse.engine, "like", LAST)
    assert (likes["actor"].tolist(), likes["likes"].tolist(), likes["follows"].tolist()) == (["c2"], [2], [1])
    assert edges(warehouse.engine, "like", LAST, days=20)["likes"].tolist() == [1]
    products = edges(warehouse.engine, "product", LAST)
    assert products["product_id"].tolist() == ["i1", "i2"]
    assert [products[name].tolist() for name in ("posts", "live_sessions", "orders")] == [[2, 1], [0, 1], [3, 0]]
    assert edges(warehouse.engine, "payout", LAST)["payout"].tolist() == ["b1"]
    with pytest.raises(TableUnknown, match="no relation love"):
        edges(warehouse.engine, "love", LAST)


def test_decisions_as_they_stood(warehouse: Warehouse) -> None:
    first = decision_history(warehouse.engine, FIRST)
    assert first["outcome"].tolist() == ["violation", "violation", "needs_review"]
    later = decision_history(warehouse.engine, FIRST + 4, "c1")
    assert later["outcome"].tolist() == ["violation", "violation", "no_violation"]
    assert [value == value for value in later["closed_at"].tolist()] == [False, False, False]
    last = decision_history(warehouse.engine, FIRST + 5)
    assert last["outcome"].tolist() == ["no_violation", "violation", "no_violation"]
    assert last["appeal_result"].tolist() == ["overturned", None, None]
    assert decision_history(warehouse.engine, FIRST + 5, "c2")["decision_id"].tolist() == []


def test_record_of_a_creator(warehouse: Warehouse) -> None:
    first = {"decisions": 3, "violations": 2, "severe_violations": 1, "clauses": 1, "overturned": 0, "appeals": 0}
    assert subset(row(warehouse, "creator_record", FIRST, "c1"), first) == first
    last = {"decisions": 3, "violations": 1, "severe_violations": 0, "overturned": 1, "appeals": 2, "open_appeals": 1}
    assert subset(row(warehouse, "creator_record", LAST, "c1"), last) == last


def test_features_of_a_day(warehouse: Warehouse) -> None:
    assert computed_day(warehouse.engine) == LAST
    assert features(warehouse.engine, LAST)["creator_id"].tolist() == ["c1", "c2", "c9"]
    assert features(warehouse.engine, LAST, 14, "c1")["posts"].tolist() == [1]
    assert features(warehouse.engine, LAST, 28, "silent")["posts"].tolist() == []


def test_nothing_loaded(tmp_path: Path) -> None:
    with open_warehouse(warehouse_url("sqlite", tmp_path)) as empty:
        assert computed_day(empty.engine) is None
        with pytest.raises(WarehouseMissing, match="no events were loaded yet"):
            JobRunner(empty).run()
