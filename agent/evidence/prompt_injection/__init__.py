"""Finds text that addresses whoever reviews a case instead of the audience; asks no model."""
