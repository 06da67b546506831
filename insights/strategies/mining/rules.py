"""Searches for readable rules: up to three comparisons joined by and, by beam search and sequential covering.

A rule is judged on the rows on which it is found, by F½ of the lower bound of its precision and its recall, so its true
quality is lower; another, later slice of days must say how good it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from insights.strategies.conditions import OPERATORS, Comparison
from insights.strategies.mining.rows import Floats, MiningRows

Flags = NDArray[np.bool_]
QUANTILES = np.linspace(0.05, 0.95, 12)  # of the positive rows: where a variable is cut
BEAM = 20
MAX_CONDITIONS = 3
MAX_RULES = 4
CONFIDENCE = 0.9
PRECISION_WEIGHT = 0.5  # of F: precision counts twice as much as recall
MIN_CREATORS = 3.0
READABLE_LOSS = 0.03  # a comparison that brings less than this is left out


@dataclass(frozen=True)
class Rule:
    """`creators` and `positive`: sums of weights on the rows on which it was found."""

    comparisons: tuple[Comparison, ...]
    quality: float
    creators: float
    positive: float

    @property
    def when(self) -> str:
        return " && ".join(one.text for one in self.comparisons)


@dataclass(frozen=True, eq=False)
class _Candidates:
    """`matrix`: shape (rows, candidates), 1 where the comparison holds."""

    comparisons: tuple[Comparison, ...]
    matrix: NDArray[np.float32]


def find_rules(rows: MiningRows) -> tuple[list[Rule], int]:
    """Rules that find positive rows which the ones before did not, the best first; and how many were compared."""
    candidates = _candidates(rows)
    open_rows, rules, compared = np.ones(len(rows.positive), bool), list[Rule](), 0
    for _ in range(MAX_RULES):
        best, number = _best_rule(rows, candidates, open_rows)
        compared += number
        if best is None or _bound(best.positive, best.creators) <= rows.base_rate:
            break
        rules.append(best)
        caught = {*rows.creator_id[rule_hits(best, rows) & rows.positive].tolist()}
        open_rows &= np.array([creator not in caught for creator in rows.creator_id.tolist()], dtype=bool)
    return rules, compared


def rule_hits(rule: Rule, rows: MiningRows) -> Flags:
    hit = np.ones(len(rows.positive), bool)
    for one in rule.comparisons:
        hit &= _holds(one, rows.values[:, rows.names.index(one.variable)])
    return hit


def _holds(one: Comparison, values: Floats) -> Flags:
    """A missing value holds nothing."""
    return np.asarray(~np.isnan(values) & OPERATORS[one.operator](values, one.value), dtype=bool)


def _candidates(rows: MiningRows) -> _Candidates:
    found = [one for place, name in enumerate(rows.names) for one in _cuts(name, rows.values[:, place], rows.positive)]
    places = {name: place for place, name in enumerate(rows.names)}
    matrix = [_holds(one, rows.values[:, places[one.variable]]) for one in found]
    return _Candidates(tuple(found), np.array(matrix, dtype=np.float32).T)


def _cuts(name: str, values: Floats, positive: Flags) -> Iterator[Comparison]:
    """Cuts at values of positive rows, as numbers of two digits, that part the rows."""
    known = values[positive & ~np.isnan(values)]
    if not len(known):
        return
    cuts = sorted({float(f"{cut:.2g}") for cut in np.quantile(known, QUANTILES, method="nearest")})
    low, high = np.nanmin(values), np.nanmax(values)
    for cut in cuts:
        if cut > low:
            yield Comparison(name, ">=", cut)
        if cut < high:
            yield Comparison(name, "<=", cut)


def _best_rule(rows: MiningRows, candidates: _Candidates, open_rows: Flags) -> tuple[Rule | None, int]:
    positive = (rows.weights * (rows.positive & open_rows)).astype(np.float32)
    every = (rows.weights * open_rows).astype(np.float32)
    total, compared = float(positive.sum()), 0
    beam: list[tuple[Rule, NDArray[np.float32]]] = [(Rule((), 0.0, 0.0, 0.0), np.ones(len(every), np.float32))]
    best: Rule | None = None
    for _ in range(MAX_CONDITIONS):
        grown = []
        for rule, mask in beam:
            found, hit = (positive * mask) @ candidates.matrix, (every * mask) @ candidates.matrix
            quality = _quality(found.astype(np.float64), hit.astype(np.float64), total)
            compared += len(quality)
            for place in np.argsort(-quality, kind="stable")[:BEAM].tolist():
                comparisons = _joined(rule.comparisons, candidates.comparisons[place])
                if quality[place] > rule.quality and comparisons is not None:
                    longer = Rule(comparisons, float(quality[place]), float(hit[place]), float(found[place]))
                    grown.append((longer, mask * candidates.matrix[:, place]))
        beam = _distinct(grown)
        if not beam or (best is not None and beam[0][0].quality <= best.quality + READABLE_LOSS):
            break
        best = beam[0][0]
    return best, compared


def _joined(before: Sequence[Comparison], new: Comparison) -> tuple[Comparison, ...] | None:
    """None if the rule compares this variable in this direction already."""
    if any(one.variable == new.variable and one.operator == new.operator for one in before):
        return None
    return tuple(sorted((*before, new), key=lambda one: (one.variable, one.operator)))


def _distinct(
    grown: Sequence[tuple[Rule, NDArray[np.float32]]],
) -> list[tuple[Rule, NDArray[np.float32]]]:
    ordered = sorted(grown, key=lambda pair: (-pair[0].quality, pair[0].when))
    first = {pair[0].when: pair for pair in reversed(ordered)}
    return sorted(first.values(), key=lambda pair: (-pair[0].quality, pair[0].when))[:BEAM]


def _quality(positive: Floats, creators: Floats, total: float) -> Floats:
    """F½ of the lower bound of the precision and of the recall; zero for too few creators."""
    enough = (positive >= MIN_CREATORS) & (total > 0)
    bound = np.where(enough, _bounds(np.where(enough, positive, 1), np.where(enough, creators, 2)), 0.0)
    recall, square = positive / max(total, 1e-9), PRECISION_WEIGHT**2
    below = square * bound + recall
    return np.where(below > 0, (1 + square) * bound * recall / np.where(below > 0, below, 1), 0.0)


def _bounds(positive: Floats, creators: Floats) -> Floats:
    missed = np.maximum(creators - positive, 0.0)
    return np.asarray(beta.ppf(1 - CONFIDENCE, positive, missed + 1), dtype=np.float64)


def _bound(positive: float, creators: float) -> float:
    return float(_bounds(np.array([positive]), np.array([creators]))[0]) if positive else 0.0
