"""Metrics: their definitions, their rows by day and slice, and their estimates."""
