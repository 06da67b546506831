"""Experiments and effects: assignment, checks, comparisons of arms, and what a change did without an experiment."""
