"""Where may a known group appear next: creators of other markets that share its identifiers or its content.

A logistic model over what a creator shares with the group (payout account, device, copied content, products), fitted on
earlier moves only. The list orders reviews, expires, and is judged by time: `backtest` asks whether those listed on a
day appeared in the group by thirty days later."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from signals.links.agreement import MAX_SHARERS
from signals.links.attention import DAY_SECONDS
from signals.links.edges import Floats, Ints, Relation
from signals.links.group import LinkGroup

HORIZON_DAYS = 30
MIN_MOVES = 10
RIDGE, STEPS = 1.0, 50


@dataclass(frozen=True)
class WatchedMove:
    """`probability`: that the creator is linked to the group by `expires_on`; None where too few moves are known.
    `shared`: how many targets the creator shares with the group. For review only."""

    group_id: str
    creator: Any
    market: str
    probability: float | None
    shared: int
    shares: tuple[str, ...]
    as_of: int
    expires_on: int
    review_only: bool = True

    def order(self) -> tuple[float, int, str]:
        """The likeliest first, then who shares more."""
        return (-(self.probability or 0.0), -self.shared, str(self.creator))


@dataclass(frozen=True, eq=False)
class MoveModel:
    """`weights`: the intercept, then one for each relation, on log(1 + number of shared targets)."""

    relations: tuple[str, ...]
    weights: Floats


@dataclass(frozen=True)
class Backtest:
    """Of the moves listed on the day: how many happened within the horizon, and how many of those that happened were
    listed. `reason` says why nothing was measured."""

    listed: int = 0
    happened: int = 0
    listed_and_happened: int = 0
    precision: float | None = None
    recall: float | None = None
    base_rate: float | None = None
    reason: str | None = None


def shared_counts(
    group: LinkGroup, relations: Sequence[Relation], market_of: dict[Any, str], as_of: int
) -> tuple[tuple[Any, ...], Floats]:
    """Creators outside the group, of markets where it is not, that share a target with a member by the end of the day,
    and how many targets of each relation they share. Targets that many share identify nobody and do not count."""
    home = {market_of.get(member) for member in group.members}
    counts: dict[Any, list[int]] = {}
    for position, relation in enumerate(relations):
        for creator, shared in _shared(group, relation, as_of).items():
            if market_of.get(creator) is not None and market_of[creator] not in home:
                counts.setdefault(creator, [0] * len(relations))[position] = shared
    creators = tuple(sorted(counts, key=str))
    return creators, np.array([counts[creator] for creator in creators], dtype=np.float64).reshape(-1, len(relations))


def fit_moves(relations: Sequence[str], counts: Floats, moved: Ints) -> MoveModel | None:
    """None with fewer than `MIN_MOVES` moves or as few that did not: then nothing can be said. Ridge logistic
    regression by Newton's method; the sharing of more never lowers the probability."""
    if moved.sum() < MIN_MOVES or (1 - moved).sum() < MIN_MOVES:
        return None
    design = np.hstack([np.ones((len(counts), 1)), np.log1p(counts)])
    weights = np.zeros(design.shape[1])
    penalty = np.diag([1e-6, *[RIDGE] * len(relations)])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (p - moved) + penalty @ weights
        weights = weights - np.linalg.solve((design * (p * (1 - p))[:, None]).T @ design + penalty, slope)
        weights[1:] = np.maximum(weights[1:], 0.0)
    return MoveModel(tuple(relations), weights)


def watch_list(
    group: LinkGroup, relations: Sequence[Relation], market_of: dict[Any, str], model: MoveModel | None, as_of: int
) -> tuple[WatchedMove, ...]:
    """The most probable first; without a model, those who share more."""
    creators, counts = shared_counts(group, relations, market_of, as_of)
    p = None if model is None else probabilities(model, counts)
    moves = [
        WatchedMove(
            group.group_id,
            creator,
            market_of[creator],
            None if p is None else float(p[row]),
            int(counts[row].sum()),
            tuple(one.name for one, shared in zip(relations, counts[row], strict=True) if shared),
            as_of,
            as_of + HORIZON_DAYS,
        )
        for row, creator in enumerate(creators)
    ]
    return tuple(sorted(moves, key=WatchedMove.order))


def probabilities(model: MoveModel, counts: Floats) -> Floats:
    """Of each row of counts."""
    design = np.hstack([np.ones((len(counts), 1)), np.log1p(counts)])
    return np.asarray(1 / (1 + np.exp(-design @ model.weights)))


def backtest(moves: Sequence[WatchedMove], moved: set[tuple[str, Any]], candidates: int, top: int = 50) -> Backtest:
    """`moved`: group id and creator of each link made within the horizon; `candidates`: how many could have been."""
    if not moves or not candidates:
        return Backtest(reason="not measured: nobody was on the list")
    listed = sorted(moves, key=WatchedMove.order)[:top]
    hits = sum((move.group_id, move.creator) in moved for move in listed)
    return Backtest(
        listed=len(listed),
        happened=len(moved),
        listed_and_happened=hits,
        precision=hits / len(listed),
        recall=hits / len(moved) if moved else None,
        base_rate=len(moved) / candidates,
    )


def _shared(group: LinkGroup, relation: Relation, as_of: int) -> dict[Any, int]:
    if relation.at is not None:
        relation = relation.only(~(relation.at >= (as_of + 1) * DAY_SECONDS))
    members = np.isin(relation.sources, np.array(group.members, dtype=relation.sources.dtype))
    targets, codes = np.unique(relation.targets, return_inverse=True)
    touched = np.bincount(codes[members], minlength=len(targets)) > 0
    pairs = set(zip(relation.sources.tolist(), codes.tolist(), strict=True))
    sharers = np.bincount(np.array([code for _, code in pairs], dtype=np.int64), minlength=len(targets))
    common = touched & (sharers <= MAX_SHARERS)
    counts: dict[Any, int] = {}
    inside = set(group.members)
    for source, code in pairs:
        if common[code] and source not in inside:
            counts[source] = counts.get(source, 0) + 1
    return counts
