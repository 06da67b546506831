"""Reads the groups of copies: their members and sizes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from store.database import Database
from store.queue.copy_schema import CopyRow
from store.queue.jobs import IS_OPEN
from store.queue.queue_schema import JobRow
from store.schema import DecisionRow


@dataclass(frozen=True)
class GroupSize:
    """The decisions of a group: all, and those that wait for a person."""

    total: int
    open: int


@dataclass(frozen=True)
class Groups:
    database: Database

    def members(self, group_id: str, limit: int = 200) -> tuple[str, ...]:
        """The ids of the decisions, in the order in which they came."""
        return self._ids(select(CopyRow.decision_id).where(CopyRow.group_id == group_id), limit)

    def open_members(self, group_id: str, limit: int) -> tuple[str, ...]:
        """Those with an open job of the group."""
        waiting = select(JobRow.decision_id).where(JobRow.group_id == group_id, IS_OPEN)
        return self._ids(select(CopyRow.decision_id).where(CopyRow.decision_id.in_(waiting)), limit)

    def sizes(self, group_ids: Collection[str]) -> Mapping[str, GroupSize]:
        """Of each group that exists."""
        open_of = select(JobRow.group_id, func.count(func.distinct(JobRow.decision_id)))
        open_of = open_of.where(JobRow.group_id.in_(group_ids), IS_OPEN).group_by(JobRow.group_id)
        all_of = select(CopyRow.group_id, func.count()).where(CopyRow.group_id.in_(group_ids))
        with self.database.transaction() as session:
            waiting = {str(group_id): int(number) for group_id, number in session.execute(open_of)}
            totals = session.execute(all_of.group_by(CopyRow.group_id))
            return {group_id: GroupSize(total, waiting.get(group_id, 0)) for group_id, total in totals}

    def group_of(self, decision_id: str) -> str | None:
        with self.database.transaction() as session:
            return session.scalar(select(CopyRow.group_id).where(CopyRow.decision_id == decision_id))

    def _ids(self, query: "Select[str]", limit: int) -> tuple[str, ...]:
        joined = query.join(DecisionRow, DecisionRow.decision_id == CopyRow.decision_id)
        ordered = joined.order_by(DecisionRow.decided_at, DecisionRow.decision_id).limit(limit)
        with self.database.transaction() as session:
            return tuple(session.scalars(ordered))
