"""Translates a statement from the SQL that SQLite runs to that of another database, by sqlglot."""

from functools import lru_cache

from warehouse.engines.extras import require


@lru_cache(maxsize=512)
def translate(sql: str, dialect: str) -> str:
    """Raises ExtraMissing without sqlglot."""
    require("sqlglot", "intelligence")
    import sqlglot

    return sqlglot.transpile(sql, read="sqlite", write=dialect)[0]
