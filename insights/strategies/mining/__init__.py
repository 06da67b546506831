"""Finds patterns and proposes strategies and notes for policy owners."""
