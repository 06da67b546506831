"""The migration steps, one per file, ordered by `down_revision`. They use the names of their version."""
