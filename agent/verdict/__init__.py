"""Turns findings into a verdict: checks citations, settles each rule, gives reasons, applies a review."""
