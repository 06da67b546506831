"""Imports a document as a draft policy, with notes to its owner on everything uncertain."""
