"""API keys work until they expire or are revoked, and their secrets are not stored."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.access import Caller, Scope
from store.decisions import DecisionStore
from store.errors import ApiKeyExpired, ApiKeyNotFound

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


def create_key(store: DecisionStore, *scopes: Scope, expires_at: datetime | None = None) -> tuple[str, str]:
    with store.database.transaction() as session:
        secret, key = store.api_keys.create(session, "tool", scopes, NOW, expires_at)
    return secret, key.key_id


def test_secret_authenticates_and_is_not_in_the_file(store: DecisionStore, tmp_path: Path) -> None:
    secret, key_id = create_key(store, Scope.READ, Scope.DECIDE)
    caller = store.api_keys.authenticate(secret, NOW)
    assert caller == Caller(key_id=key_id, name="tool", scopes=(Scope.READ, Scope.DECIDE))
    assert (caller.has_scope(Scope.READ), caller.has_scope(Scope.ADMIN)) == (True, False)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert all(secret.encode() not in path.read_bytes() for path in files)
    assert create_key(store, Scope.READ)[0] != secret


@pytest.mark.parametrize("change", [str.upper, lambda s: s[:-1], lambda s: s + "A", lambda s: "", lambda s: "cw_\x00"])
def test_changed_secret_is_rejected(store: DecisionStore, change: "type[str]") -> None:
    secret, _ = create_key(store, Scope.READ)
    assert store.api_keys.authenticate(change(secret), NOW) is None


def test_expired_key_is_rejected(store: DecisionStore) -> None:
    secret, _ = create_key(store, Scope.READ, expires_at=LATER)
    assert store.api_keys.authenticate(secret, LATER - timedelta(seconds=1))
    assert store.api_keys.authenticate(secret, LATER) is None


def test_rotated_key_works_for_the_overlap(store: DecisionStore) -> None:
    old, key_id = create_key(store, Scope.REVIEW)
    with store.database.transaction() as session:
        new, key = store.api_keys.rotate(session, key_id, timedelta(hours=1), NOW)
    assert (key.name, key.scopes) == ("tool", (Scope.REVIEW,))
    soon, afterwards = NOW + timedelta(minutes=59), NOW + timedelta(hours=1)
    assert store.api_keys.authenticate(old, soon)
    assert store.api_keys.authenticate(old, afterwards) is None
    assert store.api_keys.authenticate(new, afterwards)


def test_new_key_of_a_rotation_has_the_lifetime_of_the_old_one(store: DecisionStore) -> None:
    _, key_id = create_key(store, Scope.READ, expires_at=NOW + timedelta(days=10))
    later = NOW + timedelta(days=4)
    with store.database.transaction() as session:
        _, key = store.api_keys.rotate(session, key_id, timedelta(days=90), later)
    assert key.expires_at == later + timedelta(days=10)
    assert [one.expires_at for one in store.api_keys.list()] == [NOW + timedelta(days=10), later + timedelta(days=10)]


@pytest.mark.parametrize("ended", ["revoked", "expired"])
def test_inactive_key_is_not_rotated(store: DecisionStore, ended: str) -> None:
    _, key_id = create_key(store, Scope.READ, expires_at=LATER)
    if ended == "revoked":
        with store.database.transaction() as session:
            store.api_keys.revoke(session, key_id, NOW)
    at = NOW if ended == "revoked" else LATER
    with pytest.raises(ApiKeyExpired, match="clausewise keys create"), store.database.transaction() as session:
        store.api_keys.rotate(session, key_id, timedelta(hours=1), at)
    with pytest.raises(ApiKeyExpired, match="would never work"), store.database.transaction() as session:
        store.api_keys.create(session, "late", [Scope.READ], NOW, NOW)
    assert len(store.api_keys.list()) == 1


def test_revoked_key_is_rejected(store: DecisionStore) -> None:
    secret, key_id = create_key(store, Scope.ADMIN)
    with store.database.transaction() as session:
        store.api_keys.revoke(session, key_id, NOW)
    assert store.api_keys.authenticate(secret, NOW) is None
    assert [key.revoked_at for key in store.api_keys.list()] == [NOW]


def test_unknown_key_is_reported(store: DecisionStore) -> None:
    with pytest.raises(ApiKeyNotFound, match="clausewise keys list"), store.database.transaction() as session:
        store.api_keys.revoke(session, "0" * 12, NOW)
