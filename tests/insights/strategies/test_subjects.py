"""Variables as of a day: what they count, and that nothing later is read, on two databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from insights.strategies.strategy import Subject
from insights.strategies.subjects import Subjects, read_subjects
from tests.warehouse.warehouses import DAY, FILES, FIRST, load_rows, run_jobs, warehouse_url
from warehouse.connection import Warehouse, open_warehouse
from warehouse.engines.base import Engine

TODAY = FIRST + 30


@pytest.fixture(params=FILES)
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(warehouse_url(request.param, tmp_path)) as opened:
        load_rows(opened, events())
        run_jobs(opened, TODAY)
        yield opened


def at(day: int, hour: float = 0) -> int:
    return int((FIRST + day) * DAY + hour * 3600)


def post(name: str, creator: str, day: int, product: str | None = None) -> dict[str, Any]:
    fields = {"market": "US", "language": "en", "kind": "video", "caption": f"words of {name}", "duration_s": 9.0}
    return {"post_id": name, "creator_id": creator, "at": at(day), "product_id": product, **fields}


def like(actor: str, name: str, creator: str, day: int, hour: float) -> dict[str, Any]:
    fields = {"reaction_id": f"{actor}-{name}", "actor": actor, "post_id": name, "creator_id": creator}
    return {**fields, "at": at(day, hour), "kind": "like"}


def events() -> dict[str, list[dict[str, Any]]]:
    """a and b like both posts of c at once, d likes one of them late; c likes back a post of a. e is with the agency of
    a and likes the same posts."""
    agencies = {"a": "studio", "e": "studio"}
    creators = [
        {"creator_id": name, "market": "US", "language": "en", "joined_at": at(0), "agency_id": agencies.get(name)}
        for name in "abcde"
    ]
    posts = [post("c1", "c", 20, "tea"), post("c2", "c", 22, "tea"), post("a1", "a", 25), post("c3", "c", 30)]
    likes = [like(actor, name, "c", day, 1) for actor in "abe" for name, day in (("c1", 20), ("c2", 22))]
    likes += [like("d", "c1", "c", 20, 9), like("c", "a1", "a", 25, 2)]
    copies = {"transformation": "none", "coverage": 0.9, "distance": 0.0}
    return {
        "creators": creators,
        "posts": posts,
        "reactions": likes,
        "devices": [{"creator_id": name, "device": "phone", "at": at(21)} for name in "ab"],
        "copies": [{"post_id": "c3", "of_post_id": "a1", "at": at(30), **copies}],
        "decisions": [decision("x1", "c", "c1", 23, "violation"), decision("x2", "c", "c2", 24, "no_violation")],
    }


def decision(name: str, creator: str, about: str, day: int, outcome: str) -> dict[str, Any]:
    clause, severity = ("MIS-1.1", "high") if outcome == "violation" else (None, None)
    fields = {"decision_id": name, "creator_id": creator, "post_id": about, "at": at(day), "outcome": outcome}
    return {**fields, "clause_id": clause, "severity": severity}


def values(found: Subjects, name: str) -> dict[str, Any]:
    return dict(zip(found.ids.tolist(), found.values[name].tolist(), strict=True))


def test_likes_given_and_returned(warehouse: Warehouse) -> None:
    found = read_subjects(warehouse.engine, TODAY)
    assert found.creator_id.tolist() == ["a", "c"]  # the others have no event of their own
    assert values(found, "likes.given") == {"a": 2, "c": 1}
    assert values(found, "likes.early_share") == {"a": 1.0, "c": 1.0}
    assert values(found, "likes.mutual_share") == {"a": 1.0, "c": 1.0}
    assert values(found, "likes.partners") == {"a": 1, "c": 0}  # b; e is with the same agency
    assert values(found, "likes.max_shared") == {"a": 2, "c": 0}
    assert values(found, "links.shared_devices") == {"a": 1, "c": 0}


def test_shares_and_what_was_not_measured(warehouse: Warehouse) -> None:
    found = read_subjects(warehouse.engine, TODAY)
    assert values(found, "activity.posts") == {"a": 1, "c": 3}
    assert values(found, "record.violation_share")["c"] == 0.5
    assert values(found, "account.age_days") == {"a": 31, "c": 31}
    assert values(found, "account.market") == {"a": "US", "c": "US"}
    copied = values(found, "activity.copied_share")
    assert copied["c"] == pytest.approx(1 / 3)
    assert np.isnan(values(found, "trade.refund_share")["c"])  # no order
    assert np.isnan(values(found, "activity.top_product_share")["a"])


def test_only_what_is_asked_for(warehouse: Warehouse) -> None:
    found = read_subjects(warehouse.engine, TODAY, names=["likes.given"])
    assert values(found, "likes.given") == {"a": 2, "c": 1}
    assert values(found, "account.market") == {"a": "US", "c": "US"}
    assert "record.decisions" not in found.values


def test_posts_of_the_day_with_their_creators(warehouse: Warehouse) -> None:
    found = read_subjects(warehouse.engine, TODAY, Subject.POST)
    assert found.ids.tolist() == ["c3"]
    assert values(found, "post.copied") == {"c3": 0.9}
    assert values(found, "post.has_product") == {"c3": 0}
    assert values(found, "post.caption_chars") == {"c3": len("words of c3")}
    assert values(found, "activity.posts") == {"c3": 3}
    assert read_subjects(warehouse.engine, TODAY - 1, Subject.POST).size == 0


def test_nothing_later_is_read(warehouse: Warehouse) -> None:
    before = {day: read_subjects(warehouse.engine, day) for day in (TODAY - 5, TODAY)}
    later = [like(actor, "a1", "a", 40, 1) for actor in "bd"]
    load_rows(
        warehouse,
        {
            "reactions": later,
            "posts": [post("a9", "a", 45, "tea")],
            "decisions": [decision("x9", "a", "a9", 45, "violation")],
            "devices": [{"creator_id": "d", "device": "phone", "at": at(44)}],
        },
    )
    run_jobs(warehouse, FIRST + 50)
    for day, found in before.items():
        again = read_subjects(warehouse.engine, day)
        assert again.creator_id.tolist() == found.creator_id.tolist()
        for name, given in found.values.items():
            assert given.tolist() == pytest.approx(again.values[name].tolist(), nan_ok=True), name
    assert values(read_subjects(warehouse.engine, FIRST + 50), "activity.posts")["a"] == 2


def test_a_day_without_events_has_no_subjects(insight_engine: Engine) -> None:
    assert read_subjects(insight_engine, FIRST - 100).size == 0
    assert read_subjects(insight_engine, FIRST + 40).size > 200
