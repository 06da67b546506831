"""Databases of every older schema version, with data that its Clausewise wrote (`old_schemas/data_<version>.sql`)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, inspect, text

from store.migration import STEPS

DATA_FOLDER = Path(__file__).parent / "old_schemas"
OLD_VERSIONS = [1, 2, 3, 4]


def create_old_database(url: str, version: int) -> None:
    engine = create_engine(url)
    with engine.connect() as connection, connection.begin():
        _create_tables(connection, version)
        connection.execute(text("INSERT INTO store_version VALUES (1, :version)"), {"version": version})
        unprocessed = connection.execution_options(no_parameters=True)
        for statement in (DATA_FOLDER / f"data_{version}.sql").read_text(encoding="utf-8").splitlines():
            unprocessed.exec_driver_sql(statement)
    engine.dispose()


def upgrade_old_database(url: str, version: int, *statements: str) -> None:
    """One of version 4, as far as `version`; then the statements. Its lists are empty."""
    create_old_database(url, 4)
    engine = create_engine(url)
    with engine.connect() as connection, connection.begin():
        _upgrade(connection, version)
        for statement in (*statements, f"UPDATE store_version SET version = {version}"):
            connection.execute(text(statement))
    engine.dispose()


def make_version_15(url: str) -> None:
    """Takes back version 16 of a database that has its data."""
    engine = create_engine(url)
    with engine.connect() as connection, connection.begin():
        for name in ("strategy_proposals", "strategy_labels"):
            connection.execute(text(f"DROP TABLE {name}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '15'"))
        connection.execute(text("UPDATE store_version SET version = 15"))
    engine.dispose()


def make_version_14(url: str) -> None:
    """Takes back version 15, and what came after it, of a database that has its data."""
    make_version_15(url)
    engine = create_engine(url)
    with engine.connect() as connection, connection.begin():
        for name in ("media_bank_hashes", "media_bank_entries"):
            connection.execute(text(f"DROP TABLE {name}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '14'"))
        connection.execute(text("UPDATE store_version SET version = 14"))
    engine.dispose()


def make_version_13(url: str) -> None:
    """Takes back version 14, and what came after it, of a database that has its data."""
    make_version_14(url)
    engine = create_engine(url)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("DROP TABLE statements"))
        connection.execute(text("UPDATE alembic_version SET version_num = '13'"))
        connection.execute(text("UPDATE store_version SET version = 13"))
    engine.dispose()


def make_version_12(url: str) -> None:
    """Takes back version 13, and what came after it, of a database that has its data."""
    make_version_13(url)
    engine = create_engine(url)
    with engine.connect() as connection, connection.begin():
        for name in ("credit_lines", "credit_days", "quizzes"):
            connection.execute(text(f"DROP TABLE {name}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '12'"))
        connection.execute(text("UPDATE store_version SET version = 12"))
    engine.dispose()


def make_version_11(url: str) -> None:
    """Takes back version 12, and what came after it, of a database that has its data."""
    make_version_12(url)
    engine = create_engine(url)
    with engine.connect() as connection, connection.begin():
        for name in ("day_counts", "clause_counts", "queue_counts", "candidate_clauses"):
            connection.execute(text(f"DROP TABLE {name}"))
        for name in ("ix_jobs_due", "ix_jobs_created"):
            connection.execute(text(f"DROP INDEX {name}"))
        connection.execute(text("ALTER TABLE reviews DROP COLUMN differs"))
        connection.execute(text("UPDATE alembic_version SET version_num = '11'"))
        connection.execute(text("UPDATE store_version SET version = 11"))
    engine.dispose()


def _create_tables(connection: Connection, version: int) -> None:
    if version == 1 and connection.dialect.name == "sqlite":
        schema = (DATA_FOLDER / "schema_1.sql").read_text(encoding="utf-8")
        for statement in schema.split(";\n"):
            if statement.startswith("CREATE"):
                connection.exec_driver_sql(statement)
        return
    _upgrade(connection, version)
    if version == 1:
        connection.execute(text("DROP TABLE alembic_version"))  # version 1 was created without Alembic


def _upgrade(connection: Connection, version: int) -> None:
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes["connection"] = connection
    command.upgrade(config, str(version))


def dump(url: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, in order."""
    engine = create_engine(url)
    with engine.connect() as connection:
        tables = sorted(inspect(connection).get_table_names())
        rows = {table: connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables}
    engine.dispose()
    return {table: sorted((tuple(row) for row in found), key=repr) for table, found in rows.items()}
