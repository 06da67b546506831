"""Migrates a database to the current schema: one process at a time, all steps in one transaction."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, insert, inspect, text, update

from store.listing.rebuild import fill_candidates, fill_listing
from store.listing.recount import recount
from store.schema import SCHEMA_VERSION, VersionRow, read_version

if TYPE_CHECKING:
    from alembic.config import Config

STEPS = Path(__file__).with_name("migrations")
LISTING_VERSION = 9  # the last one that changed states, current violations or words
COUNTS_VERSION = 12  # the last one that changed counts or candidates
MIGRATION_LOCK = 0x636C6175  # the key of PostgreSQL's advisory lock; any constant works


def migrate(engine: Engine) -> None:
    """Runs the missing steps; there are none if another process was first."""
    from alembic import command

    with engine.connect() as connection, connection.begin():
        _lock(connection)
        config = _config(connection)
        version = read_version(connection)
        if version is not None and not inspect(connection).has_table("alembic_version"):
            command.stamp(config, str(version))  # version 1, created before there were Alembic steps
        command.upgrade(config, "head")
        if version is not None and version < LISTING_VERSION:
            fill_listing(connection)
        elif version is not None and version < COUNTS_VERSION:
            fill_candidates(connection)
        if version is not None and version < COUNTS_VERSION:
            recount(connection)
        if version is None:
            connection.execute(insert(VersionRow).values(id=1, version=SCHEMA_VERSION))
        else:
            connection.execute(update(VersionRow).values(version=SCHEMA_VERSION))


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes["connection"] = connection
    return config
