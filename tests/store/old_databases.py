"""Databases of every older form, with data that the Clausewise of that time wrote (`forms/data_<form>.sql`)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, inspect, text

from store.migration import STEPS

FORMS_FOLDER = Path(__file__).parent / "forms"
FORMS = [1, 2, 3, 4]


def create_old_database(url: str, form: int) -> None:
    engine = create_engine(url)
    with engine.connect() as connection, connection.begin():
        _create_tables(connection, form)
        connection.execute(text("INSERT INTO store_version VALUES (1, :form)"), {"form": form})
        unprocessed = connection.execution_options(no_parameters=True)
        for statement in (FORMS_FOLDER / f"data_{form}.sql").read_text(encoding="utf-8").splitlines():
            unprocessed.exec_driver_sql(statement)
    engine.dispose()


def _create_tables(connection: Connection, form: int) -> None:
    if form == 1 and connection.dialect.name == "sqlite":
        schema = (FORMS_FOLDER / "schema_1.sql").read_text(encoding="utf-8")
        for statement in schema.split(";\n"):
            if statement.startswith("CREATE"):
                connection.exec_driver_sql(statement)
        return
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes["connection"] = connection
    command.upgrade(config, str(form))
    if form == 1:
        connection.execute(text("DROP TABLE alembic_version"))  # form 1 was created without Alembic


def dump(url: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, in order."""
    engine = create_engine(url)
    with engine.connect() as connection:
        tables = sorted(inspect(connection).get_table_names())
        rows = {table: connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables}
    engine.dispose()
    return {table: sorted((tuple(row) for row in found), key=repr) for table, found in rows.items()}
