"""Alembic's entry point: runs the steps on the connection that store/migration.py opened and locked."""

from alembic import context

from store.tables import TABLES

context.configure(connection=context.config.attributes["connection"], target_metadata=TABLES, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
