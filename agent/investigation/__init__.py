"""Looks up more evidence with a model and tools, and judges again what is new or in doubt."""
