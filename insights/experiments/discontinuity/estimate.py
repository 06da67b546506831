"""The effect at a threshold with its checks: manipulation, false thresholds, and other bandwidths."""

from dataclasses import dataclass

import numpy as np

from domain.base import FrozenModel
from domain.errors import InputError
from insights.experiments.discontinuity.bandwidth import MIN_SIDE, choose_bandwidth
from insights.experiments.discontinuity.density import density_jump
from insights.experiments.discontinuity.discrete import MIN_VALUES, discrete_jump
from insights.experiments.discontinuity.local_polynomial import Jump, jump
from insights.experiments.rows import Floats, Objects

DENSITY_ALARM_BELOW = 0.01
PLACEBO_ALARM_BELOW = 0.01
PLACEBO_SHARES = (0.25, 0.5, 0.75)


class ThresholdPlacebo(FrozenModel):
    """A jump where there can be none: at a score on one side of the threshold."""

    cutoff: float
    difference: float
    p_value: float


class OtherBandwidth(FrozenModel):
    bandwidth: float
    difference: float
    low: float
    high: float


class DiscontinuityReport(FrozenModel):
    """`difference`: right less left at the cutoff, by local lines. The interval is robust to the bias of the bandwidth
    and need not be centred. Without a difference, `problems` say why."""

    metric: str
    cutoff: float
    left: int
    right: int
    bandwidth: float | None
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    density_log_ratio: float | None
    density_p_value: float | None
    placebos: tuple[ThresholdPlacebo, ...]
    bandwidths: tuple[OtherBandwidth, ...]
    method: str
    problems: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Discontinuity:
    """`curvature`: the largest second derivative of the metric that is thought possible, for scores of few values."""

    metric: str
    cutoff: float
    confidence: float = 0.95
    bandwidth: float | None = None
    curvature: float | None = None
    despite_problems: bool = False


@dataclass(frozen=True)
class _Result:
    """What was estimated, whether or not it is shown."""

    bandwidth: float | None
    value: float | None
    low: float | None
    high: float | None
    p_value: float | None
    method: str
    note: str = ""


def estimate_discontinuity(
    score: Floats, outcome: Floats, options: Discontinuity, cluster: Objects | None = None
) -> DiscontinuityReport:
    """Arrays are (rows,). Raises InputError if a side has no rows."""
    x = score - options.cutoff
    left, right = int((x < 0).sum()), int((x >= 0).sum())
    if min(left, right) == 0:
        raise InputError(f"all scores are on one side of {options.cutoff:g}: choose a threshold between them")
    few_values = min(len(np.unique(x[x < 0])), len(np.unique(x[x >= 0]))) < MIN_VALUES
    density = None if few_values else density_jump(x)
    result = _discrete(x, outcome, options, cluster) if few_values else _continuous(x, outcome, options, cluster)
    placebos = () if few_values else _placebos(x, outcome, options.cutoff, cluster)
    problems = _problems(result, None if density is None else density.p_value, placebos)
    shown = result.value is not None and (not problems or options.despite_problems)
    notes = [result.note if shown else "", density.note if density else "the score has few values: no density test"]
    return DiscontinuityReport(
        metric=options.metric,
        cutoff=options.cutoff,
        left=left,
        right=right,
        bandwidth=result.bandwidth,
        difference=result.value if shown else None,
        low=result.low if shown else None,
        high=result.high if shown else None,
        p_value=result.p_value if shown else None,
        density_log_ratio=None if density is None else density.log_ratio,
        density_p_value=None if density is None else density.p_value,
        placebos=placebos,
        bandwidths=() if few_values or not shown else _others(x, outcome, result, options, cluster),
        method=result.method,
        problems=tuple(problems),
        notes=tuple(filter(None, notes)),
    )


