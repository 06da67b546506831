"""Form 4: several messages about a decision, each naming the one before that it corrects."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "4", "3"
AS_POSTGRESQL_NAMES_IT = {"uq": "%(table_name)s_%(column_0_name)s_key"}


def upgrade() -> None:
    with op.batch_alter_table("outbox", naming_convention=AS_POSTGRESQL_NAMES_IT) as outbox:
        outbox.drop_constraint("outbox_decision_id_key", type_="unique")
        outbox.add_column(sa.Column("corrects", sa.Text))
    op.create_index("ix_outbox_decision", "outbox", ["decision_id"])
