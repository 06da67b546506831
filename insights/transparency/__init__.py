"""The transparency report of a period."""
