"""Metrics of many predictions: confusion, intervals, calibration, slices, and the comparison of two runs."""
