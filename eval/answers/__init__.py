"""Answers on clauses, recorded in one run and settled again in others without a model."""
