"""Keys hold while they should, and are never kept as they are."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.access import Caller, Scope
from store.decisions import DecisionStore
from store.errors import KeyEnded, KeyUnknown

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


def made(store: DecisionStore, *scopes: Scope, expires_at: datetime | None = None) -> tuple[str, str]:
    with store.database.transaction() as session:
        secret, key = store.keys.create(session, "tool", scopes, NOW, expires_at)
    return secret, key.key_id


def test_a_secret_is_known_again_and_is_not_in_the_file(store: DecisionStore, tmp_path: Path) -> None:
    secret, key_id = made(store, Scope.READ, Scope.DECIDE)
    caller = store.keys.caller(secret, NOW)
    assert caller == Caller(key_id=key_id, name="tool", scopes=(Scope.READ, Scope.DECIDE))
    assert (caller.may(Scope.READ), caller.may(Scope.ADMIN)) == (True, False)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert all(secret.encode() not in path.read_bytes() for path in files)
    assert made(store, Scope.READ)[0] != secret


@pytest.mark.parametrize("change", [str.upper, lambda s: s[:-1], lambda s: s + "A", lambda s: "", lambda s: "cw_\x00"])
def test_what_is_nearly_a_secret_is_none(store: DecisionStore, change: "type[str]") -> None:
    secret, _ = made(store, Scope.READ)
    assert store.keys.caller(change(secret), NOW) is None


def test_a_key_ends_when_it_was_said_to(store: DecisionStore) -> None:
    secret, _ = made(store, Scope.READ, expires_at=LATER)
    assert store.keys.caller(secret, LATER - timedelta(seconds=1))
    assert store.keys.caller(secret, LATER) is None


def test_a_rotated_key_holds_until_its_callers_have_changed_over(store: DecisionStore) -> None:
    old, key_id = made(store, Scope.REVIEW)
    with store.database.transaction() as session:
        new, key = store.keys.rotate(session, key_id, timedelta(hours=1), NOW)
    assert (key.name, key.scopes) == ("tool", (Scope.REVIEW,))
    soon, afterwards = NOW + timedelta(minutes=59), NOW + timedelta(hours=1)
    assert store.keys.caller(old, soon)
    assert store.keys.caller(old, afterwards) is None
    assert store.keys.caller(new, afterwards)


def test_a_rotated_key_holds_for_as_long_as_the_old_one_was_to(store: DecisionStore) -> None:
    _, key_id = made(store, Scope.READ, expires_at=NOW + timedelta(days=10))
    later = NOW + timedelta(days=4)
    with store.database.transaction() as session:
        _, key = store.keys.rotate(session, key_id, timedelta(days=90), later)
    assert key.expires_at == later + timedelta(days=10)
    assert [one.expires_at for one in store.keys.list()] == [NOW + timedelta(days=10), later + timedelta(days=10)]


@pytest.mark.parametrize("ended", ["revoked", "expired"])
def test_a_key_that_has_ended_is_not_rotated_back(store: DecisionStore, ended: str) -> None:
    _, key_id = made(store, Scope.READ, expires_at=LATER)
    if ended == "revoked":
        with store.database.transaction() as session:
            store.keys.revoke(session, key_id, NOW)
    at = NOW if ended == "revoked" else LATER
    with pytest.raises(KeyEnded, match="clausewise keys create"), store.database.transaction() as session:
        store.keys.rotate(session, key_id, timedelta(hours=1), at)
    with pytest.raises(KeyEnded, match="would never hold"), store.database.transaction() as session:
        store.keys.create(session, "late", [Scope.READ], NOW, NOW)
    assert len(store.keys.list()) == 1


def test_a_revoked_key_opens_nothing(store: DecisionStore) -> None:
    secret, key_id = made(store, Scope.ADMIN)
    with store.database.transaction() as session:
        store.keys.revoke(session, key_id, NOW)
    assert store.keys.caller(secret, NOW) is None
    assert [key.revoked_at for key in store.keys.list()] == [NOW]


def test_a_key_that_is_not_there(store: DecisionStore) -> None:
    with pytest.raises(KeyUnknown, match="clausewise keys list"), store.database.transaction() as session:
        store.keys.revoke(session, "0" * 12, NOW)
