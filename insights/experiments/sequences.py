"""Confidence sequences: intervals that hold at every look, however often one looks."""

import math

DEFAULT_PLANNED_UNITS = 1_000
"""Small, because too large a number widens early looks by more than too small a one widens late looks."""
MIN_UNITS = 200
"""The sequence is asymptotic: it starts with this many independent units."""


def tuning(planned_units: float, confidence: float = 0.95) -> float:
    """ρ², with which the sequence is narrowest near this number of units. It must be chosen before the first look.
    Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic confidence
    sequences", Annals of Statistics 52 (2024), equation 24."""
    log_alpha = -2 * math.log(1 - confidence)
    return (log_alpha + math.log(log_alpha + 1)) / planned_units


def multiplier(units: float, planned_units: float, confidence: float = 0.95) -> float:
    """By how many standard errors an estimate of `units` independent units may be off at any look: the boundary of the
    same paper (theorem 2.2), which divides by the standard error: √((1 + 1/(n ρ²)) · log((n ρ² + 1) / α²))."""
    scaled = units * tuning(planned_units, confidence)
    return math.sqrt((1 + 1 / scaled) * math.log((scaled + 1) / (1 - confidence) ** 2))
