"""Labels from groups of accounts that act alike in their likes, as `clausewise links find` finds them.

They are findings, confirmed by nobody: a rule that is learned from them may only queue."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from domain.errors import InputError
from insights.strategies.labels import UNKNOWN, Labels
from insights.strategies.subjects import Subjects
from signals.links.group import LinkGroup
from signals.links.report import is_explained, link_report
from signals.links.warehouse_edges import read_relations, read_surroundings
from warehouse.engines.base import Engine

WINDOW_DAYS = 28
RELATIONS = ("likes", "devices", "payouts")
Days = Mapping[str, frozenset[int]]


@dataclass(frozen=True)
class GroupLabels:
    """`active`: the days on which a member of a group that nothing explains reacted to a post of the group.
    `uncertain`: members of groups that a shared interest explains. `groups`: the number of groups."""

    active: Days
    uncertain: frozenset[str]
    groups: int
    horizon: int = 0
    clauses: Mapping[str, str] = field(default_factory=dict)

    def labels(self, subjects: Subjects) -> Labels:
        """1 for a member that acted with the group in the 28 days of the features; UNKNOWN for one that did not."""
        return np.array([self._label(str(one), subjects.day) for one in subjects.creator_id.tolist()], dtype=np.int8)

    def _label(self, creator: str, day: int) -> int:
        if creator in self.active:
            return 1 if any(day - WINDOW_DAYS < one <= day for one in self.active[creator]) else UNKNOWN
        return UNKNOWN if creator in self.uncertain else 0

    def first_clauses(self, subjects: Subjects) -> Mapping[str, str]:
        """None: no decision was made."""
        del subjects
        return self.clauses


def read_group_labels(engine: Engine, first_day: int, day: int) -> GroupLabels:
    """Searches the likes that the features of the days from `first_day` to `day` see. Raises InputError if no group is
    found."""
    window = day - first_day + WINDOW_DAYS
    relations = read_relations(engine, day, window_days=window)
    content = next((one for one in relations if one.name == "copies"), None)
    around = read_surroundings(engine, day, content)
    report = link_report([one for one in relations if one.name in RELATIONS], around)
    found = [group for group in (*report.supported, *report.single) if "likes" in group.relations]
    rings = [group for group in found if not is_explained(group)]
    if not rings:
        raise InputError(
            f"no group of creators with common likes was found in the {window} days that were searched: choose more "
            "days, or --target violations"
        )
    innocent = {*("same agency", "household")}
    uncertain = [
        group
        for group in found
        if is_explained(group) and not any(one.explains and one.name in innocent for one in group.explanations)
    ]
    return GroupLabels(
        _activity(engine, rings, day - window, day), frozenset(str(m) for g in uncertain for m in g.members), len(rings)
    )


def _activity(engine: Engine, rings: list[LinkGroup], after: int, day: int) -> Days:
    """The days of the likes of members for posts of their group."""
    found = engine.columns(
        "SELECT actor, post_id, day FROM like_edges WHERE day > :after AND day <= :day ORDER BY actor, post_id, day",
        {"after": after, "day": day},
    )
    targets: dict[str, set[str]] = {}
    for group in rings:
        for member in group.members:
            targets.setdefault(str(member), set()).update(map(str, group.targets))
    active: dict[str, set[int]] = {member: set() for member in targets}
    for actor, post, at in zip(found["actor"].tolist(), found["post_id"].tolist(), found["day"].tolist(), strict=True):
        if post in targets.get(actor, ()):
            active[actor].add(int(at))
    return {member: frozenset(days) for member, days in active.items()}
