"""Checks of a whole library: contradictions, references to nothing, missing parts."""
