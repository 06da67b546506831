"""Who may join a stored group from another market, and how often such creators did: judged by a search of before."""

from typing import Any

from signals.links.group import LinkGroup
from signals.links.moves import HORIZON_DAYS
from signals.links.report import LinkReport
from signals.links.spread import Spread, find_spread
from signals.links.stored import store_links
from tests.signals.learning.stories import at, creator
from tests.warehouse.warehouses import FIRST, load_rows, memory_warehouse
from warehouse.engines.base import Engine

HOME = ("a1", "a2", "a3", "a4")
NOW, BEFORE = FIRST + HORIZON_DAYS + 10, FIRST + 10


def payout(name: str, target: str, day: int) -> dict[str, Any]:
    return {"creator_id": name, "payout": target, "at": at(day)}


def rows() -> dict[str, list[dict[str, Any]]]:
    """b1 and b2 of another market are paid together with members, b2 lately; a5 is of the home market."""
    others = [creator(name, market="GB") for name in ("b1", "b2", "c1")]
    paid = [payout(name, f"bank-{name}", 5) for name in (*HOME, "c1")]
    shared = [payout("b1", "bank-a1", 6), payout("b2", "bank-a2", 30), payout("a5", "bank-a1", 6)]
    return {"creators": [*(creator(name) for name in (*HOME, "a5")), *others], "payouts": [*paid, *shared]}


def store(engine: Engine, day: int, *members: str) -> None:
    group = LinkGroup(f"grp_{day}", ("likes", "payouts"), members, (), p_value=0.05, expected_false_groups=0.01)
    store_links(engine, day, LinkReport((group,), (), (), (), ()), ())


def spread(*searches: tuple[int, tuple[str, ...]]) -> Spread:
    with memory_warehouse() as warehouse:
        load_rows(warehouse, rows())
        for day, members in searches:
            store(warehouse.engine, day, *members)
        return find_spread(warehouse.engine, NOW)


def test_creators_of_other_markets_who_share_are_listed() -> None:
    found = spread((NOW, HOME))
    assert [(move.creator, move.market, move.shares, move.probability) for move in found.moves] == [
        ("b1", "GB", ("payouts",), None),
        ("b2", "GB", ("payouts",), None),
    ]
    assert found.backtest.reason is not None
    assert "no search ended 30 days or more before" in found.backtest.reason


def test_looking_back_says_how_many_of_those_listed_then_have_joined() -> None:
    found = spread((BEFORE, HOME), (NOW, (*HOME, "b1", "c1", "a5")))
    assert found.moves == ()  # it is in their market by now
    judged = found.backtest
    assert (judged.listed, judged.happened, judged.listed_and_happened) == (1, 2, 1)
    assert (judged.precision, judged.recall, found.has_probabilities) == (1.0, 0.5, False)


def test_without_a_search_the_command_is_named() -> None:
    found = spread()
    assert (found.searched_on, found.moves) == (None, ())
    assert "run clausewise links find" in (found.backtest.reason or "")
