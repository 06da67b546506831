"""Labels of strategies: each put once on a creator or a post, and shown until it expires."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select, update

from domain.strategy_hit import StrategyLabel
from store.audit import AuditLog
from store.database import Database
from store.strategies.strategies_schema import StrategyLabelRow as Row

MAX_SHOWN = 50


@dataclass(frozen=True)
class StrategyLabels:
    database: Database

    def add(self, labels: Iterable[StrategyLabel], actor: str) -> int:
        """Returns how many are new. One that exists expires when the newer one does."""
        added = 0
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            for one in labels:
                row = session.get(Row, one.label_id)
                if row is None:
                    session.add(Row(**one.model_dump()))
                    added += 1
                else:
                    row.expires = one.expires
            if added:
                AuditLog(self.database).append(session, actor, "strategy.label", f"{added} labels")
        return added

    def end(self, strategy: str, version: int, day: date) -> None:
        """Of a strategy that is retired on this day."""
        of_strategy = (Row.strategy == strategy, Row.version == version, Row.expires > day)
        with self.database.write_transaction() as session:
            session.execute(update(Row).where(*of_strategy).values(expires=day))

    def of(self, day: date, creator_id: str | None = None, post_id: str | None = None) -> tuple[StrategyLabel, ...]:
        """Those on the creator or on the post that have not expired, newest first; at most 50."""
        subjects: list[ColumnElement[bool]] = []
        if creator_id is not None:
            subjects.append((Row.creator_id == creator_id) & Row.post_id.is_(None))
        if post_id is not None:
            subjects.append(Row.post_id == post_id)
        if not subjects:
            return ()
        query = select(Row).where(or_(*subjects), Row.expires > day).order_by(Row.day.desc(), Row.label_id)
        with self.database.transaction() as session:
            return tuple(_label(row) for row in session.scalars(query.limit(MAX_SHOWN)))

    def list(self, day: date, strategy: str | None = None, limit: int = 50) -> tuple[StrategyLabel, ...]:
        """Those that have not expired, newest first."""
        query = select(Row).where(Row.expires > day).order_by(Row.day.desc(), Row.label_id)
        if strategy is not None:
            query = query.where(Row.strategy == strategy)
        with self.database.transaction() as session:
            return tuple(_label(row) for row in session.scalars(query.limit(limit)))


def _label(row: Row) -> StrategyLabel:
    return StrategyLabel(**{name: getattr(row, name) for name in StrategyLabel.model_fields})
