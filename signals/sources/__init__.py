"""Sources of creator signals: a file, an HTTP service, or a recorded reading."""
