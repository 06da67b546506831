"""Erases a creator from the warehouse, and from the rows that loading has set aside in the data folder."""

from dataclasses import dataclass

from agent.open_warehouse import SET_ASIDE_FOLDER, open_warehouse
from agent.settings import Settings


@dataclass(frozen=True)
class ErasedRows:
    """How many rows were removed. `warehouse` is None where no warehouse exists."""

    warehouse: int | None
    set_aside: int


def erase_from_warehouse(settings: Settings, creator: str) -> ErasedRows:
    """Creates no warehouse. Raises ExtraMissing, WarehouseUrlInvalid, WarehouseMissing for one of another version, and
    WarehouseUnusable: nothing of the warehouse is then erased."""
    from warehouse.erasure import erase_creator, posts_of
    from warehouse.errors import WarehouseAbsent

    names = {creator}
    try:
        with open_warehouse(settings, read_only=True) as warehouse:
            names |= posts_of(warehouse, creator)
    except WarehouseAbsent:
        return ErasedRows(None, _erase_set_aside(settings, names))
    set_aside = _erase_set_aside(settings, names)
    with open_warehouse(settings) as warehouse:
        return ErasedRows(erase_creator(warehouse, creator), set_aside)


def _erase_set_aside(settings: Settings, names: set[str]) -> int:
    from warehouse.loading.set_aside import remove_rows

    return sum(remove_rows(path, names) for path in sorted((settings.data_dir / SET_ASIDE_FOLDER).glob("*.csv")))
