"""Creator signals: their sources, and the errors in the settings of a source."""
