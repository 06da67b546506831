"""Steering: whether the verdicts follow an edit of the policies."""
