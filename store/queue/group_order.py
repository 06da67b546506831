"""Of the copies of one text, a queue offers one: the first of them in its order stands for all."""

from sqlalchemy import ColumnElement, exists, literal_column, or_, tuple_
from sqlalchemy.orm import aliased

from store.queue.queue_schema import ORDER, JobRow

OTHER = aliased(JobRow, name="other_copy")


def is_first_of_group() -> ColumnElement[bool]:
    """A condition on open jobs. A job without a group is the first of its own."""
    order = [tuple_(*(getattr(job, name) for name in ORDER)) for job in (OTHER, JobRow)]
    is_open = OTHER.state == literal_column("'open'")
    return or_(
        JobRow.group_id.is_(None), ~exists().where(OTHER.group_id == JobRow.group_id, is_open, order[0] < order[1])
    )
