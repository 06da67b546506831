"""The innocent explanations of a group, each checked on data of its own and returned with the group."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from signals.links.edges import Relation
from signals.links.group import Explanation, LinkGroup

MAX_HOUSEHOLD = 5
NEARLY_ALL = 0.8
VIRAL_TIMES = 3.0
MIN_SPAN_SECONDS = 3600.0


@dataclass(frozen=True)
class Surroundings:
    """What is known beside the edges; an empty mapping is "not known", and then the check says so.

    `agency_of`: creator to agency. `campaign_of`: target to the campaign or product it belongs to.
    `content`: copies, captions or products by creator, to see whether accounts of one household post alike.
    `market_of`: creator to market."""

    agency_of: Mapping[Any, str] = field(default_factory=dict)
    campaign_of: Mapping[Any, str] = field(default_factory=dict)
    content: Relation | None = None
    market_of: Mapping[Any, str] = field(default_factory=dict)


def explain(group: LinkGroup, relation: Relation, around: Surroundings) -> LinkGroup:
    """The group with the checks that its own relation allows; those it has already stay first."""
    return group.with_explanations(
        [
            same_agency(group, around),
            household(group, around),
            campaign(group, relation, around),
            viral(group, relation),
        ]
    )


def same_agency(group: LinkGroup, around: Surroundings) -> Explanation:
    """Whether most members are with one agency, which may plan their posts together."""
    if not around.agency_of:
        return Explanation("same agency", None, "not measured: no agencies are known")
    name, count = _commonest(around.agency_of.get(member) for member in group.members)
    detail = f"{count} of {group.size} members are with one agency" if name else "no member is with an agency"
    return Explanation("same agency", count >= NEARLY_ALL * group.size, detail)


def household(group: LinkGroup, around: Surroundings) -> Explanation:
    """Whether it is as small as a household and its accounts post unlike content."""
    if group.size > MAX_HOUSEHOLD:
        return Explanation("household", False, f"{group.size} accounts, more than {MAX_HOUSEHOLD}")
    if around.content is None:
        return Explanation("household", None, "not measured: the accounts' content is not known")
    own = around.content.of_sources(group.members)
    pairs = set(zip(own.sources.tolist(), own.targets.tolist(), strict=True))
    common = sum(count > 1 for count in Counter(target for _, target in pairs).values())
    return Explanation("household", common == 0, f"{group.size} accounts, {common} contents that two of them share")


def campaign(group: LinkGroup, relation: Relation, around: Surroundings) -> Explanation:
    """Whether most acts are for one campaign or product, as those of people who promote it are."""
    if not around.campaign_of:
        return Explanation("campaign", None, "not measured: no campaigns are known")
    own = relation.of_sources(group.members)
    targets = [target for target in own.targets.tolist() if target in set(group.targets)]
    name, count = _commonest(around.campaign_of.get(target) for target in targets)
    detail = f"{count} of {len(targets)} acts are for one campaign" if name else "no target belongs to a campaign"
    return Explanation("campaign", bool(targets) and count >= NEARLY_ALL * len(targets), detail)


def viral(group: LinkGroup, relation: Relation) -> Explanation:
    """Whether the targets drew outsiders as fast while the members acted as the members themselves: a burst on what
    everybody sees. Compared is, target by target, the outsiders' rate in the members' span with their rate before and
    after it."""
    if relation.at is None:
        return Explanation("viral", None, "not measured: the acts have no times")
    inside = np.isin(relation.sources, np.array(group.members, dtype=relation.sources.dtype))
    ratios = []
    for target in group.targets:
        here = (relation.targets == target) & np.isfinite(relation.at)
        ratio = _burst(relation.at[here & inside], relation.at[here & ~inside])
        ratios += [] if ratio is None else [ratio]
    if len(ratios) < max(1, len(group.targets) // 2):
        return Explanation("viral", None, "not measured: too few people outside the group touched its targets")
    median = float(np.median(ratios))
    detail = f"people outside acted {median:.1f} times as often while the members did as before and after"
    return Explanation("viral", median >= VIRAL_TIMES, detail)


def _burst(members: Any, others: Any) -> float | None:
    if len(members) < 2 or len(others) < 2:
        return None
    start, end = members.min(), max(members.max(), members.min() + MIN_SPAN_SECONDS)
    first, last = min(start, others.min()), max(end, others.max())
    within = float(((others >= start) & (others <= end)).sum())
    rest_seconds = max((last - first) - (end - start), MIN_SPAN_SECONDS)
    return float((within / (end - start)) / ((len(others) - within + 1) / rest_seconds))


def _commonest(names: Iterable[str | None]) -> tuple[str | None, int]:
    counts = Counter(name for name in names if name is not None)
    return max(counts.items(), key=lambda item: (item[1], item[0]), default=(None, 0))
