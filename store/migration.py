"""A database brought to today's form: by one process, while others wait, all steps or none."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, insert, inspect, select, text, update

from store.schema import VERSION, VersionRow

if TYPE_CHECKING:
    from alembic.config import Config

STEPS = Path(__file__).with_name("migrations")
LOCK = 0x636C6175  # any number will do, so long as it is always the same


def migrate(engine: Engine) -> None:
    """Runs the steps that are missing; where another process was first, there are none left to run."""
    from alembic import command

    with engine.connect() as connection, connection.begin():
        _alone(connection)
        config = _config(connection)
        version = found_version(connection)
        if version is not None and not inspect(connection).has_table("alembic_version"):
            command.stamp(config, str(version))  # made before there were steps
        command.upgrade(config, "head")
        if version is None:
            connection.execute(insert(VersionRow).values(id=1, version=VERSION))
        else:
            connection.execute(update(VersionRow).values(version=VERSION))


def found_version(connection: Connection) -> int | None:
    """The form that the database is of; None where it is new, or was left half made."""
    if not inspect(connection).has_table(VersionRow.__tablename__):
        return None
    number: int | None = connection.scalar(select(VersionRow.version).where(VersionRow.id == 1))
    return number


def _alone(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes["connection"] = connection
    return config
