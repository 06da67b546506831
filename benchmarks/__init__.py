"""Measurements, printed as tables; they never fail."""
