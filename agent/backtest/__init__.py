"""Decides past cases again, under the same policies or under others, and reports the differences."""
