"""Version 4: several messages about one decision; each names the message that it corrects."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "4", "3"
POSTGRESQL_NAMES = {"uq": "%(table_name)s_%(column_0_name)s_key"}


def upgrade() -> None:
    with op.batch_alter_table("outbox", naming_convention=POSTGRESQL_NAMES) as outbox:
        outbox.drop_constraint("outbox_decision_id_key", type_="unique")
        outbox.add_column(sa.Column("corrects", sa.Text))
    op.create_index("ix_outbox_decision", "outbox", ["decision_id"])
