"""Statements of reasons as they were submitted."""
