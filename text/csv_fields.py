"""Lets readers of CSV take long fields: the limit of Python's `csv` holds for the whole process."""

import csv

MAX_CHARS = 2**31 - 1  # what every platform can hold


def allow_long_fields() -> None:
    """Readers of other files in the same process go on to read what they could. Who reads a file limits its size."""
    csv.field_size_limit(max(MAX_CHARS, csv.field_size_limit()))
