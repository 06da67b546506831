"""How a database of an older form becomes one of today's: Alembic's steps, run when the record is opened."""
