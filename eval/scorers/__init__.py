"""Scorers of single decisions: each answers one question with a value and a reason."""
