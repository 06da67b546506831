"""Removes what the warehouse holds of a creator: events, copies, measures, edges, groups, features, decisions."""

from collections.abc import Iterator

from domain.errors import OperationError
from warehouse.connection import Warehouse
from warehouse.engines.base import Engine, Parameters
from warehouse.errors import WarehouseUnusable
from warehouse.tables.links import LINK_ATTENTION, LINK_GROUPS, LINK_MEMBERS, LINK_TARGETS
from warehouse.tables.registry import EVENT_TABLES
from warehouse.tables.results import RESULT_TABLES
from warehouse.tables.table import Table

OWN_POSTS = "(SELECT post_id FROM posts WHERE creator_id = :creator)"
OF_POSTS = {"post_measures": ("post_id",), "copies": ("post_id", "of_post_id")}


class ErasedBytesLeft(OperationError):
    """The rows are deleted, and the file may still hold what they contained."""


def erase_creator(warehouse: Warehouse, creator: str) -> int:
    """How many rows were removed. Raises WarehouseUnusable, also where stored rows cannot be changed, and
    ErasedBytesLeft."""
    engine = warehouse.engine
    if not engine.can_update:
        raise WarehouseUnusable(
            f"{engine.location} cannot change stored rows: rewrite its tables without creator {creator}, or keep them "
            "in a database that can"
        )
    with engine.transaction():
        groups = _groups_of(engine, creator)
        removed = sum(_remove(engine, table, "group_id = :group_id", {"group_id": name}) for name, table in groups)
        removed += sum(_remove(engine, table, where, {"creator": creator}) for table, where in _conditions())
    if engine.dialect == "sqlite":
        _write_anew(engine)
    return removed


def _write_anew(engine: Engine) -> None:
    """SQLite copies cells to other pages, and `secure_delete` does not clear the places where they were."""
    left = f"the rows are deleted, and {engine.location} may still hold what they contained"
    try:
        engine.execute("VACUUM")
    except WarehouseUnusable as error:
        raise ErasedBytesLeft(f"{left}: {error}; then run the same command again") from error
    ((is_busy, *_),) = engine.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    if is_busy:
        raise ErasedBytesLeft(f"{left}: end the process that reads it, then run the same command again")


def posts_of(warehouse: Warehouse, creator: str) -> set[str]:
    """The ids of the creator's posts."""
    return {str(name) for (name,) in warehouse.engine.rows(OWN_POSTS[1:-1], {"creator": creator})}


def _groups_of(engine: Engine, creator: str) -> list[tuple[str, Table]]:
    """The groups that the creator is in, or whose members reacted to the creator's posts: as a whole, because a group
    without one of its members is another one. The next search finds those that are left."""
    rows = engine.rows(
        f"SELECT group_id FROM {LINK_MEMBERS.name} WHERE creator_id = :creator UNION "
        f"SELECT group_id FROM {LINK_TARGETS.name} WHERE target IN {OWN_POSTS}",
        {"creator": creator},
    )
    return [(str(name), table) for (name,) in rows for table in (LINK_GROUPS, LINK_MEMBERS, LINK_TARGETS)]


def _conditions() -> Iterator[tuple[Table, str]]:
    """Rows of posts first, because they are found by the creator's posts."""
    for name, columns in OF_POSTS.items():
        yield EVENT_TABLES[name], " OR ".join(f"{column} IN {OWN_POSTS}" for column in columns)
    for table in (*EVENT_TABLES.values(), *RESULT_TABLES.values(), LINK_ATTENTION):
        names = [name for name in ("creator_id", "actor") if name in table.names]
        if names:
            yield table, " OR ".join(f"{name} = :creator" for name in names)


def _remove(engine: Engine, table: Table, where: str, parameters: Parameters) -> int:
    ((rows,),) = engine.rows(f"SELECT COUNT(*) FROM {table.name} WHERE {where}", parameters)
    if rows:
        engine.execute(f"DELETE FROM {table.name} WHERE {where}", parameters)
    return int(rows)
