"""Features of an event from the earlier events of the same key: pace, amounts, repetition, entropy.

None of them grows with the length of the history alone, because such features stop holding when time goes on."""

from collections.abc import Mapping, Sequence

import numpy as np

from signals.behaviour.past import Floats, Ints, Past, joined

GAPS = (1, 3, 10)  # events back


def pace_features(past: Past, windows: Sequence[int]) -> dict[str, Floats]:
    """`windows` in seconds, or in the unit of the times."""
    gaps = {back: past.gap(back) for back in GAPS}
    log_gap = np.log1p(gaps[1])
    usual = past.mean(log_gap)
    return {
        **{f"gap_{back}": gap for back, gap in gaps.items()},
        **{f"within_{window}": past.count_within(window) for window in windows},
        "pace": past.count / (past.age + 1),
        "usual_gap": usual,
        "gap_against_usual": log_gap - usual,
        "gap_spread": past.deviation(log_gap),
    }


def code_features(past: Past, key: Ints, at: Ints, codes: Mapping[str, Ints]) -> dict[str, Floats]:
    """For each kind of code, such as products: how many bits the earlier ones have, which share of them is distinct,
    and which share is the code of this event."""
    found: dict[str, Floats] = {}
    number = np.maximum(past.count, 1)
    for name, code in codes.items():
        again = Past(joined(key, code), at).count
        found[f"{name}_entropy"] = past.entropy(code)
        found[f"{name}_distinct"] = past.distinct(code) / number
        found[f"{name}_again"] = np.where(code < 0, np.nan, again / number)
    return found
