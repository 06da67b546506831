"""The bank of confirmed violations: how it is filled, and what media of a case are found in it."""