def _continuous(x: Floats, y: Floats, options: Discontinuity, cluster: Objects | None) -> _Result:
    """The local line at the bandwidth, with the bias-corrected interval of Calonico, Cattaneo and Titiunik
    (Econometrica 82, 2014), which with equal bandwidths is the one of the local parabola (their remark 7)."""
    bandwidth = options.bandwidth or choose_bandwidth(x, y)
    if bandwidth is None:
        return _Result(None, None, None, None, None, "", f"fewer than {MIN_SIDE} rows on a side, or no variation")
    line, robust = jump(x, y, bandwidth, 1, cluster), jump(x, y, bandwidth, 2, cluster)
    if line is None or robust is None or not robust.error:
        return _Result(bandwidth, None, None, None, None, "", "too few rows within the bandwidth")
    low, high = _interval(robust, options.confidence)
    return _Result(bandwidth, line.value, low, high, _p_value(robust), "local lines, bias-corrected interval")


def _discrete(x: Floats, y: Floats, options: Discontinuity, cluster: Objects | None) -> _Result:
    if options.curvature is None:
        note = "the score has few values: give the largest curvature that is possible by --curvature"
        return _Result(None, None, None, None, None, "", note)
    if cluster is not None:
        return _Result(None, None, None, None, None, "", "clusters and a score of few values cannot be combined")
    found = discrete_jump(x, y, options.curvature, options.confidence)
    if found is None:
        return _Result(None, None, None, None, None, "", "a side has fewer than two values of the score")
    note = f"the interval holds if the slope changes by at most {options.curvature:g} a point of the score"
    bias = f"local lines, interval with a bias of up to {found.bias:.3g}"
    return _Result(found.bandwidth, found.value, found.low, found.high, None, bias, note)


def _interval(one: Jump, confidence: float) -> tuple[float, float]:
    from scipy.stats import norm

    half = float(norm.ppf(0.5 + confidence / 2)) * one.error
    return one.value - half, one.value + half


def _p_value(one: Jump) -> float:
    from scipy.stats import norm

    return float(2 * norm.sf(abs(one.value) / one.error))


def _placebos(x: Floats, y: Floats, cutoff: float, cluster: Objects | None) -> tuple[ThresholdPlacebo, ...]:
    """At quantiles of the scores of each side, with rows of that side only."""
    found = []
    for side in (x < 0, x >= 0):
        for place in np.quantile(x[side], PLACEBO_SHARES):
            moved = x[side] - place
            bandwidth = choose_bandwidth(moved, y[side]) if 0 < (moved < 0).sum() < len(moved) else None
            one = jump(moved, y[side], bandwidth, 2, None if cluster is None else cluster[side]) if bandwidth else None
            if one is not None and one.error:
                value = float(place + cutoff)
                found.append(ThresholdPlacebo(cutoff=value, difference=one.value, p_value=_p_value(one)))
    return tuple(found)


def _others(
    x: Floats, y: Floats, result: _Result, options: Discontinuity, cluster: Objects | None
) -> tuple[OtherBandwidth, ...]:
    """At half and at twice the bandwidth."""
    found = []
    for bandwidth in ((result.bandwidth or 0) / 2, (result.bandwidth or 0) * 2):
        line, robust = jump(x, y, bandwidth, 1, cluster), jump(x, y, bandwidth, 2, cluster)
        if line is not None and robust is not None:
            low, high = _interval(robust, options.confidence)
            found.append(OtherBandwidth(bandwidth=bandwidth, difference=line.value, low=low, high=high))
    return tuple(found)


def _problems(result: _Result, density_p_value: float | None, placebos: tuple[ThresholdPlacebo, ...]) -> list[str]:
    problems = [result.note] if result.value is None else []
    if density_p_value is not None and density_p_value < DENSITY_ALARM_BELOW:
        problems.append(f"the scores jump in number at the threshold (p = {density_p_value:.2g}): they may be steered")
    worst = min((one.p_value for one in placebos), default=1.0)
    if worst * max(len(placebos), 1) < PLACEBO_ALARM_BELOW:
        problems.append(f"an effect shows at a threshold that is none (p = {worst:.2g}): the lines do not describe it")
    return problems
