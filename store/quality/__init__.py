"""The golden set, the answers of reviewers to it, and what the measures of quality read."""
