"""Days as the warehouse counts them, whole days since 1970-01-01, UTC, and the days that a person may ask about."""

from datetime import date, timedelta

FIRST_DAY = date(1970, 1, 1)
EARLIEST_ASKED, LATEST_ASKED = date(1900, 1, 1), date(2999, 12, 31)  # windows around them stay in the calendar


def date_of(day: int) -> date:
    return FIRST_DAY + timedelta(days=day)


def check_asked(day: date) -> date:
    """Raises ValueError for a day so far away that a window around it would leave the calendar."""
    if not EARLIEST_ASKED <= day <= LATEST_ASKED:
        raise ValueError(f"{day} is too far away: give a day from {EARLIEST_ASKED} to {LATEST_ASKED}")
    return day
