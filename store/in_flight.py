"""Decisions in flight: an entry exists from the start of a decision until it is saved, so that a crash is noticed."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError
from sqlalchemy import Connection, bindparam, delete, insert, select

from domain.case import Case
from domain.decision import DecisionBasis
from store.database import Database
from store.errors import CaseErased, StoreDamaged
from store.processes import ProcessIdentity, this_process
from store.schema import InFlightRow, table

MAX_DURATION = timedelta(hours=1)
INSERT_ENTRY = insert(table(InFlightRow))
DELETE_ENTRY = delete(table(InFlightRow)).where(InFlightRow.decision_id == bindparam("decision_id"))


@dataclass(frozen=True)
class InterruptedDecision:
    """A case whose decision did not finish."""

    decision_id: str
    case: Case
    basis: DecisionBasis
    started_at: datetime


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class InFlight:
    """`started_ids` are the decisions that this process has started and not finished."""

    database: Database
    process: ProcessIdentity
    now: Callable[[], datetime] = _utc_now
    started_ids: set[str] = field(default_factory=set)

    def begin(
        self,
        case: Case,
        decision_id: str,
        basis: DecisionBasis,
        *,
        batch_item: tuple[str, int] | None = None,
        resumed: bool = False,
    ) -> None:
        """Records that this process starts to decide the case; a second call replaces the entry. `batch_item` is the
        batch id and the number of the case in it; `resumed`: a process that died started this decision before. Raises
        CaseErased if the case of the batch item was erased, or if the entry of a resumed decision is gone."""
        values = {"decision_id": decision_id, "started_at": self.now(), "case": case, "basis": basis}
        with self.database.write_transaction() as session:
            if batch_item is not None:
                from store.batches import Batches

                Batches(self.database).lock_item(session, *batch_item)
            if not clear_in_flight(session.connection(), decision_id) and resumed:
                raise CaseErased(f"the case of {decision_id} was erased, or another process decided it")
            session.connection().execute(INSERT_ENTRY, {**values, **asdict(self.process)})
        self.started_ids.add(decision_id)

    def finish(self, connection: Connection, decision_id: str) -> None:
        """Clears the entry in the transaction that has inserted the decision, so that no other process has saved it.
        Raises CaseErased if this process started the decision and an erasure has deleted the entry since."""
        if not clear_in_flight(connection, decision_id) and decision_id in self.started_ids:
            raise CaseErased(
                f"the case of {decision_id} was erased while it was decided, so the decision is not saved: "
                "submit it again if it should still be decided"
            )

    def dismiss(self, decision_id: str) -> None:
        """Clears the entry of a decision that failed, or that was made again under another id."""
        self.started_ids.discard(decision_id)
        with self.database.write_transaction() as session:
            clear_in_flight(session.connection(), decision_id)

    def interrupted(self) -> tuple[InterruptedDecision, ...]:
        """Unfinished decisions whose process has exited, or that started over an hour ago; oldest first."""
        with self.database.transaction() as session:
            rows = session.scalars(select(InFlightRow).order_by(InFlightRow.started_at, InFlightRow.decision_id))
            return tuple(_interrupted(row) for row in rows if self._is_interrupted(row))

    def _is_interrupted(self, row: InFlightRow) -> bool:
        process = ProcessIdentity(host=row.host, pid=row.pid, instance_id=row.instance_id)
        return process.has_exited() or self.now() - row.started_at > MAX_DURATION


def open_in_flight(database: Database) -> InFlight:
    return InFlight(database, this_process())


def clear_in_flight(connection: Connection, decision_id: str) -> bool:
    """Deletes the entry; returns whether there was one."""
    return connection.execute(DELETE_ENTRY, {"decision_id": decision_id}).rowcount > 0


def _interrupted(row: InFlightRow) -> InterruptedDecision:
    try:
        case, basis = Case.model_validate(row.case), DecisionBasis.model_validate(row.basis)
    except ValidationError as error:
        raise StoreDamaged(f"the interrupted case of {row.decision_id} cannot be read: {error}") from error
    return InterruptedDecision(row.decision_id, case, basis, row.started_at)
