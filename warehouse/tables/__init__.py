"""The tables of events: their columns, keys and times."""
