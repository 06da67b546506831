"""Groups are stored by day, read for one creator, and replaced as a whole; erasure removes those of the creator."""

import pytest

from signals.links.attention import Attention
from signals.links.group import Explanation, LinkGroup
from signals.links.report import LinkReport
from signals.links.stored import IDENTIFIER, ONE_RELATION, TWO_RELATIONS, StoredLinks, links_of, store_links
from tests.signals.learning.stories import creator, post
from tests.warehouse.warehouses import FIRST, load_rows, memory_warehouse
from warehouse.connection import Warehouse
from warehouse.engines.base import Engine
from warehouse.erasure import erase_creator
from warehouse.tables.links import LINK_TABLES

DAY = FIRST + 10
RING = LinkGroup(
    "grp_ring",
    ("likes", "devices"),
    ("a", "b", "c"),
    ("p1", "p2"),
    p_value=0.05,
    expected_false_groups=0.01,
    explanations=(Explanation("household", False, "3 accounts"), Explanation("viral", None, "not measured")),
)
HOME = LinkGroup("grp_home", ("devices", "payouts"), ("c", "d"), ("phone", "bank"))


def report(*, single: bool = False) -> LinkReport:
    supported, alone = ((), (RING,)) if single else ((RING,), ())
    return LinkReport(supported, alone, (HOME,), (), ())


def loaded(warehouse: Warehouse) -> Engine:
    rows = {
        "creators": [creator(name) for name in "abcd"],
        "posts": [post("p1", "d", 3), post("p2", "e", 3)],
        "reactions": [
            {
                "reaction_id": "r1",
                "actor": "a",
                "post_id": "p1",
                "creator_id": "d",
                "at": (FIRST + 4) * 86_400,
                "kind": "like",
            }
        ],
    }
    load_rows(warehouse, rows)
    store_links(warehouse.engine, DAY, report(), (Attention("a", 0.8, ("likes",), DAY, DAY + 30),))
    return warehouse.engine


def found(engine: Engine, name: str, day: int = DAY) -> StoredLinks:
    links = links_of(engine, name, day)
    assert links is not None
    return links


def test_a_member_reads_the_group_without_its_members() -> None:
    with memory_warehouse() as warehouse:
        links = found(loaded(warehouse), "a")
    (group,) = links.groups
    assert (group.group_id, group.support, group.relations, group.size) == (
        *("grp_ring", TWO_RELATIONS, ("likes", "devices"), 3),
    )
    assert (group.p_value, group.expected_false_groups, group.own_reactions, group.explained) == (0.05, 0.01, 1, False)
    assert group.explanations == (
        "household: does not explain it (3 accounts)",
        "viral: not known (not measured)",
    )
    assert links.attention is not None
    assert (links.attention.priority, links.attention.expires_on) == (0.8, DAY + 30)


def test_shared_identifiers_are_stored_with_their_relations() -> None:
    with memory_warehouse() as warehouse:
        (home,) = found(loaded(warehouse), "d").groups
    assert (home.support, home.relations, home.p_value) == (IDENTIFIER, ("devices", "payouts"), None)


def test_a_day_is_replaced_and_the_newest_one_is_read() -> None:
    with memory_warehouse() as warehouse:
        engine = loaded(warehouse)
        store_links(engine, DAY, report(single=True), ())
        assert [group.support for group in found(engine, "a").groups] == [ONE_RELATION]
        assert found(engine, "a").attention is None
        store_links(engine, DAY + 1, LinkReport((), (), (), (), ()), ())
        assert found(engine, "a", DAY + 1).groups == ()
        assert [group.support for group in found(engine, "a", DAY).groups] == [ONE_RELATION]


@pytest.mark.parametrize(("day", "known"), [(DAY - 1, False), (DAY + 29, True), (DAY + 30, False)])
def test_links_are_read_from_their_day_on_until_they_expire(day: int, known: bool) -> None:
    with memory_warehouse() as warehouse:
        assert (links_of(loaded(warehouse), "a", day) is not None) is known


@pytest.mark.parametrize(("name", "left"), [("a", {"grp_home"}), ("c", set()), ("d", set()), ("e", {"grp_home"})])
def test_erasure_removes_groups_of_the_creator_and_those_around_the_creators_posts(name: str, left: set[str]) -> None:
    with memory_warehouse() as warehouse:
        engine = loaded(warehouse)
        erase_creator(warehouse, name)
        for table in ("link_groups", "link_members", "link_targets"):
            assert {group for (group,) in engine.rows(f"SELECT DISTINCT group_id FROM {table}")} == left
        texts = {str(value) for table in LINK_TABLES for row in engine.rows(f"SELECT * FROM {table}") for value in row}
        assert name not in texts
