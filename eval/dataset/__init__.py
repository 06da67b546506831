"""Labelled datasets: their format, and checks of their labels, splits and coverage."""
