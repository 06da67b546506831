"""Finds creator text that addresses the reviewer instead of the audience, without a model."""
