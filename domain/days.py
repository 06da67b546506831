"""Days as the warehouse counts them: whole days since 1970-01-01, UTC."""

from datetime import date, timedelta

FIRST_DAY = date(1970, 1, 1)


def date_of(day: int) -> date:
    return FIRST_DAY + timedelta(days=day)
