"""Where a page of a list ended."""

from datetime import datetime

Cursor = tuple[datetime, str]  # of a row among all: when it was made, and its id
