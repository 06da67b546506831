"""Runs: tasks, executor, the folder of results, and the agreement with the labels."""
