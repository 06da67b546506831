"""Traces of what runs: spans with ids, counts and names, never content, sent to a collector of OpenTelemetry."""
