"""Checks a library for contradictions, broken references and missing parts."""
