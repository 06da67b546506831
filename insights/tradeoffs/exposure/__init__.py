"""Exposure: ranking policies simulated against popularity, and who is shown by each."""
