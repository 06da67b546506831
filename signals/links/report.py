"""All groups of an ecosystem as of a day: found in one relation, asked of the others, their explanations checked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from signals.links.agreement import MAX_P, Agreement, agreements, origin
from signals.links.edges import Relation
from signals.links.explanations import Surroundings, explain
from signals.links.finding import SHARED_INTEREST, SHUFFLES, LinkFindings, find_groups
from signals.links.group import LinkGroup
from signals.links.identifiers import identifier_groups

SEARCHED = ("reactions", "content")  # not the catalogue: creators of a market and a taste sell the same products
IDENTIFYING = ("hardware", "money")


@dataclass(frozen=True)
class LinkReport:
    """`supported`: groups that two relations of different origin agree on. `single`: groups of one relation that exceed
    chance and shared interest. `identifiers`: groups that share a device or a payout account and nothing else that was
    measured. No group is listed twice. All of it is for review only."""

    supported: tuple[LinkGroup, ...]
    single: tuple[LinkGroup, ...]
    identifiers: tuple[LinkGroup, ...]
    findings: tuple[LinkFindings, ...]
    agreements: tuple[Agreement, ...]
    review_only: bool = True

    def of(self, creator: Any) -> tuple[LinkGroup, ...]:
        """The groups of this creator, those with more support first."""
        return tuple(group for group in (*self.supported, *self.single, *self.identifiers) if creator in group.members)

    @property
    def not_measured(self) -> tuple[str, ...]:
        """Relation by relation, why nothing was measured."""
        return tuple(f"{found.relation}: {found.reason}" for found in self.findings if found.reason)


def link_report(
    relations: Sequence[Relation], around: Surroundings, *, shuffles: int = SHUFFLES, seed: int = 0
) -> LinkReport:
    """Searches the relations in which people choose among many targets, lists who shares an identifier, asks every
    relation of another origin, and checks the explanations."""
    by_name = {relation.name: relation for relation in relations}
    searched = [relation for relation in relations if origin(relation.name) in SEARCHED]
    findings = tuple(find_groups(relation, shuffles=shuffles, seed=seed) for relation in searched)
    shared = [
        group for relation in relations if origin(relation.name) in IDENTIFYING for group in identifier_groups(relation)
    ]
    found = [group for each in findings for group in (*each.groups, *each.interests)]
    asked = agreements([*found, *shared], relations, market_of=around.market_of, seed=seed)
    names = _agreeing(asked)
    explained = [explain(group, by_name[group.relations[0]], around) for group in (*found, *shared)]
    covered = names.keys()
    named = {group.group_id for each in findings for group in each.groups} - covered
    supported = tuple(
        replace(group, relations=tuple(dict.fromkeys((*group.relations, *names[group.group_id]))))
        for group in _distinct(group for group in explained if group.group_id in covered)
    )
    others = _distinct(
        g for g in explained if g.group_id in named or (g.evidence is None and g.group_id not in covered)
    )
    return LinkReport(
        supported=_largest_first(_outermost(supported)),
        single=_largest_first(group for group in others if group.group_id in named),
        identifiers=_largest_first(group for group in others if group.group_id not in named),
        findings=findings,
        agreements=asked,
    )


def _agreeing(asked: Sequence[Agreement]) -> dict[str, tuple[str, ...]]:
    names: dict[str, set[str]] = {}
    for agreement in asked:
        if agreement.p_value is not None and agreement.p_value <= MAX_P:
            names.setdefault(agreement.group_id, set()).add(agreement.relation)
    return {group: tuple(sorted(found)) for group, found in names.items()}


def _distinct(groups: Iterable[LinkGroup]) -> tuple[LinkGroup, ...]:
    """Each set of members once: what was found in two relations is one group with both of them and all targets."""
    found: dict[str, LinkGroup] = {}
    for group in groups:
        first = found.setdefault(group.group_id, group)
        relations = tuple(dict.fromkeys((*first.relations, *group.relations)))
        targets = tuple(dict.fromkeys((*first.targets, *group.targets)))
        found[group.group_id] = replace(first, relations=relations, targets=targets)
    return tuple(found.values())


def _outermost(groups: Sequence[LinkGroup]) -> list[LinkGroup]:
    """Without the groups that are part of a larger one."""
    return [group for group in groups if not any(set(group.members) < set(other.members) for other in groups)]


def _largest_first(groups: Any) -> tuple[LinkGroup, ...]:
    return tuple(sorted(groups, key=lambda group: (-group.size, group.group_id)))


def is_explained(group: LinkGroup) -> bool:
    """Whether an innocent explanation holds for all that connects the group. An interest of others explains what
    its members touch, and no device or payout account that they have in common."""
    identified = any(origin(name) in IDENTIFYING for name in group.relations)
    return any(one.explains and not (identified and one.name == SHARED_INTEREST) for one in group.explanations)


def as_of(relation: Relation, end: float) -> Relation:
    """The edges before a time (Unix seconds); those without a time stay."""
    return relation if relation.at is None else relation.only(~np.greater_equal(relation.at, end))
