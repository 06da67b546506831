"""Writes the messages to creators and checks what they disclose."""
