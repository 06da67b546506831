"""Reads the media of a case: text in pictures and videos, speech in sound."""
