"""Opens the warehouse that the settings name."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from agent.settings import Settings

if TYPE_CHECKING:
    from warehouse.connection import Warehouse


def warehouse_url(settings: Settings) -> str:
    return settings.warehouse_url or f"sqlite:///{settings.data_dir / 'warehouse.db'}"


@contextmanager
def open_warehouse(settings: Settings, read_only: bool = False) -> Iterator["Warehouse"]:
    """Raises WarehouseUrlInvalid, WarehouseMissing, WarehouseUnusable or ExtraMissing."""
    from warehouse.connection import open_warehouse as open_url

    with open_url(warehouse_url(settings), read_only) as warehouse:
        yield warehouse
