"""Labelled assessments of accounts: how well the assessor finds what an invented ecosystem hides."""
