"""Events in tables of Spark, by Spark Connect: of a cluster, or of a local Spark that this process starts."""

import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from numpy.typing import NDArray

from warehouse.engines.arrays import plain_lists, to_arrays
from warehouse.engines.base import NO_PARAMETERS, Columns, Parameters, Row
from warehouse.engines.dialect import translate
from warehouse.engines.extras import require
from warehouse.engines.statements import create_statement
from warehouse.errors import WarehouseUnusable
from warehouse.tables.table import Table

TYPES = {"text": "TEXT", "integer": "BIGINT", "real": "DOUBLE PRECISION"}
CONNECT_PORT, CONNECT_SECONDS = 15_002, 15
MAX_PROBLEM_LINES = 2  # of a trace of Java
SPARK_TYPES = {"text": "STRING", "integer": "BIGINT", "real": "DOUBLE"}


@dataclass(frozen=True)
class SparkEngine:
    """Tables are Parquet, by day where they have one, so that a day is replaced as a whole. Rows are only appended."""

    session: Any
    location: str
    dialect: str = "spark"
    can_update: bool = False

    def execute(self, sql: str, parameters: Parameters = NO_PARAMETERS) -> None:
        with self._errors():
            self._query(sql, parameters).collect()

    def rows(self, sql: str, parameters: Parameters = NO_PARAMETERS) -> list[Row]:
        with self._errors():
            return [tuple(row) for row in self._query(sql, parameters).collect()]

    def columns(self, sql: str, parameters: Parameters = NO_PARAMETERS) -> dict[str, NDArray[Any]]:
        with self._errors():
            found = self._query(sql, parameters)
            return to_arrays(found.columns, [tuple(row) for row in found.collect()])

    def batches(self, table: str, size: int) -> Iterator[dict[str, NDArray[Any]]]:
        with self._errors():
            found = self.session.table(table)
            names, rows = found.columns, []
            for row in found.toLocalIterator():
                rows.append(tuple(row))
                if len(rows) == size:
                    yield to_arrays(names, rows)
                    rows = []
            if rows:
                yield to_arrays(names, rows)

    def insert(self, table: Table, columns: Columns) -> None:
        rows = [*zip(*plain_lists(columns, table.stored), strict=True)]
        if not rows:
            return
        schema = ", ".join(f"`{column.name}` {SPARK_TYPES[column.type]}" for column in table.stored)
        names = ", ".join(f"`{name}`" for name in table.names)
        with self._errors():
            self.session.createDataFrame(rows, schema).createOrReplaceTempView("rows_to_insert")
            self.session.sql(f"INSERT INTO {table.name} ({names}) SELECT {names} FROM rows_to_insert").collect()

    def replace_day(self, table: Table, day: int, sql: str, parameters: Parameters) -> None:
        names = ", ".join(f"`{name}`" for name in table.names if name != "day")
        with self._errors():
            self._query(sql, parameters).createOrReplaceTempView("rows_of_day")
            self.session.sql(
                f"INSERT OVERWRITE TABLE {table.name} PARTITION (day = {int(day)}) SELECT {names} FROM rows_of_day"
            ).collect()

    def create(self, table: Table) -> None:
        """A table that jobs replace by day is divided by it."""
        replaced = table.key[0] == "day"
        with self._errors():
            statement = translate(create_statement(table, TYPES), self.dialect)
            self.session.sql(statement + " USING parquet" + (" PARTITIONED BY (day)" if replaced else "")).collect()

    def stored_columns(self, table: str) -> list[str]:
        with self._errors():
            if not self.session.catalog.tableExists(table):
                return []
            return [name.lower() for name in self.session.table(table).columns]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        yield

    def close(self) -> None:
        self.session.stop()

    def _query(self, sql: str, parameters: Parameters) -> Any:
        return self.session.sql(translate(sql, self.dialect), args=dict(parameters))

    @contextmanager
    def _errors(self) -> Iterator[None]:
        from pyspark.errors import PySparkException

        try:
            yield
        except PySparkException as error:
            raise WarehouseUnusable(f"the warehouse at {self.location} cannot be used: {error}") from error


def open_spark_connect(url: str, schema: str) -> SparkEngine:
    """A cluster at `sc://HOST:PORT`. Raises ExtraMissing or WarehouseUnusable."""
    location = url.partition("/;")[0]  # what follows may hold a token
    _require_answer(location)
    return _open(url, location, schema, {})


def open_local_spark(folder: Path, schema: str) -> SparkEngine:
    """A Spark of this machine with its tables in a folder; it needs Java. Raises ExtraMissing or WarehouseUnusable."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder.absolute()
    options = {
        "spark.sql.warehouse.dir": str(place / "tables"),
        "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={place}/catalog;create=true",
        "spark.driver.extraJavaOptions": f"-Dderby.system.home={place}",
        "spark.sql.catalogImplementation": "hive",
        "spark.sql.shuffle.partitions": "4",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",  # it would be printed among a command's own output
        "spark.log.level": "ERROR",
    }
    return _open("local[2]", str(folder), schema, options)


def _open(remote: str, location: str, schema: str, options: dict[str, str]) -> SparkEngine:
    require("pyspark", "spark")
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    java_error = import_module("py4j.protocol").Py4JError  # it comes with PySpark
    try:
        builder = SparkSession.builder.remote(remote)
        for name, value in options.items():
            builder = builder.config(name, value)
        with warnings.catch_warnings():  # of Spark about its own libraries, and about options that a new server took
            warnings.simplefilter("ignore")
            session = builder.getOrCreate()
        session.sql("SET TIME ZONE 'UTC'").collect()
        session.sql(f"CREATE DATABASE IF NOT EXISTS `{schema.replace('`', '')}`").collect()
        session.sql(f"USE `{schema.replace('`', '')}`").collect()
    except (PySparkException, java_error, RuntimeError, OSError) as error:
        raise WarehouseUnusable(_unreachable(location, str(error))) from error
    return SparkEngine(session, location)


def _require_answer(location: str) -> None:
    """Spark's own client would try for ten minutes."""
    parts = urlsplit(location)
    try:
        socket.create_connection((parts.hostname or "", parts.port or CONNECT_PORT), CONNECT_SECONDS).close()
    except (OSError, ValueError) as error:
        raise WarehouseUnusable(f"Spark at {location} cannot be reached: {error}") from error


def _unreachable(location: str, problem: str) -> str:
    if "BindException" in problem or "already booted the database" in problem:
        return f"a local Spark runs already on this machine, and the one at {location} needs its port: wait for its end"
    return f"Spark at {location} cannot be reached: {' '.join(problem.splitlines()[:MAX_PROBLEM_LINES])}"
