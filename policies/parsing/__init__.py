"""Parses policy files: Markdown, front matter, clauses, CEL checks, and the corpus' TOML files."""
