"""Version 6: the list of decisions keeps the probability of a violation; confidence follows from it and the outcome."""

from alembic import op

revision, down_revision = "6", "5"
# The probability as the decision holds it; null where the JSON is damaged.
SQLITE = """CASE WHEN json_valid(decision) AND json_type(decision, '$.verdict.probability') IN ('real', 'integer')
THEN json_extract(decision, '$.verdict.probability') END"""
POSTGRESQL = """CASE WHEN json_typeof(decision -> 'verdict' -> 'probability') = 'number'
THEN (decision -> 'verdict' ->> 'probability')::double precision END"""


def upgrade() -> None:
    op.alter_column("decisions", "confidence", new_column_name="probability")
    stored = SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL
    op.get_bind().exec_driver_sql(f"UPDATE decisions SET probability = {stored} WHERE {stored} IS NOT NULL")
