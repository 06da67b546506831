"""The bank of confirmed violations: hashes of media, by clause."""
