"""The review queue: jobs, claims, events and lists."""
