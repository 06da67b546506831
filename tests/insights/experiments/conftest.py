"""The warehouse with the experiment on letters, in SQLite and in DuckDB."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.insights.experiments.letters_warehouse import ARMS, COMPLAINTS, LATER, Events
from tests.warehouse.warehouses import WAREHOUSES, load_rows, warehouse_url
from warehouse.connection import Warehouse, open_warehouse


@pytest.fixture(params=WAREHOUSES)
def letters(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(warehouse_url(request.param, tmp_path)) as opened:
        load_rows(opened, Events([*COMPLAINTS, *LATER], ARMS).rows())
        yield opened
