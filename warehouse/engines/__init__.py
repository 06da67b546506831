"""Databases behind one interface: SQLite, DuckDB, PostgreSQL, Spark."""
