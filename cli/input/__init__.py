"""Reads what a person passes to a command: case files, options, policies and decision ids."""
