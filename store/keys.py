"""API keys: created once, stored as digests, compared in constant time."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.access import ApiKey, Caller, Scope
from store.database import Database
from store.errors import ApiKeyExpired, ApiKeyNotFound
from store.service_schema import ApiKeyRow

SECRET_PATTERN = re.compile(r"cw_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
EMPTY_DIGEST = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class ApiKeys:
    """A secret is `cw_<id>_<256 random bits>`; so much entropy needs no slow hash."""

    database: Database

    def create(
        self, session: Session, name: str, scopes: Sequence[Scope], now: datetime, expires_at: datetime | None = None
    ) -> tuple[str, ApiKey]:
        """Returns the secret, which is not stored, and the key. Raises ApiKeyExpired if `expires_at` is past."""
        if expires_at is not None and expires_at <= now:
            raise ApiKeyExpired(f"a key that expires on {expires_at:%Y-%m-%d} would never work: choose a later day")
        key_id = secrets.token_hex(6)
        secret = f"cw_{key_id}_{secrets.token_urlsafe(32)}"
        row = ApiKeyRow(
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
        return secret, key_of(row)

    def authenticate(self, secret: str, now: datetime) -> Caller | None:
        """None for an unknown, expired or revoked secret; the time it takes does not reveal which."""
        match = SECRET_PATTERN.fullmatch(secret)
        with self.database.transaction() as session:
            row = session.get(ApiKeyRow, match[1]) if match else None
            matches = hmac.compare_digest(_digest(secret), row.digest if row else EMPTY_DIGEST)
            if row is None or not matches or not key_of(row).is_active(now):
                return None
            key = key_of(row)
        return Caller(key_id=key.key_id, name=key.name, scopes=key.scopes)

    def rotate(self, session: Session, key_id: str, overlap: timedelta, now: datetime) -> tuple[str, ApiKey]:
        """Creates a key with the same name, scopes and lifetime; the old key works for `overlap` more. Raises
        ApiKeyNotFound, or ApiKeyExpired if the old key is not active."""
        row = _row(session, key_id)
        old = key_of(row)
        if not old.is_active(now):
            raise ApiKeyExpired(f"key {key_id} is not active: create another with clausewise keys create")
        overlap_end = now + overlap
        row.expires_at = min(row.expires_at or overlap_end, overlap_end)
        lifetime = old.expires_at - old.created_at if old.expires_at else None
        return self.create(session, old.name, old.scopes, now, now + lifetime if lifetime else None)

    def revoke(self, session: Session, key_id: str, now: datetime) -> None:
        """Raises ApiKeyNotFound."""
        row = _row(session, key_id)
        row.revoked_at = row.revoked_at or now

    def list(self) -> tuple[ApiKey, ...]:
        """Oldest first."""
        with self.database.transaction() as session:
            return tuple(key_of(row) for row in session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.created_at)))


def _row(session: Session, key_id: str) -> ApiKeyRow:
    row = session.get(ApiKeyRow, key_id, with_for_update=True)
    if row is None:
        raise ApiKeyNotFound(f"there is no key {key_id}: see clausewise keys list")
    return row


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def key_of(row: ApiKeyRow) -> ApiKey:
    return ApiKey(
        key_id=row.key_id,
        name=row.name,
        scopes=tuple(Scope(scope) for scope in row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
