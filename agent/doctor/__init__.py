"""Checks whether each component that a decision needs can be used."""
