"""The tables in which the warehouse notes what was loaded and which jobs ran."""

from warehouse.tables.table import Table, integer, text

VERSION = 2
WAREHOUSE_VERSION = Table(
    "warehouse_version",
    "The versions of the tables; the highest holds.",
    (integer("version", "The number of a version: one row for each that the tables have had."),),
    key=("version",),
)
LOADED_DAYS = Table(
    "loaded_days",
    "The days of a table that a load changed.",
    (
        integer("load_no", "Loads are numbered from 1."),
        text("table_name", "The table."),
        integer("day", "The day of the rows; -1 for rows without a time."),
        integer("rows_added", "How many rows were added."),
        integer("rows_filled", "How many stored rows got a value where they had none."),
    ),
    key=("load_no", "table_name", "day"),
)
JOB_DAYS = Table(
    "job_days",
    "The days that jobs computed.",
    (
        text("job", "The job."),
        integer("day", "The day that was computed."),
        integer("load_no", "The newest load that the job saw."),
    ),
    key=("job", "day", "load_no"),
)
STATE_TABLES = (LOADED_DAYS, JOB_DAYS, WAREHOUSE_VERSION)
