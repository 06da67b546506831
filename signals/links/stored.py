"""The groups of a day and the creators to look at first, stored in the warehouse: an assessment need not search."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from signals.links.attention import Attention
from signals.links.group import LinkGroup
from signals.links.report import LinkReport, is_explained
from warehouse.engines.arrays import objects
from warehouse.engines.base import Engine, Parameters
from warehouse.errors import WarehouseUnusable
from warehouse.tables.links import LINK_ATTENTION, LINK_DAYS, LINK_GROUPS, LINK_MEMBERS, LINK_TABLES, LINK_TARGETS

VALID_DAYS = 30
"""Groups that were found longer ago say nothing of today."""
TWO_RELATIONS, ONE_RELATION, IDENTIFIER = "two_relations", "one_relation", "identifier"


@dataclass(frozen=True)
class StoredGroup:
    """A group without the names of its members. `own_reactions`: how many of its posts the creator reacted to."""

    group_id: str
    support: str
    relations: tuple[str, ...]
    size: int
    explained: bool
    p_value: float | None
    expected_false_groups: float | None
    explanations: tuple[str, ...]
    own_reactions: int


@dataclass(frozen=True)
class StoredLinks:
    """`day`: that of the search. `attention`: None if the creator is not among those to look at first."""

    day: int
    groups: tuple[StoredGroup, ...] = ()
    attention: Attention | None = None


def store_links(engine: Engine, day: int, report: LinkReport, attention: Sequence[Attention]) -> int:
    """Replaces what was found for this day; returns the number of groups. Raises WarehouseUnusable where stored rows
    cannot be replaced."""
    if not engine.can_update:
        raise WarehouseUnusable(f"{engine.location} cannot replace stored rows: find links in a database that can")
    supports = {TWO_RELATIONS: report.supported, ONE_RELATION: report.single, IDENTIFIER: report.identifiers}
    groups = [(support, group) for support, found in supports.items() for group in found]
    with engine.transaction():
        for name in LINK_TABLES:
            engine.execute(f"DELETE FROM {name} WHERE day = :day", {"day": day})
        if groups:
            engine.insert(LINK_GROUPS, _group_columns(day, groups))
            engine.insert(LINK_MEMBERS, _pairs(day, groups, "creator_id", [group.members for _, group in groups]))
            engine.insert(LINK_TARGETS, _pairs(day, groups, "target", [group.targets for _, group in groups]))
        if attention:
            engine.insert(LINK_ATTENTION, _attention_columns(day, attention))
        engine.insert(LINK_DAYS, {"day": np.array([day]), "groups": np.array([len(groups)])})
    return len(groups)


def links_of(engine: Engine, creator: str, day: int) -> StoredLinks | None:
    """As of the newest search that ended on this day or up to VALID_DAYS before; None if there was none."""
    if not engine.stored_columns(LINK_DAYS.name):
        return None
    ((newest,),) = engine.rows(
        "SELECT MAX(day) FROM link_days WHERE day <= :day AND day > :after", {"day": day, "after": day - VALID_DAYS}
    )
    if newest is None:
        return None
    named: dict[str, int | float | str] = {"day": int(newest), "creator": creator}
    rows = engine.rows(
        "SELECT g.group_id, g.support, g.relations, g.size, g.explained, g.p_value, g.expected_false_groups, "
        "g.explanations FROM link_members m JOIN link_groups g ON g.day = m.day AND g.group_id = m.group_id "
        "WHERE m.day = :day AND m.creator_id = :creator ORDER BY g.support DESC, g.size DESC, g.group_id",
        named,
    )
    groups = tuple(_stored(row, _own_reactions(engine, row[0], named)) for row in rows)
    return StoredLinks(int(newest), groups, _attention(engine, named, day))


def _stored(row: tuple[Any, ...], own_reactions: int) -> StoredGroup:
    group_id, support, relations, size, explained, p_value, expected, explanations = row
    return StoredGroup(
        group_id=group_id,
        support=support,
        relations=tuple(relations.split(",")),
        size=int(size),
        explained=bool(explained),
        p_value=_number(p_value),
        expected_false_groups=_number(expected),
        explanations=tuple(filter(None, explanations.split("\n"))),
        own_reactions=own_reactions,
    )


def _own_reactions(engine: Engine, group_id: str, named: Parameters) -> int:
    ((number,),) = engine.rows(
        "SELECT COUNT(DISTINCT r.post_id) FROM link_targets t JOIN reactions r ON r.post_id = t.target "
        "WHERE t.day = :day AND t.group_id = :group_id AND r.actor = :creator AND r.day <= :day",
        {**named, "group_id": group_id},
    )
    return int(number)


def _attention(engine: Engine, named: Parameters, day: int) -> Attention | None:
    rows = engine.rows(
        "SELECT priority, relations, expires_on FROM link_attention WHERE day = :day AND creator_id = :creator", named
    )
    as_of = int(named["day"])
    found = [Attention(named["creator"], float(p), tuple(r.split(",")), as_of, int(e)) for p, r, e in rows]
    return next((one for one in found if one.on(day) > 0), None)


def _group_columns(day: int, groups: Sequence[tuple[str, LinkGroup]]) -> dict[str, Any]:
    found = [group for _, group in groups]
    return {
        "day": np.full(len(found), day),
        "group_id": objects([group.group_id for group in found]),
        "support": objects([support for support, _ in groups]),
        "relations": objects([",".join(group.relations) for group in found]),
        "size": np.array([group.size for group in found]),
        "explained": np.array([int(is_explained(group)) for group in found]),
        "p_value": _numbers([group.p_value for group in found]),
        "expected_false_groups": _numbers([group.expected_false_groups for group in found]),
        "explanations": objects(["\n".join(_lines(group)) for group in found]),
    }


def _lines(group: LinkGroup) -> list[str]:
    words = {True: "explains it", False: "does not explain it", None: "not known"}
    return [f"{one.name}: {words[one.explains]} ({one.detail})" for one in group.explanations]


def _pairs(
    day: int, groups: Sequence[tuple[str, LinkGroup]], name: str, values: Sequence[tuple[Any, ...]]
) -> dict[str, Any]:
    names = [group.group_id for (_, group), found in zip(groups, values, strict=True) for _ in found]
    return {
        "day": np.full(len(names), day),
        "group_id": objects(names),
        name: objects([str(value) for value in chain.from_iterable(values)]),
    }


def _attention_columns(day: int, attention: Sequence[Attention]) -> dict[str, Any]:
    return {
        "day": np.full(len(attention), day),
        "creator_id": objects([str(one.creator) for one in attention]),
        "priority": np.array([one.priority for one in attention]),
        "relations": objects([",".join(one.relations) for one in attention]),
        "expires_on": np.array([one.expires_on for one in attention]),
    }


def _numbers(values: Sequence[float | None]) -> Any:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _number(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)
