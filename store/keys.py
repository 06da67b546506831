"""API keys: made once, kept as digests, compared in constant time."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.access import Caller, Key, Scope
from store.database import Database
from store.errors import KeyEnded, KeyUnknown
from store.service_schema import KeyRow

FORM = re.compile(r"cw_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
NO_DIGEST = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Keys:
    """A secret is `cw_<id>_<256 random bits>`; so much chance needs no slow hash."""

    database: Database

    def create(
        self, session: Session, name: str, scopes: Sequence[Scope], now: datetime, expires_at: datetime | None = None
    ) -> tuple[str, Key]:
        """The secret, which nobody can read again, and the key. Raises KeyEnded where it would never hold."""
        if expires_at is not None and expires_at <= now:
            raise KeyEnded(f"a key that ends on {expires_at:%Y-%m-%d} would never hold: give a later day")
        key_id = secrets.token_hex(6)
        secret = f"cw_{key_id}_{secrets.token_urlsafe(32)}"
        row = KeyRow(
            key_id=key_id,
            name=name,
            digest=_digest(secret),
            scopes=[scope.value for scope in scopes],
            created_at=now,
            expires_at=expires_at,
            revoked_at=None,
        )
        session.add(row)
        session.flush()
        return secret, _key(row)

    def caller(self, secret: str, now: datetime) -> Caller | None:
        """None for a secret that is none, or holds no longer; how long it takes tells nothing of which."""
        form = FORM.fullmatch(secret)
        with self.database.transaction() as session:
            row = session.get(KeyRow, form[1]) if form else None
            same = hmac.compare_digest(_digest(secret), row.digest if row else NO_DIGEST)
            if row is None or not same or not _key(row).is_active(now):
                return None
            key = _key(row)
        return Caller(key_id=key.key_id, name=key.name, scopes=key.scopes)

    def rotate(self, session: Session, key_id: str, overlap: timedelta, now: datetime) -> tuple[str, Key]:
        """A new key of the same name and scopes, that holds for as long as the old one was to; the old one holds for
        `overlap` more. Raises KeyUnknown, and KeyEnded where it holds no longer: who may call is to be decided anew."""
        row = _row(session, key_id)
        old = _key(row)
        if not old.is_active(now):
            raise KeyEnded(f"key {key_id} holds no longer: make another with clausewise keys create")
        ends = now + overlap
        row.expires_at = min(row.expires_at or ends, ends)
        span = old.expires_at - old.created_at if old.expires_at else None
        return self.create(session, old.name, old.scopes, now, now + span if span else None)

    def revoke(self, session: Session, key_id: str, now: datetime) -> None:
        """Raises KeyUnknown."""
        row = _row(session, key_id)
        row.revoked_at = row.revoked_at or now

    def list(self) -> tuple[Key, ...]:
        """Oldest first."""
        with self.database.transaction() as session:
            return tuple(_key(row) for row in session.scalars(select(KeyRow).order_by(KeyRow.created_at)))


def _row(session: Session, key_id: str) -> KeyRow:
    row = session.get(KeyRow, key_id, with_for_update=True)
    if row is None:
        raise KeyUnknown(f"there is no key {key_id}: see clausewise keys list")
    return row


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _key(row: KeyRow) -> Key:
    return Key(
        key_id=row.key_id,
        name=row.name,
        scopes=tuple(Scope(scope) for scope in row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
