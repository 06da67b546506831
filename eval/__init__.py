"""Evaluation: labelled datasets, runs, scorers, metrics, reports, and the quality gate."""
