"""Guardrail metrics: is the harm smaller than the margin (non-inferiority)?"""

from insights.experiments.report import Effect, Guardrail, Verdict


def judge_guardrail(metric: str, margin: float, effect: Effect, ended: bool) -> Guardrail:
    """Within the margin: the whole interval is on the safe side of it. Beyond: the whole interval is on the other side.
    Before the end the sequence is read in place of the interval."""
    low, high = (effect.low, effect.high) if ended else (effect.anytime_low, effect.anytime_high)
    return Guardrail(metric=metric, margin=margin, verdict=_verdict(margin, low, high), effect=effect)


def _verdict(margin: float, low: float | None, high: float | None) -> Verdict:
    if low is None or high is None:
        return "not_determined"
    smallest, largest = (low, high) if margin >= 0 else (-high, -low)
    if largest < abs(margin):
        return "within_margin"
    return "beyond_margin" if smallest > abs(margin) else "not_determined"
