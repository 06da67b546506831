"""Captions: near-duplicates among many posts, weighed by how rare what they share is."""
