"""Labelled datasets: their format, and checks of labels, splits and coverage."""
