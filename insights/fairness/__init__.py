"""Fairness of enforcement: error rates by group with intervals, gaps between groups, and a gate for releases."""
