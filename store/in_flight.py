"""What is being decided: written before a decision begins and cleared with it, so that a crash leaves a trace."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError
from sqlalchemy import Connection, bindparam, delete, insert, select

from domain.case import Case
from domain.decision import DecisionBasis
from store.batches import Batches
from store.database import Database
from store.errors import CaseErased, StoreDamaged
from store.process import ProcessIdentity, this_process
from store.schema import DecisionRow, PendingRow, table

LONGEST = timedelta(hours=1)
NOTE = insert(table(PendingRow))
KEPT = select(DecisionRow.decision_id).where(DecisionRow.decision_id == bindparam("decision_id"))
CLEAR = delete(table(PendingRow)).where(PendingRow.decision_id == bindparam("decision_id"))


@dataclass(frozen=True)
class Pending:
    """A case that was being decided when its process died."""

    decision_id: str
    case: Case
    asked: DecisionBasis
    begun_at: datetime


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class InFlight:
    """`item` is the batch and the number whose case is decided; `again`: what is begun was begun before, by a process
    that died."""

    database: Database
    owner: ProcessIdentity
    now: Callable[[], datetime] = _utc_now
    item: tuple[str, int] | None = None
    again: bool = False
    begun: set[str] = field(default_factory=set)  # what this process is at

    def begin(self, case: Case, decision_id: str, asked: DecisionBasis) -> None:
        """Note, before anything is decided, that this process is about to; beginning again replaces the note.
        Raises CaseErased where the item's case was erased, or the note of what is begun again is gone."""
        values = {"decision_id": decision_id, "begun_at": self.now(), "case": case, "asked": asked}
        with self.database.writing() as session:
            if self.item is not None:
                Batches(self.database).require(session, *self.item)
            if not clear(session.connection(), decision_id) and self.again:
                raise CaseErased(
                    f"the case of {decision_id} was erased, or decided by another process: nothing is left"
                )
            session.connection().execute(NOTE, {**values, **asdict(self.owner)})
        self.begun.add(decision_id)

    def close(self, connection: Connection, decision_id: str) -> None:
        """Clear the note, within the transaction that keeps the decision. Raises CaseErased where what this process
        began has none any more: an erasure took it."""
        missed = not clear(connection, decision_id) and decision_id in self.begun
        if missed and connection.scalar(KEPT, {"decision_id": decision_id}) is None:  # nor did another process keep it
            raise CaseErased(
                f"the case of {decision_id} was erased while it was decided, and nothing is kept: "
                "hand it in again where it is to be decided after all"
            )

    def dismiss(self, decision_id: str) -> None:
        """Take the note away: the decision failed in sight of everybody, or was made anew under another id."""
        self.begun.discard(decision_id)
        with self.database.writing() as session:
            clear(session.connection(), decision_id)

    def pending(self) -> tuple[Pending, ...]:
        """What a crash left undecided, oldest first: its process has died, or it began over an hour ago."""
        with self.database.transaction() as session:
            rows = session.scalars(select(PendingRow).order_by(PendingRow.begun_at, PendingRow.decision_id))
            return tuple(_pending(row) for row in rows if self._was_left(row))

    def _was_left(self, row: PendingRow) -> bool:
        owner = ProcessIdentity(host=row.host, pid=row.pid, life=row.life)
        return owner.has_died() or self.now() - row.begun_at > LONGEST


def open_journal(database: Database) -> InFlight:
    return InFlight(database, this_process())


def clear(connection: Connection, decision_id: str) -> bool:
    """Whether there was a note."""
    return connection.execute(CLEAR, {"decision_id": decision_id}).rowcount > 0


def _pending(row: PendingRow) -> Pending:
    try:
        return Pending(
            row.decision_id, Case.model_validate(row.case), DecisionBasis.model_validate(row.asked), row.begun_at
        )
    except ValidationError as error:
        raise StoreDamaged(f"the pending case of {row.decision_id} cannot be read back: {error}") from error
