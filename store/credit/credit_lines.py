"""The lines of credit as they are stored: added, read, and erased with their creator; never changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from domain.credit import Account, AccountKind, CreditKind, CreditLine, CreditReason
from store.audit import AuditLog
from store.credit.credit_schema import CreditDayRow, CreditLineRow, QuizRow
from store.database import Database
from store.schema import DecisionRow, table

INSERT_LINE = insert(table(CreditLineRow))


@dataclass(frozen=True)
class CreditDay:
    """A day whose lines are written. `rules_digest`: the SHA-256 of the rules."""

    day: date
    rule_version: str
    rules_digest: str


@dataclass(frozen=True)
class CreditLines:
    database: Database

    def of_account(self, account: Account) -> tuple[CreditLine, ...]:
        """By day, then by id."""
        with self.database.transaction() as session:
            return lines_of(session, account)

    def all(self) -> tuple[CreditLine, ...]:
        """By day, then by id."""
        query = select(CreditLineRow).order_by(CreditLineRow.day, CreditLineRow.line_id)
        with self.database.transaction() as session:
            return tuple(map(line_of, session.scalars(query)))

    def last_day(self) -> CreditDay | None:
        """The last accrued day."""
        query = select(CreditDayRow).order_by(CreditDayRow.day.desc()).limit(1)
        with self.database.transaction() as session:
            row = session.scalar(query)
            return CreditDay(row.day, row.rule_version, row.rules_digest) if row else None

    def digests(self, rule_version: str) -> frozenset[str]:
        """Of the rules that were applied under this version."""
        query = select(CreditDayRow.rules_digest).where(CreditDayRow.rule_version == rule_version).distinct()
        with self.database.transaction() as session:
            return frozenset(session.scalars(query))

    def add_day(self, day: CreditDay, lines: Sequence[CreditLine], actor: str, now: datetime) -> bool:
        """All lines of a day and its entry in the audit log, in one transaction. False, and nothing is written, if
        another process has written that day."""
        with self.database.write_transaction() as session:
            audit = AuditLog(self.database)
            audit.lock(session)
            if session.get(CreditDayRow, day.day) is not None:
                return False
            audit.append(session, actor, "credit.accrue", day.day.isoformat(), after=f"{len(lines)} lines")
            values = {"day": day.day, "rule_version": day.rule_version, "rules_digest": day.rules_digest}
            session.add(CreditDayRow(**values, lines=len(lines), accrued_at=now))
            add_lines(session, lines)
            return True


def add_lines(session: Session, lines: Collection[CreditLine]) -> None:
    """Raises IntegrityError if one is stored already."""
    if lines:
        session.flush()
        session.connection().execute(INSERT_LINE, [_values(line) for line in lines])


def lines_of(session: Session, account: Account) -> tuple[CreditLine, ...]:
    query = select(CreditLineRow).where(*_is_of(account)).order_by(CreditLineRow.day, CreditLineRow.line_id)
    return tuple(map(line_of, session.scalars(query)))


def _is_of(account: Account) -> tuple[ColumnElement[bool], ...]:
    return CreditLineRow.account_kind == account.kind.value, CreditLineRow.account_id == account.id


def line_of(row: CreditLineRow) -> CreditLine:
    return CreditLine(
        line_id=row.line_id,
        account=Account(kind=AccountKind(row.account_kind), id=row.account_id),
        day=row.day,
        for_day=row.for_day,
        kind=CreditKind(row.kind),
        reason=CreditReason(row.reason),
        points=row.points,
        rule_version=row.rule_version,
        clause_id=row.clause_id,
        decision_id=row.decision_id,
        quiz_id=row.quiz_id,
        of_line=row.of_line,
        expires_on=row.expires_on,
    )


def _values(line: CreditLine) -> dict[str, object]:
    fields = line.model_dump(exclude={"account"})
    return fields | {
        "account_kind": line.account.kind.value,
        "account_id": line.account.id,
        "kind": line.kind.value,
        "reason": line.reason.value,
    }


def erase_credit(session: Session, creator_id: str) -> None:
    """Deletes the ledger of the creator, with their quizzes and answers. A merchant of the same name stays."""
    kind = AccountKind.CREATOR.value
    for row_type in (CreditLineRow, QuizRow):
        is_creator = (row_type.account_kind == kind, row_type.account_id == creator_id)
        session.execute(delete(row_type).where(*is_creator))


def is_known(database: Database, account: Account) -> bool:
    """Whether a decision, a line or a quiz names the account."""
    with database.transaction() as session:
        if session.scalar(select(CreditLineRow.line_id).where(*_is_of(account)).limit(1)) is not None:
            return True
        of_quiz = (QuizRow.account_kind == account.kind.value, QuizRow.account_id == account.id)
        if session.scalar(select(QuizRow.quiz_id).where(*of_quiz).limit(1)) is not None:
            return True
        decided = select(DecisionRow.decision_id).where(DecisionRow.creator_id == account.id).limit(1)
        return account.kind is AccountKind.CREATOR and session.scalar(decided) is not None
