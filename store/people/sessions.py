"""Sessions of people who signed in at the desk. The token is in their cookie; only its digest is stored."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session

from domain.access import Caller, Scope
from domain.people import DeskSession, SignedInPerson
from store.audit import AuditLog
from store.database import Database
from store.keys import key_of
from store.people.people_schema import DeskSessionRow
from store.service_schema import ApiKeyRow

LIFETIME = timedelta(hours=12)  # a working day
IDLE_TIME = timedelta(hours=2)  # longer than a lunch break
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
USE_STEP = timedelta(minutes=1)  # the use is stored no more often: reading a page need not write


@dataclass(frozen=True)
class DeskSessions:
    """A token has 256 random bits, so its digest needs no slow hash."""

    database: Database
    lifetime: timedelta = LIFETIME
    idle_time: timedelta = IDLE_TIME

    def start(self, person: SignedInPerson, now: datetime) -> str:
        """Returns the token. Deletes the sessions that have expired."""
        token = new_token()
        row = DeskSessionRow(
            digest=_digest(token),
            subject=person.subject,
            is_key=person.is_key,
            name=person.name,
            scopes=[scope.value for scope in person.scopes],
            created_at=now,
            used_at=now,
            expires_at=now + self.lifetime,
        )
        with self.database.write_transaction() as session:
            AuditLog(self.database).append(session, person.subject, "session.start", person.name)
            self._delete_expired(session, now)
            session.add(row)
        return token

    def caller_of(self, token: str, now: datetime) -> Caller | None:
        """None if the session is unknown, has ended, was idle for too long, or if its key is not valid any more. A key
        that has lost a scope since does not give it."""
        with self.database.transaction() as session:
            row = session.get(DeskSessionRow, _digest(token))
            if row is None or row.expires_at <= now or row.used_at + self.idle_time <= now:
                return None
            caller = _caller(session, row, now)
            is_stale = row.used_at + USE_STEP <= now
        if caller is not None and is_stale:
            with self.database.write_transaction() as session:
                used = session.get(DeskSessionRow, _digest(token))
                if used is not None:  # signed out meanwhile
                    used.used_at = now
        return caller

    def end(self, token: str) -> None:
        with self.database.write_transaction() as session:
            row = session.get(DeskSessionRow, _digest(token))
            if row is not None:
                AuditLog(self.database).append(session, row.subject, "session.end", row.name)
                session.delete(row)

    def list(self, now: datetime) -> tuple[DeskSession, ...]:
        """Those that have not ended, by name, the newest first."""
        query = select(DeskSessionRow).order_by(DeskSessionRow.name, DeskSessionRow.created_at.desc())
        with self.database.transaction() as session:
            rows = session.scalars(query.where(*self._lasts(now))).all()
            return tuple(_session(row) for row in rows if _caller(session, row, now) is not None)

    def end_all_of(self, person: str, actor: str, now: datetime) -> tuple[DeskSession, ...]:
        """Ends the sessions of a person on all computers; `person` is their name, or the id of their key or at the
        identity provider. Returns those that have ended."""
        of_person = (DeskSessionRow.name == person) | (DeskSessionRow.subject == person)
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            self._delete_expired(session, now)
            rows = session.scalars(select(DeskSessionRow).where(of_person)).all()
            for row in rows:
                AuditLog(self.database).append(session, actor, "session.end", row.name)
                session.delete(row)
            return tuple(map(_session, rows))

    def _lasts(self, now: datetime) -> tuple[ColumnElement[bool], ...]:
        return DeskSessionRow.expires_at > now, DeskSessionRow.used_at > now - self.idle_time

    def _delete_expired(self, session: Session, now: datetime) -> None:
        session.execute(delete(DeskSessionRow).where(~and_(*self._lasts(now))))


def _caller(session: Session, row: DeskSessionRow, now: datetime) -> Caller | None:
    scopes = tuple(Scope(scope) for scope in row.scopes)
    if row.is_key:
        key = session.get(ApiKeyRow, row.subject)
        if key is None or not key_of(key).is_active(now):
            return None
        scopes = tuple(scope for scope in scopes if scope in key_of(key).scopes)
    return Caller(key_id=row.subject, name=row.name, scopes=scopes)


def _session(row: DeskSessionRow) -> DeskSession:
    return DeskSession(
        name=row.name,
        subject=row.subject,
        is_key=row.is_key,
        scopes=tuple(map(Scope, row.scopes)),
        created_at=row.created_at,
        used_at=row.used_at,
        expires_at=row.expires_at,
    )


def new_token() -> str:
    return secrets.token_urlsafe(32)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
