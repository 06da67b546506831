"""Opens the warehouse that the settings name."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from agent.settings import Settings
from domain.days import FIRST_DAY
from domain.errors import InputError

if TYPE_CHECKING:
    from warehouse.connection import Warehouse
    from warehouse.engines.base import Engine

FRESH_DAYS = 7  # what is known of a creator may be that old when a post is judged
SET_ASIDE_FOLDER = "set-aside"  # of the data folder: the rows that could not be loaded


def warehouse_url(settings: Settings) -> str:
    return settings.warehouse_url or f"sqlite:///{settings.data_dir / 'warehouse.db'}"


@contextmanager
def open_warehouse(settings: Settings, read_only: bool = False) -> Iterator["Warehouse"]:
    """Raises WarehouseUrlInvalid, WarehouseMissing, WarehouseUnusable or ExtraMissing."""
    from warehouse.connection import open_warehouse as open_url

    with open_url(warehouse_url(settings), read_only) as warehouse:
        yield warehouse


def day_to_read(engine: "Engine", as_of: date | None = None) -> int:
    """In days since 1970-01-01; None: the last day that the daily jobs computed. Raises NothingComputed, and
    InputError for a later one."""
    from warehouse.errors import NothingComputed
    from warehouse.jobs.reading import computed_day

    last = computed_day(engine)
    if last is None:
        raise NothingComputed("the daily jobs have computed nothing yet: run clausewise warehouse run")
    if as_of is None:
        return last
    day = (as_of - FIRST_DAY).days
    if day > last:
        raise InputError(f"{as_of} is not computed yet: run clausewise warehouse run, or choose an earlier day")
    return day


def fresh_day(engine: "Engine", day: date) -> int:
    """The last day up to this one that the daily jobs computed, in days since 1970-01-01. Raises NothingComputed if
    there is none, or none of the last week."""
    from warehouse.errors import NothingComputed
    from warehouse.jobs.reading import computed_day

    last = (day - FIRST_DAY).days
    computed = computed_day(engine, last)
    if computed is None or last - computed > FRESH_DAYS:
        raise NothingComputed(f"the daily jobs computed none of the {FRESH_DAYS} days before {day}, nor {day} itself")
    return computed
