"""The strategies of a day: each hit stored once with its version, up to the cap, whatever is repeated."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InputError
from insights.strategies.daily_run import capped, hit_id, run_strategies
from insights.strategies.files import StrategyFiles
from insights.strategies.stored_hits import stored_hits
from insights.strategies.strategy import Strategy
from tests.insights.strategies.made import active, strategy
from tests.insights.strategies.test_subjects import events
from tests.warehouse.warehouses import DAY, FILES, FIRST, load_rows, run_jobs, warehouse_url
from warehouse.connection import Warehouse, open_warehouse
from warehouse.errors import WarehouseMissing

TODAY = FIRST + 30  # 2026-07-01
EVERYBODY = "activity.posts >= 0"


@pytest.fixture(params=FILES)
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(warehouse_url(request.param, tmp_path)) as opened:
        load_rows(opened, events())
        run_jobs(opened, TODAY)
        yield opened


def folder(*strategies: Strategy) -> StrategyFiles:
    return StrategyFiles(folder="here", strategies=strategies, problems=())


def rows(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    columns = "strategy, version, creator_id, post_id, at, day, action"
    return warehouse.engine.rows(f"SELECT {columns} FROM strategy_hits ORDER BY strategy, creator_id, post_id")


def test_hits_are_stored_once(warehouse: Warehouse) -> None:
    post = active(id="posts", when="post.copied > 0.5", scope={"subject": "post"}, action="propose")
    found = folder(strategy(when=EVERYBODY, version=3), post)
    first, second = run_strategies(warehouse, found, TODAY).strategies
    assert (first.action, first.matched, first.stored) == ("none", 2, 2)
    assert (second.action, second.stored) == ("propose", 1)
    end = (TODAY + 1) * DAY - 1
    assert rows(warehouse) == [
        ("many-posts", 3, "a", None, end, TODAY, "none"),
        ("many-posts", 3, "c", None, end, TODAY, "none"),
        ("posts", 1, "c", "c3", end, TODAY, "propose"),
    ]
    again = run_strategies(warehouse, found, TODAY).strategies
    assert [(one.stored, one.already_stored) for one in again] == [(0, 2), (0, 1)]
    assert len(rows(warehouse)) == 3
    assert run_strategies(warehouse, folder(strategy(when=EVERYBODY, version=4)), TODAY).strategies[0].stored == 2


def test_the_cap_of_a_day(warehouse: Warehouse) -> None:
    one = strategy(when=EVERYBODY, max_daily=1)
    (run,) = run_strategies(warehouse, folder(one), TODAY).strategies
    assert (run.matched, run.stored, run.above_cap) == (2, 1, 1)
    (again,) = run_strategies(warehouse, folder(one), TODAY).strategies
    assert (again.stored, again.above_cap) == (0, 1)
    chosen = min("ac", key=lambda name: hit_id(one, TODAY, name))
    assert [row[2] for row in rows(warehouse)] == [chosen]


@pytest.mark.parametrize(
    "change",
    [{"when": "activity.posts > 2"}, {"max_daily": 1}, {"action": "label"}, {"scope": {"markets": ["US"]}}],
)
def test_changed_rules_need_a_new_version(warehouse: Warehouse, change: dict[str, Any]) -> None:
    run_strategies(warehouse, folder(strategy(when=EVERYBODY)), TODAY - 1)
    before = rows(warehouse)
    changed = strategy(**{"when": EVERYBODY, "version": 1, **change})
    with pytest.raises(
        InputError, match=r"many-posts@1: .* hits from before are stored under version 1, 2 of them: raise"
    ):
        run_strategies(warehouse, folder(active(id="first", when=EVERYBODY), changed), TODAY)
    assert rows(warehouse) == before
    run_strategies(warehouse, folder(strategy(**{"when": EVERYBODY, **change, "version": 2})), TODAY)
    same = active(when=EVERYBODY, title="Another title", owner="another team", expires=date(2027, 6, 30))
    assert run_strategies(warehouse, folder(same), TODAY).strategies[0].stored == 2


def test_hits_with_ids_of_another_form_are_not_stored_again(warehouse: Warehouse) -> None:
    one = strategy(when=EVERYBODY)
    hit = {"strategy": one.id, "version": 1, "post_id": None, "at": (TODAY + 1) * DAY - 1, "action": "none"}
    load_rows(warehouse, {"strategy_hits": [{"hit_id": "5f0c-old", "creator_id": "a", **hit}]})
    (run,) = run_strategies(warehouse, folder(one), TODAY).strategies
    assert (run.matched, run.stored, run.already_stored) == (2, 1, 1)


def test_what_does_not_run_says_why(warehouse: Warehouse) -> None:
    old = strategy(id="too-old", expires=date(2026, 7, 1))
    young = strategy(id="too-young", states={"shadow": date(2026, 8, 1)})
    reasons = [one.reason for one in run_strategies(warehouse, folder(old, young), TODAY).strategies]
    assert reasons == ["it is retired or expired", "it has not begun"]
    with pytest.raises(InputError, match="no reason to look"):
        run_strategies(warehouse, folder(strategy(when="trade.amount > 1")), TODAY)
    assert rows(warehouse) == []


def test_stored_hits_by_strategy(warehouse: Warehouse) -> None:
    run_strategies(warehouse, folder(strategy(when=EVERYBODY), active(id="other", when="activity.posts > 2")), TODAY)
    report = stored_hits(warehouse.engine, TODAY - 5, TODAY)
    assert [(one.strategy, one.action, one.hits, one.creators) for one in report.counts] == [
        ("many-posts", "none", 2, 2),
        ("other", "queue", 1, 1),
    ]
    assert report.counts[1].examples == ("c",)
    assert len(stored_hits(warehouse.engine, TODAY, TODAY, "other").counts) == 1
    assert stored_hits(warehouse.engine, TODAY + 1, TODAY + 2).counts == ()


def test_a_warehouse_without_the_table(warehouse: Warehouse) -> None:
    warehouse.engine.execute("DROP TABLE strategy_hits")
    with pytest.raises(WarehouseMissing, match="clausewise warehouse run"):
        run_strategies(warehouse, folder(strategy()), TODAY)
    with pytest.raises(WarehouseMissing):
        stored_hits(warehouse.engine, TODAY, TODAY)


IDS = st.sets(st.text("abcdef0123", min_size=1, max_size=6), max_size=30)


@given(ids=IDS, before=IDS, cap=st.integers(1, 20))
def test_the_cap_is_never_passed_and_a_repeat_adds_nothing(ids: set[str], before: set[str], cap: int) -> None:
    chosen = capped(ids, before, cap)
    assert chosen <= ids - before
    assert len(chosen) == min(len(ids - before), max(cap - len(before), 0))
    assert capped(ids, before | chosen, cap) == set()
    assert capped(sorted(ids, reverse=True), before, cap) == chosen
