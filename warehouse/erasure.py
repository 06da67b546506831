"""Removes what the warehouse holds of a creator: events, copies, measures, edges, features and states of decisions."""

from collections.abc import Iterator

from warehouse.connection import Warehouse
from warehouse.engines.base import Engine
from warehouse.errors import WarehouseUnusable
from warehouse.tables.registry import EVENT_TABLES
from warehouse.tables.results import RESULT_TABLES
from warehouse.tables.table import Table

OF_POSTS = {"post_measures": ("post_id",), "copies": ("post_id", "of_post_id")}


def erase_creator(warehouse: Warehouse, creator: str) -> int:
    """How many rows were removed. Raises WarehouseUnusable, also where stored rows cannot be changed."""
    engine = warehouse.engine
    if not engine.can_update:
        raise WarehouseUnusable(
            f"{engine.location} cannot change stored rows: rewrite its tables without creator {creator}, or keep them "
            "in a database that can"
        )
    with engine.transaction():
        return sum(_remove(engine, table, where, creator) for table, where in _conditions())


def _conditions() -> Iterator[tuple[Table, str]]:
    """Rows of posts first, because they are found by the creator's posts."""
    for name, columns in OF_POSTS.items():
        posts = "(SELECT post_id FROM posts WHERE creator_id = :creator)"
        yield EVENT_TABLES[name], " OR ".join(f"{column} IN {posts}" for column in columns)
    for table in (*EVENT_TABLES.values(), *RESULT_TABLES.values()):
        names = [name for name in ("creator_id", "actor") if name in table.names]
        if names:
            yield table, " OR ".join(f"{name} = :creator" for name in names)


def _remove(engine: Engine, table: Table, where: str, creator: str) -> int:
    parameters = {"creator": creator}
    ((rows,),) = engine.rows(f"SELECT COUNT(*) FROM {table.name} WHERE {where}", parameters)
    if rows:
        engine.execute(f"DELETE FROM {table.name} WHERE {where}", parameters)
    return int(rows)
