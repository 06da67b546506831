"""Opens the warehouse that a URL names, and creates its tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from warehouse.engines.base import Engine
from warehouse.errors import WarehouseAbsent, WarehouseMissing, WarehouseUrlInvalid
from warehouse.tables.links import LINK_TABLES
from warehouse.tables.registry import EVENT_TABLES
from warehouse.tables.results import RESULT_TABLES
from warehouse.tables.state import STATE_TABLES, VERSION, WAREHOUSE_VERSION

SCHEMA = "creator_warehouse"  # of PostgreSQL and of Spark, whose other schemas may hold tables of the same names
FORMS = "sqlite:///FILE, duckdb:///FILE, postgresql://USER@HOST/DATABASE, sc://HOST:PORT or spark:///FOLDER"


@dataclass(frozen=True)
class Warehouse:
    engine: Engine


@contextmanager
def open_warehouse(url: str, read_only: bool = False) -> Iterator[Warehouse]:
    """Creates the tables unless it is opened to read only. Raises WarehouseUrlInvalid, ExtraMissing, WarehouseMissing
    or WarehouseUnusable."""
    engine = connect(url, SCHEMA, read_only)
    try:
        _check_or_create(engine, read_only)
        yield Warehouse(engine)
    finally:
        engine.close()


def connect(url: str, schema: str, read_only: bool = False) -> Engine:
    """A database without a look at its tables; the caller closes it."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        raise WarehouseUrlInvalid(f"{url!r} is no URL of a warehouse: write {FORMS}")
    if scheme in ("sqlite", "duckdb", "spark"):
        return _open_file(scheme, _path(url, rest), schema, read_only)
    if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        from warehouse.engines.postgres_engine import open_postgres

        return open_postgres(f"postgresql://{rest}", schema, read_only)
    if scheme == "sc":
        from warehouse.engines.spark_engine import open_spark_connect

        return open_spark_connect(url, schema)
    raise WarehouseUrlInvalid(f"{scheme} is no database that a warehouse can use: write {FORMS}")


def _open_file(scheme: str, path: Path, schema: str, read_only: bool) -> Engine:
    if scheme == "sqlite":
        from warehouse.engines.sqlite_engine import open_sqlite

        return open_sqlite(path, read_only)
    if scheme == "duckdb":
        from warehouse.engines.duckdb_engine import open_duckdb

        return open_duckdb(path, read_only)
    from warehouse.engines.spark_engine import open_local_spark

    return open_local_spark(path, schema)


def _path(url: str, rest: str) -> Path:
    """`sqlite:///events.db` is relative, `sqlite:////data/events.db` absolute, as in other URLs of databases."""
    if not rest.startswith("/") or len(rest) == 1:
        raise WarehouseUrlInvalid(f"{url!r} names no file: write {url.partition('://')[0]}:///events.db")
    if rest == "/:memory:":
        raise WarehouseUrlInvalid(f"{url!r} would be empty for the next command: name a file")
    return Path(rest[1:])


def _check_or_create(engine: Engine, read_only: bool) -> None:
    """Never adds tables to a database of something else."""
    if engine.stored_columns(WAREHOUSE_VERSION.name):
        _check_version(engine, read_only)
        return
    foreign = [name for name in EVENT_TABLES if engine.stored_columns(name)]
    if foreign:
        raise WarehouseMissing(
            f"{engine.location} has a table {foreign[0]} that is not from a warehouse: choose another place by "
            "CLAUSEWISE_WAREHOUSE_URL"
        )
    if read_only:
        raise WarehouseAbsent(f"there is no warehouse at {engine.location}: load events first")
    create_tables(engine)


def create_tables(engine: Engine) -> None:
    """Those that are not there yet."""
    with engine.transaction():
        for table in (*EVENT_TABLES.values(), *RESULT_TABLES.values(), *LINK_TABLES.values(), *STATE_TABLES):
            engine.create(table)
        engine.insert(WAREHOUSE_VERSION, {"version": np.array([VERSION])})


def _check_version(engine: Engine, read_only: bool) -> None:
    """Each version so far added tables only, so that the next writer creates those that lack."""
    ((version,),) = engine.rows("SELECT MAX(version) FROM warehouse_version")
    if version is None or version > VERSION:
        raise WarehouseMissing(
            f"the warehouse at {engine.location} has version {version}, and this Clausewise knows {VERSION}: load the "
            "events into a new one, or use the Clausewise that wrote it"
        )
    if version < VERSION and read_only:
        raise WarehouseMissing(
            f"the warehouse at {engine.location} has tables of version {version}: run clausewise warehouse run once, "
            f"which adds those of version {VERSION}"
        )
    if version < VERSION:
        create_tables(engine)
