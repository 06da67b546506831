"""Texts for people and models: Jinja2 templates in files, and one typed function per template."""
