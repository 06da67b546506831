"""An arm against the control: the difference of two means or ratios with its interval, adjusted for covariates.

Each ratio Σ numerator / Σ denominator is linearised over the independent units (the delta method): z = (n - R d) / d̄.
With a denominator of 1 this is the mean and its usual variance; with clusters it is the cluster-robust variance."""

from dataclasses import dataclass

import numpy as np

from insights.estimate import wilson
from insights.experiments.report import Effect
from insights.experiments.rows import ArmSums, Floats
from insights.experiments.sequences import DEFAULT_PLANNED_UNITS, MIN_UNITS, multiplier

MIN_INDEPENDENT = 10
MIN_EVENTS = 10
MIN_RELATIVE = 3.0  # standard errors of the control's value from zero, below which no relative effect is shown
SKEWNESS_FACTOR = 355  # Kohavi, Deng, Longbotham and Xu, "Seven rules of thumb", KDD 2014, rule 7


@dataclass(frozen=True)
class Comparing:
    """`planned_units`: for how many units the sequence is tuned, chosen before the first look."""

    confidence: float = 0.95
    planned_units: int = DEFAULT_PLANNED_UNITS
    adjust: bool = True


@dataclass(frozen=True)
class _Moments:
    """Of both arms after the adjustment: values, variances of the values, and degrees of freedom."""

    values: tuple[float, float]
    variances: tuple[float, float]
    plain_variance: float
    freedom: float


def compare(arm: str, treated: ArmSums, control: str, controls: ArmSums, options: Comparing) -> Effect:
    """`treated` and `controls` have the same covariates. Values that do not hold are None with a note."""
    empty = Effect(
        arm=arm,
        control=control,
        units=treated.rows,
        control_units=controls.rows,
        value=_value(treated),
        control_value=_value(controls),
    )
    reason = _not_comparable(arm, treated) or _not_comparable(control, controls)
    if reason:
        return empty.model_copy(update={"note": reason})
    if _rare(treated) or _rare(controls):
        return _rare_events(empty, treated, controls, options.confidence)
    moments = _moments(treated, controls, options.adjust)
    if not sum(moments.variances):
        return empty.model_copy(update={"note": "the outcome is the same for every unit: no error can be estimated"})
    return empty.model_copy(update=_effect(moments, treated, controls, options))


def _value(sums: ArmSums) -> float | None:
    return None if not sums.size or np.isnan(sums.ratio) else sums.ratio


def _not_comparable(arm: str, sums: ArmSums) -> str:
    if sums.size < MIN_INDEPENDENT:
        kind = "clusters" if sums.clustered else "units"
        return f"{arm} has {sums.size} {kind}: at least {MIN_INDEPENDENT} are needed"
    return f"the denominator of {arm} is zero" if np.isnan(sums.ratio) else ""


def _plain_shares(sums: ArmSums) -> bool:
    return bool(not sums.clustered and np.all(sums.denominator == 1) and np.all(np.isin(sums.numerator, (0, 1))))


def _rare(sums: ArmSums) -> bool:
    events = sums.numerator.sum()
    return _plain_shares(sums) and bool(min(events, sums.size - events) < MIN_EVENTS)


def _rare_events(empty: Effect, treated: ArmSums, controls: ArmSums, confidence: float) -> Effect:
    """Shares of few events: Newcombe's interval of two Wilson intervals (1998, method 10), and Fisher's exact test."""
    from scipy.stats import fisher_exact

    if not (_plain_shares(treated) and _plain_shares(controls)):
        return empty.model_copy(update={"note": "an arm has too few events for an interval"})
    events = (float(treated.numerator.sum()), float(controls.numerator.sum()))
    if sum(events) in (0, treated.size + controls.size):
        return empty.model_copy(update={"note": "the outcome is the same for every unit: no error can be estimated"})
    one, other = wilson(events[0], treated.size, confidence), wilson(events[1], controls.size, confidence)
    p, low, high = _parts(one.value, one.low, one.high)
    q, lower, higher = _parts(other.value, other.low, other.high)
    table = [[events[0], treated.size - events[0]], [events[1], controls.size - events[1]]]
    return empty.model_copy(
        update={
            "difference": p - q,
            "low": p - q - float(np.hypot(p - low, higher - q)),
            "high": p - q + float(np.hypot(high - p, q - lower)),
            "p_value": float(fisher_exact(table)[1]),
            "method": "score interval and exact test, because events are few",
            "note": f"fewer than {MIN_EVENTS} events in an arm: no sequence and no adjustment",
        }
    )


def _parts(*values: float | None) -> tuple[float, float, float]:
    value, low, high = (0.0 if one is None else one for one in values)
    return value, low, high


def linearised(sums: ArmSums) -> Floats:
    """z of the outcome, (units,), whose mean is zero."""
    return np.asarray((sums.numerator - sums.ratio * sums.denominator) / sums.denominator.mean())


