"""Draws the pictures and videos of labelled cases: what a seller posts, from a few words in the cases file."""
