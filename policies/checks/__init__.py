"""Checks of a whole library: contradictions, dangling references, missing fields."""
