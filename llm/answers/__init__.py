"""Reads answers that should be JSON: finds the object, repairs it, and checks it against the schema."""
