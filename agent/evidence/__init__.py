"""Gathers what a decision is based on: clauses in force, creator signals, precedents, prompt injection attempts."""
