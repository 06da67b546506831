"""The report of an ecosystem: what two relations agree on, what one shows, and what is only a shared identifier."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from signals.links.edges import Relation
from signals.links.explanations import Surroundings
from signals.links.report import LinkReport, as_of, link_report
from signals.links.stored import store_links
from signals.links.warehouse_edges import QUERIES, read_markets, read_relations, read_surroundings
from tests.signals.links.planted import planted
from tests.warehouse.warehouses import memory_warehouse
from warehouse.connection import open_warehouse
from warehouse.loading.derived import DAY_SECONDS, derive
from warehouse.tables.registry import EVENT_TABLES

DAY = 20_000


@pytest.fixture(scope="module")
def ring() -> list[str]:
    return sorted(planted(3).ring)


@pytest.fixture(scope="module")
def relations(ring: list[str]) -> list[Relation]:
    """Likes with a ring, and devices: each creator has one, the ring shares three, and a home of three shares one."""
    likes = planted(3).relation
    own = sorted(set(likes.sources.tolist()))
    shared = [(member, f"shared{number % 3}") for number, member in enumerate(ring)]
    edges = [*((creator, f"d-{creator}") for creator in own), *shared, ("c1", "home"), ("c2", "home"), ("c3", "home")]
    return [likes, Relation.of("devices", [a for a, _ in edges], [b for _, b in edges])]


@pytest.fixture(scope="module")
def report(relations: list[Relation]) -> LinkReport:
    content = Relation.of("copies", ["c1", "c2", "c3"], ["x", "y", "z"])
    return link_report(relations, Surroundings(content=content), shuffles=4)


def test_ring_that_shares_devices_is_supported(report: LinkReport, ring: list[str]) -> None:
    (group,) = report.supported
    assert group.relations == ("likes", "devices")
    assert set(group.members) == set(ring)
    assert report.single == ()
    assert report.of(ring[0])[0] == group
    assert report.review_only


def test_home_is_an_identifier_that_a_household_explains(report: LinkReport) -> None:
    (group,) = report.of("c1")
    assert group.p_value is None
    assert {each.name: each.explains for each in group.explanations}["household"] is True


def test_group_that_two_relations_show_is_listed_and_stored_once(ring: list[str]) -> None:
    """Likes, a device and a payout account that the same accounts share; a home shares a device and a bank."""
    likes, home = planted(3).relation, ["c1", "c2"]
    own = sorted(set(likes.sources.tolist()))
    shared = [
        Relation.of(
            name,
            [*own, *ring, *home],
            [
                *(f"{name}-{creator}" for creator in own),
                *(f"{name}-ring" for _ in ring),
                *(f"{name}-home" for _ in home),
            ],
        )
        for name in ("devices", "payouts")
    ]
    report = link_report([likes, *shared], Surroundings(), shuffles=4)
    group, household = report.supported
    assert (report.single, report.identifiers) == ((), ())
    assert set(group.relations) == {"likes", "devices", "payouts"}
    assert {"devices-ring", "payouts-ring"} < {*group.targets}
    assert (household.relations, household.targets) == (("devices", "payouts"), ("devices-home", "payouts-home"))
    with memory_warehouse() as warehouse:
        assert store_links(warehouse.engine, DAY, report, ()) == 2
        rows = warehouse.engine.rows("SELECT group_id, relations FROM link_groups ORDER BY size DESC")
    assert rows == [(one.group_id, ",".join(one.relations)) for one in (group, household)]


def test_without_the_second_relation_the_ring_is_single(relations: list[Relation]) -> None:
    report = link_report(relations[:1], Surroundings(), shuffles=4)
    assert report.supported == ()
    assert len(report.single) == 1


def test_without_edges_there_is_no_group_and_the_reason() -> None:
    report = link_report([Relation.of("likes", [], []), Relation.of("devices", [], [])], Surroundings())
    assert (report.supported, report.single, report.identifiers) == ((), (), ())
    assert report.not_measured == ("likes: not measured: 0 edges, and a group needs at least 20",)


def test_as_of_reads_no_later_edge() -> None:
    relation = Relation.of("likes", ["a", "b", "c"], ["p", "p", "p"], [1.0, 5.0, float("nan")])
    assert as_of(relation, 5.0).sources.tolist() == ["a", "c"]


def test_relations_are_read_from_the_warehouse_as_of_a_day(tmp_path: Path) -> None:
    rows: dict[str, dict[str, list[Any]]] = {
        "creators": {
            "creator_id": ["a", "b"],
            "market": ["US", "GB"],
            "language": ["en", "en"],
            "joined_at": [0, 0],
            "agency_id": ["agency", None],
        },
        "reactions": {
            "reaction_id": ["1", "2", "3"],
            "actor": ["a", "a", "b"],
            "post_id": ["p", "q", "p"],
            "creator_id": ["b", "b", "a"],
            "at": [DAY * DAY_SECONDS, (DAY + 1) * DAY_SECONDS, DAY * DAY_SECONDS + 5],
            "kind": ["like", "like", "follow"],
        },
    }
    with open_warehouse(f"sqlite:///{tmp_path / 'events.db'}") as warehouse:
        for name, columns in rows.items():
            table = EVENT_TABLES[name]
            arrays = {
                key: np.array(values, np.int64) if isinstance(values[0], int) else np.array(values, object)
                for key, values in columns.items()
            }
            warehouse.engine.insert(table, {**arrays, **derive(table, arrays)})
        relations = {relation.name: relation for relation in read_relations(warehouse.engine, DAY)}
        around = read_surroundings(warehouse.engine, DAY, None)
        markets = read_markets(warehouse.engine, DAY)
    assert list(relations) == list(QUERIES)
    assert (relations["likes"].sources.tolist(), relations["likes"].targets.tolist()) == (["a"], ["p"])
    assert relations["likes"].market is not None
    assert relations["likes"].market.tolist() == ["US"]
    assert len(relations["devices"].sources) == 0
    assert (around.agency_of, markets) == ({"a": "agency"}, {"a": "US", "b": "GB"})
