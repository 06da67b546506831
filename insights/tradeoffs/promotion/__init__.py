"""Whom to promote: one calibrated model a target, and a written decision that maximises value under caps."""
