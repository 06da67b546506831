"""The reports of a run: JSON for programs, JUnit for CI, one HTML page for people."""
