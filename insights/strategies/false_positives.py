"""Groups the false positives of strategies and of decisions, and names the clause or the strategy to fix."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.base import FrozenModel
from insights.estimate import Estimate
from insights.strategies.conditions import condition_variables
from insights.strategies.error_groups import group_values
from insights.strategies.intervals import clustered_share
from insights.strategies.labels import UNKNOWN
from insights.strategies.replay import Replay
from insights.strategies.strategy import Strategy
from insights.strategies.variables import declared_variables
from warehouse.engines.arrays import objects

Flags = NDArray[np.bool_]
DECISIONS = "decisions"
MIN_LABELLED = 8
MAX_PATTERNS = 5  # of a strategy
EXAMPLES = 3
HELD_SHARE = 0.5  # of the false positives: if more were violations of one clause first, the clause is to fix


class ErrorPattern(FrozenModel):
    """False positives that lie together. `source`: a strategy, or `decisions`. `share`: false ones among the labelled
    within, `elsewhere`: outside. `shown`: whether the lower bound within, corrected for the number of groups that were
    compared, is above the share elsewhere. `fix`: what to change."""

    source: str
    group: tuple[str, ...]
    labelled: int
    false_positives: int
    share: Estimate
    elsewhere: Estimate
    excess: float
    shown: bool
    fix: str
    examples: tuple[str, ...]


class ErrorReport(FrozenModel):
    """Those that are `shown` first. `excess`: false positives above what the share elsewhere would bring."""

    patterns: tuple[ErrorPattern, ...]
    compared: int
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Judged:
    """Labelled hits of a strategy, or labelled violations of decisions. `groups` maps a dimension to the group of each,
    None where unknown. `clauses`: of a violation that was found first."""

    source: str
    wrong: Flags
    creator_id: NDArray[Any]
    ids: NDArray[Any]
    groups: Mapping[str, NDArray[Any]]
    clauses: Sequence[str | None]


def error_report(parts: Sequence[Judged]) -> ErrorReport:
    """Groups by one dimension or by two."""
    patterns: list[ErrorPattern] = []
    compared = 0
    for part in parts:
        found = [*_groups(part)]
        compared += len(found)
        confidence = 1 - 0.1 / max(len(found), 1)
        listed = sorted((_pattern(part, group, inside, confidence) for group, inside in found), key=_rank)
        patterns += [one for one in listed if one.excess > 0][:MAX_PATTERNS]
    return ErrorReport(
        patterns=tuple(sorted(patterns, key=_rank)),
        compared=compared,
        notes=(
            "Only labelled hits count. A group is marked as shown if its lower bound, corrected for all groups of the "
            "same source (Bonferroni), is above the share elsewhere; the others may be chance.",
        ),
    )


def _rank(one: ErrorPattern) -> tuple[bool, float, tuple[str, ...]]:
    """By excess times how much larger the share is than elsewhere: a narrow group comes before one that contains it."""
    return not one.shown, -one.excess * ((one.share.value or 0.0) - (one.elsewhere.value or 0.0)), one.group


def _groups(part: Judged) -> Iterator[tuple[tuple[str, ...], Flags]]:
    """Every group and every pair of groups with enough labelled cases within and outside."""
    singles = []
    for dimension, values in part.groups.items():
        for name in sorted({value for value in values.tolist() if value is not None}):
            inside = np.asarray(values == name, dtype=bool)
            if _enough(inside):
                singles.append((dimension, f"{dimension}: {name}", inside))
    for _, text, inside in singles:
        yield (text,), inside
    for (first, one, inside), (second, other, also) in combinations(singles, 2):
        both = inside & also
        parts_both = int(both.sum()) < min(int(inside.sum()), int(also.sum()))
        if first != second and _enough(both) and parts_both:
            yield (one, other), both


def _enough(inside: Flags) -> bool:
    return bool(inside.sum() >= MIN_LABELLED and (~inside).sum() >= MIN_LABELLED)


def _pattern(part: Judged, group: tuple[str, ...], inside: Flags, confidence: float) -> ErrorPattern:
    within = clustered_share(part.wrong[inside], part.creator_id[inside])
    outside = clustered_share(part.wrong[~inside], part.creator_id[~inside])
    corrected = clustered_share(part.wrong[inside], part.creator_id[inside], confidence)
    false, rest = int((part.wrong & inside).sum()), outside.value or 0.0
    return ErrorPattern(
        source=part.source,
        group=group,
        labelled=int(inside.sum()),
        false_positives=false,
        share=within,
        elsewhere=outside,
        excess=round(false - rest * int(inside.sum()), 2),
        shown=corrected.low is not None and corrected.low > rest,
        fix=_fix(part, group, inside),
        examples=tuple(sorted({str(one) for one in part.ids[part.wrong & inside].tolist()})[:EXAMPLES]),
    )


def _fix(part: Judged, group: tuple[str, ...], inside: Flags) -> str:
    """The clause if most of the false positives were violations of it that did not hold, else the strategy."""
    clauses = [part.clauses[place] for place in np.flatnonzero(part.wrong & inside).tolist()]
    known = sorted({clause for clause in clauses if clause is not None}, key=lambda one: (-clauses.count(one), one))
    where = " and ".join(group)
    if known and clauses.count(known[0]) > HELD_SHARE * len(clauses):
        number = clauses.count(known[0])
        return f"clause {known[0]}: {number} of these {len(clauses)} were violations of it that did not hold ({where})"
    if part.source == DECISIONS:
        often = ", ".join(f"{name} {clauses.count(name)}" for name in known[:3])
        return f"how several clauses are judged where {where}: {often}"
    return f"strategy {part.source}: narrow its condition where {where}"


def judged_hits(one: Replay, strategy: Strategy) -> Judged:
    """The labelled hits of a strategy, by market, language, age, clause, and levels of the numbers it reads."""
    labels = one.labels
    chosen = one.hits(strategy.key) & (labels != UNKNOWN)
    clauses = objects(one.clauses())[chosen]
    groups = {name: values[chosen] for name, values in group_values(one).items()} | {"clause": clauses}
    for name in condition_variables(strategy.when):
        if declared_variables()[name].type == "number":
            groups[name] = levels(one.values(name)[chosen])
    return Judged(
        source=strategy.key,
        wrong=labels[chosen] == 0,
        creator_id=one.creator_id[chosen],
        ids=one.ids[chosen],
        groups=groups,
        clauses=clauses.tolist(),
    )


def levels(values: NDArray[Any]) -> NDArray[np.object_]:
    """Thirds of the measured values as `low (up to 3)`, `middle (3 to 7)`, `high (7 or more)`; None elsewhere."""
    named = np.empty(len(values), object)
    known = ~np.isnan(values)
    if not known.any() or np.ptp(values[known]) == 0:
        return named
    first, second = np.quantile(values[known], [1 / 3, 2 / 3])
    texts = (f"low (up to {first:.3g})", f"middle (to {second:.3g})", f"high (above {second:.3g})")
    place = np.searchsorted([first, second], values, "left")
    for at in np.flatnonzero(known).tolist():
        named[at] = texts[place[at]]
    return named
