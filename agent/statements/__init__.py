"""Statements of reasons: built from decisions, checked, and submitted."""
