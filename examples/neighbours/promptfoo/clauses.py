"""A promptfoo assertion in Python: the violated clauses are those of the label. `get_assert` as in promptfoo 0.121."""

from typing import Any


def get_assert(output: str, context: dict[str, Any]) -> dict[str, Any]:
    """A GradingResult: `pass`, `score` (the part of all named clauses that both sides name, 0 to 1) and `reason`."""
    expected = set(context["test"].get("metadata", {}).get("violated", []))
    found = set((context.get("providerResponse") or {}).get("metadata", {}).get("violated", []))
    score = len(expected & found) / len(expected | found) if expected | found else 1.0
    missing, extra = sorted(expected - found), sorted(found - expected)
    return {
        "pass": expected == found,
        "score": score,
        "reason": f"missing: {', '.join(missing) or 'none'}; not labelled: {', '.join(extra) or 'none'}",
    }
