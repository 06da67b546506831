"""Version 7: a decision about which no rule was judged has no probability of a violation."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "7", "6"


def upgrade() -> None:
    """SQLite cannot allow null in a column that exists, and a table that others refer to cannot be written anew."""
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("decisions", "probability", nullable=True)
        return
    op.alter_column("decisions", "probability", new_column_name="old_probability")
    op.add_column("decisions", sa.Column("probability", sa.Double))
    op.get_bind().exec_driver_sql("UPDATE decisions SET probability = old_probability")
    op.drop_column("decisions", "old_probability")
