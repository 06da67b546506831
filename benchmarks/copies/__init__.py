"""Copied pictures, videos and captions: how many edits are found, and how many strangers are matched."""
