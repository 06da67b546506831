"""Lints a corpus: finds valid text that people or a judge will read in different ways."""
