"""Alerts: which metric moved more than it does by itself, within a budget of false alerts."""
