"""A group of sources that act alike, what supports it, and one member's own part in it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from signals.links.edges import Relation
from signals.links.evidence import Evidence


@dataclass(frozen=True)
class Explanation:
    """An innocent explanation that was checked. `explains` is None where it could not be: the detail says why."""

    name: str
    explains: bool | None
    detail: str


@dataclass(frozen=True)
class LinkGroup:
    """`p_value`: share of shuffled graphs whose best group is as strong, this graph counted with them.
    `expected_false_groups`: how many groups as strong chance brings in a graph like this. Both are None for a group
    that only shares an identifier. For review only: a group is no finding against a member. `members` and `targets`
    are for the moderator; a creator is shown `own_acts` alone."""

    group_id: str
    relations: tuple[str, ...]
    members: tuple[Any, ...]
    targets: tuple[Any, ...]
    p_value: float | None = None
    expected_false_groups: float | None = None
    evidence: Evidence | None = None
    first_at: float | None = None
    last_at: float | None = None
    markets: tuple[str, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    review_only: bool = True

    @property
    def size(self) -> int:
        return len(self.members)

    def explained(self) -> bool:
        """Whether an innocent explanation holds."""
        return any(explanation.explains for explanation in self.explanations)

    def with_explanations(self, explanations: Iterable[Explanation]) -> "LinkGroup":
        return replace(self, explanations=(*self.explanations, *explanations))


@dataclass(frozen=True)
class OwnAct:
    """One act of the creator who asks: its target and its time (Unix seconds), if it is known."""

    target: Any
    at: float | None
    relation: str


def group_id(members: Iterable[Any]) -> str:
    """The same for the same members, whatever order they come in and whatever else is in the graph."""
    text = "\x1f".join(sorted(str(member) for member in members))
    return f"grp_{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def with_acts(group: LinkGroup, relation: Relation) -> LinkGroup:
    """With the time span and the markets of the members' acts on the group's targets."""
    acts = _acts(group, relation, group.members)
    times = acts.at[np.isfinite(acts.at)] if acts.at is not None else np.empty(0)
    return replace(
        group,
        first_at=float(times.min()) if len(times) else None,
        last_at=float(times.max()) if len(times) else None,
        markets=() if acts.market is None else tuple(sorted(set(acts.market.tolist()))),
    )


def own_acts(group: LinkGroup, relation: Relation, creator: Any) -> tuple[OwnAct, ...]:
    """Only what this creator did on the group's targets, oldest first. Empty if it is no member."""
    if creator not in group.members:
        return ()
    acts = _acts(group, relation, (creator,))
    times = [None] * len(acts.targets) if acts.at is None else acts.at.tolist()
    found = {
        OwnAct(target, None if at is None or not np.isfinite(at) else float(at), relation.name)
        for target, at in zip(acts.targets.tolist(), times, strict=True)
    }
    return tuple(sorted(found, key=lambda act: (act.at is None, act.at or 0.0, str(act.target))))


def _acts(group: LinkGroup, relation: Relation, sources: tuple[Any, ...]) -> Relation:
    own = relation.of_sources(sources)
    return own.only(np.isin(own.targets, np.array(group.targets, dtype=own.targets.dtype)))
