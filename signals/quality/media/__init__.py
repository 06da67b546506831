"""Reads pictures and clips as small grey frames and loudness, within limits for hostile files, and measures them."""
