"""Which slices explain a movement: excess over expectation x purity, over combinations of up to three dimensions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from insights.causes.cause import Cause
from insights.causes.cells import Cells, Codes, Kind, build_cells, combined, distinct, totals
from insights.causes.scoring import Scorer, Sums
from insights.metrics.rows import MetricRows

MAX_DIMENSIONS = 3
MAX_UNION = 3  # slices of the same dimensions that explain a movement together
LISTED = 10
PRIOR_VOLUME = 20.0  # of the overall rate, added to each slice before
JOINED, MIN_PART = 10, 0.1  # slices that may join another, each with this part of the movement
PER_COMBINATION = 4  # candidates of one combination of dimensions that are ranked


@dataclass(frozen=True)
class Candidate:
    """Slices of one combination of dimensions, by their places in `Slices`."""

    score: float
    slices: "Slices"
    chosen: tuple[int, ...]


@dataclass(frozen=True)
class Slices:
    """All slices of a combination of dimensions; `codes` (slices x dimensions of the combination)."""

    places: tuple[int, ...]
    codes: Codes
    sums: Sums


def search_causes(
    before: MetricRows,
    after: MetricRows,
    dimensions: Sequence[str] | None = None,
    kind: Kind = "rate",
    sign: int = 0,
) -> list[Cause]:
    """The slices that explain why `after` differs from `before`, best first; empty if nothing moved.

    `before` should have several periods (days, or minutes) in `day`: those that are far from the usual one are left
    out. By default all dimensions of the rows. Slices of the first answer come first: one, or several of the same
    dimensions that moved together. `sign`: 1 for a movement up, -1 for one down; 0 takes that against the last periods.
    Raises InputError if there are no rows or no such dimension.
    """
    names = [*before.dimensions] if dimensions is None else dimensions
    return rank_causes(build_cells(before, after, names, kind, sign))


def rank_causes(cells: Cells) -> list[Cause]:
    total = _sums(cells, np.zeros(cells.size, np.int64), 1)
    moved = float(total.after[0] - total.exposure[0] * total.expected_rate[0])
    if not moved or not total.exposure[0]:
        return []
    unit = _unit(cells)
    scorer = Scorer(abs(moved), float(total.exposure[0]), 1 if moved > 0 else -1, unit)
    found = [one for slices in _every_slices(cells, scorer) for one in _candidates(slices, scorer)]
    found.sort(key=lambda one: (-one.score, len(one.slices.places), one.slices.places, one.chosen))
    return _listed(cells, found, moved)


def _unit(cells: Cells) -> float:
    """The size of one event, for the noise of a sum: 1 where numerators count, else the mean value."""
    counts = cells.is_count or bool(np.all(cells.after == np.rint(cells.after)))
    mean = float(np.abs(cells.after).sum() / max(cells.exposure.sum(), 1e-12))
    return 1.0 if counts else max(mean, 1e-12)


def _sums(cells: Cells, place: Codes, size: int) -> Sums:
    """Over the cells of each slice."""
    before, exposure_before = totals(place, cells.before, size), totals(place, cells.exposure_before, size)
    after, exposure = totals(place, cells.after, size), totals(place, cells.exposure, size)
    if cells.is_count:
        return Sums(after, exposure, np.ones(size), before)
    overall = cells.before.sum() / max(cells.exposure_before.sum(), 1e-12)
    prior = min(PRIOR_VOLUME, float(cells.exposure_before.sum()) / 100)
    rate = (before + prior * overall) / np.maximum(exposure_before + prior, 1e-12)
    return Sums(after, exposure, rate, before)


def _every_slices(cells: Cells, scorer: Scorer) -> Iterator[Slices]:
    """Of one, two and three dimensions. Cells whose value is too small to matter leave before dimensions combine: a
    slice has no more excess than events."""
    yield from (_slices(cells, (place,)) for place in range(len(cells.dimensions)))
    small = _without_small_values(cells, scorer)
    for count in range(2, min(MAX_DIMENSIONS, len(cells.dimensions)) + 1):
        for places in combinations(range(len(cells.dimensions)), count):
            yield _slices(cells, places, np.asarray(small[:, places].any(axis=1), bool))


def _without_small_values(cells: Cells, scorer: Scorer) -> NDArray[np.bool_]:
    """Cells x dimensions: whether the value of the cell has fewer events than a 50th of the movement."""
    small = np.zeros(cells.codes.shape, bool)
    for place, values in enumerate(cells.values):
        codes = cells.codes[:, place]
        sums = _sums(cells, codes, len(values))
        events = sums.after if scorer.sign > 0 else sums.exposure * sums.expected_rate
        small[:, place] = (events < scorer.total_excess / 50)[codes]
    return small


def _slices(cells: Cells, places: tuple[int, ...], left_out: NDArray[np.bool_] | None = None) -> Slices:
    part = cells if left_out is None or not left_out.any() else _part(cells, np.flatnonzero(~left_out))
    codes = part.codes[:, places]
    first, place = distinct(combined(codes, [len(cells.values[one]) for one in places]))
    return Slices(places, codes[first], _sums(part, place, len(first)))


def _part(cells: Cells, chosen: Codes) -> Cells:
    """The sums of these cells. The overall rate changes little: what leaves is small."""
    sums = (cells.before, cells.exposure_before, cells.after, cells.exposure)
    before, exposure_before, after, exposure = (values[chosen] for values in sums)
    codes = np.asfortranarray(cells.codes[chosen])
    return Cells(cells.dimensions, cells.values, codes, before, exposure_before, after, exposure, cells.is_count)


def _candidates(slices: Slices, scorer: Scorer) -> Iterator[Candidate]:
    """The best single slices, and the best one joined by others of the same dimensions while they are found."""
    if not len(slices.codes):
        return
    dimensions = len(slices.places)
    scores = scorer(slices.sums, dimensions)
    order = np.argsort(-scores, kind="stable")[:PER_COMBINATION]
    for one in order[scores[order] > 0].tolist():
        yield Candidate(float(scores[one]), slices, (one,))
    if scores[order[0]] > 0:
        yield from _unions(slices, scorer, int(order[0]))


def _unions(slices: Slices, scorer: Scorer, best: int) -> Iterator[Candidate]:
    sums = slices.sums
    excess = scorer.excess(sums)
    strength = excess**2 / np.maximum(sums.exposure, 1e-12)
    order = np.argsort(-strength, kind="stable")[:JOINED].tolist()
    others = [one for one in order if excess[one] >= MIN_PART * scorer.total_excess]
    chosen: tuple[int, ...] = (best,)
    while len(chosen) < MAX_UNION:
        joined = [(*chosen, one) for one in others if one not in chosen]
        if not joined:
            return
        scores = [float(scorer(_together(sums, places), len(slices.places), len(places))[0]) for places in joined]
        place = int(np.argmax(scores))
        chosen = joined[place]
        if scores[place] > 0:
            yield Candidate(scores[place], slices, chosen)


def _together(sums: Sums, places: tuple[int, ...]) -> Sums:
    chosen = [*places]
    exposure = sums.exposure[chosen].sum(keepdims=True)
    expected = (sums.exposure[chosen] * sums.expected_rate[chosen]).sum(keepdims=True)
    return Sums(
        sums.after[chosen].sum(keepdims=True),
        exposure,
        expected / np.maximum(exposure, 1e-12),
        sums.before[chosen].sum(keepdims=True),
    )


def _listed(cells: Cells, found: Sequence[Candidate], moved: float) -> list[Cause]:
    """Each slice once, in the best answer that has it."""
    listed: dict[tuple[tuple[str, str | None], ...], Cause] = {}
    for answer, one in enumerate(found):
        for place in one.chosen:
            cause = _cause(cells, one, place, moved, answer)
            listed.setdefault(tuple(sorted(cause.slice.items(), key=lambda item: item[0])), cause)
        if len(listed) >= LISTED:
            break
    return [*listed.values()][:LISTED]


def _cause(cells: Cells, found: Candidate, place: int, moved: float, answer: int) -> Cause:
    slices = found.slices
    pairs = zip(slices.places, slices.codes[place].tolist(), strict=True)
    values = {cells.dimensions[one]: cells.values[one][code] for one, code in pairs}
    sums = Sums(*(array[place : place + 1] for array in slices.sums))
    after, exposure, rate = float(sums.after[0]), float(sums.exposure[0]), float(sums.expected_rate[0])
    excess = after - exposure * rate
    return Cause(
        slice=values,
        excess=excess,
        share=excess / moved,
        before=exposure if cells.is_count else rate,
        after=after if cells.is_count else (after / exposure if exposure else None),
        volume=exposure,
        score=found.score,
        answer=answer,
    )
