"""Alembic's migration steps, run when a database is opened."""