def linearised_covariates(sums: ArmSums) -> Floats:
    """z of each covariate, (covariates, units)."""
    totals = sums.covariate_denominators.sum(axis=1, keepdims=True)
    ratios = sums.covariates.sum(axis=1, keepdims=True) / np.where(totals == 0, 1, totals)
    centred = sums.covariates - ratios * sums.covariate_denominators
    return np.asarray(centred / np.where(totals == 0, 1, totals) * sums.size)


def _moments(treated: ArmSums, controls: ArmSums, adjust: bool) -> _Moments:
    """CUPED (Deng, Xu, Kohavi and Walker, WSDM 2013) with the slope within arms, as in a regression on the arm and the
    covariates."""
    outcomes = (linearised(treated), linearised(controls))
    covariates = (linearised_covariates(treated), linearised_covariates(controls))
    plain = sum(_variance(z) for z in outcomes)
    values = np.array([treated.ratio, controls.ratio])
    if adjust and len(covariates[0]):
        slopes = np.linalg.lstsq(np.hstack(covariates).T, np.hstack(outcomes), rcond=None)[0]
        shift = slopes @ (_covariate_ratios(treated) - _covariate_ratios(controls))
        share = treated.size / (treated.size + controls.size)
        values = values - np.array([1 - share, -share]) * shift
        outcomes = (outcomes[0] - slopes @ covariates[0], outcomes[1] - slopes @ covariates[1])
    variances = (_variance(outcomes[0]), _variance(outcomes[1]))
    total = sum(variances)
    parts = sum(v * v / (s.size - 1) for v, s in zip(variances, (treated, controls), strict=True))
    freedom = total * total / parts if parts else 1.0
    return _Moments((float(values[0]), float(values[1])), variances, plain, freedom)


def _variance(z: Floats) -> float:
    """Of the ratio: Σ z² / (n (n - 1))."""
    return float((z**2).sum() / (len(z) * (len(z) - 1)))


def _covariate_ratios(sums: ArmSums) -> Floats:
    totals = sums.covariate_denominators.sum(axis=1)
    return np.asarray(sums.covariates.sum(axis=1) / np.where(totals == 0, 1, totals))


def _effect(moments: _Moments, treated: ArmSums, controls: ArmSums, options: Comparing) -> dict[str, object]:
    """Welch's t for the fixed end, the sequence for every look."""
    from scipy.stats import t

    (value, control), (variance, control_variance) = moments.values, moments.variances
    difference, error = value - control, float(np.sqrt(variance + control_variance))
    half = float(t.ppf(0.5 + options.confidence / 2, moments.freedom)) * error
    units = treated.size + controls.size
    wide = multiplier(units, options.planned_units, options.confidence) * error if units >= MIN_UNITS else None
    notes = [_skewness_note(treated, controls)]
    if wide is None:
        notes.append(f"no sequence below {MIN_UNITS} independent units")
    return {
        "difference": difference,
        "low": difference - half,
        "high": difference + half,
        "anytime_low": None if wide is None else difference - wide,
        "anytime_high": None if wide is None else difference + wide,
        "p_value": float(2 * t.sf(abs(difference) / error, moments.freedom)),
        **_relative(moments, half / error),
        "variance_reduction": 1 - error**2 / moments.plain_variance if len(treated.covariates) else None,
        "method": _method(treated, options),
        "note": "; ".join(filter(None, notes)),
    }


def _relative(moments: _Moments, quantile: float) -> dict[str, float | None]:
    (value, control), (variance, control_variance) = moments.values, moments.variances
    if not control or abs(control) < MIN_RELATIVE * float(np.sqrt(control_variance)):
        return {"relative": None}
    error = float(np.sqrt(variance / control**2 + value**2 * control_variance / control**4))
    lift = value / control - 1
    return {"relative": lift, "relative_low": lift - quantile * error, "relative_high": lift + quantile * error}


def _method(sums: ArmSums, options: Comparing) -> str:
    ratio = "ratio (delta method)" if np.any(sums.denominator != 1) and not sums.clustered else ""
    clustered = "clustered errors" if sums.clustered else ""
    adjusted = (
        f"adjusted by {len(sums.covariates)} " + ("covariate" if len(sums.covariates) == 1 else "covariates")
        if options.adjust and len(sums.covariates)
        else ""
    )
    return ", ".join(filter(None, (ratio, clustered, adjusted))) or "difference of means"


def _skewness_note(treated: ArmSums, controls: ArmSums) -> str:
    """Of heavy tails: with n below 355 skewness², an interval of the normal form covers less than it says. Shares have
    their own rule, MIN_EVENTS."""
    needed = 0.0
    for sums in () if _plain_shares(treated) else (treated, controls):
        z = linearised(sums)
        spread = float((z**2).mean())
        needed = max(needed, SKEWNESS_FACTOR * float((z**3).mean()) ** 2 / spread**3 if spread else 0.0)
    if min(treated.size, controls.size) >= needed or needed > 1e12:
        return ""
    return f"heavy tails: the interval is reliable from about {needed:,.0f} units an arm"
