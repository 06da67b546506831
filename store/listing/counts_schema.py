"""The tables of counts: what was decided and reviewed on each day (UTC), in total and by clause, and the open jobs."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from store.schema import Base


class DayCountRow(Base):
    """Decisions of a day by judge and by outcome as decided. `reviewed`: of them, those with a review in effect.
    `cost`: of the models that they asked; `unpriced` of them asked a model without a price."""

    __tablename__ = "day_counts"

    day: Mapped[date] = mapped_column(primary_key=True)
    judge: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(primary_key=True)
    decided: Mapped[int]
    reviewed: Mapped[int]
    unpriced: Mapped[int]
    cost: Mapped[float]


class ClauseCountRow(Base):
    """Violations of a day that named the clause. `overturned`: of the `reviewed` ones, those that no longer name it."""

    __tablename__ = "clause_counts"

    day: Mapped[date] = mapped_column(primary_key=True)
    clause_id: Mapped[str] = mapped_column(primary_key=True)
    decided: Mapped[int]
    reviewed: Mapped[int]
    overturned: Mapped[int]


class QueueCountRow(Base):
    """The open jobs of a queue."""

    __tablename__ = "queue_counts"

    queue: Mapped[str] = mapped_column(primary_key=True)
    open: Mapped[int]
