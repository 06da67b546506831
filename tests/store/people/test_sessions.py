"""Desk sessions: only a digest is stored, and a session ends with its time, its key or its person."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Caller, Scope
from domain.people import SignedInPerson
from store.audit_reader import AuditFilter, AuditReader
from store.decisions import DecisionStore
from store.people.sessions import DeskSessions

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANA = SignedInPerson(subject="https://id.example#7", name="ana", scopes=(Scope.READ, Scope.REVIEW))


@pytest.fixture
def sessions(any_store: DecisionStore) -> DeskSessions:
    return any_store.people.sessions


def test_token_gives_the_person_and_only_its_digest_is_stored(any_store: DecisionStore) -> None:
    sessions = any_store.people.sessions
    token = sessions.start(ANA, NOW)
    assert sessions.caller_of(token, NOW) == Caller(key_id=ANA.subject, name="ana", scopes=ANA.scopes)
    for wrong in ("", token[:-1], token.lower(), f"{token} "):
        assert sessions.caller_of(wrong, NOW) is None
    with any_store.database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT * FROM desk_sessions").all()
    assert token not in str(stored)


def test_session_ends_when_it_is_idle_and_after_a_day_of_work(sessions: DeskSessions) -> None:
    idle, used = sessions.start(ANA, NOW), sessions.start(ANA, NOW)
    for hours in range(1, 12):
        assert sessions.caller_of(used, NOW + hours * HOUR) is not None
    assert sessions.caller_of(idle, NOW + 2 * HOUR) is None
    assert sessions.caller_of(used, NOW + 12 * HOUR) is None


def test_expired_sessions_are_deleted_by_the_next_sign_in(any_store: DecisionStore) -> None:
    any_store.people.sessions.start(ANA, NOW)
    any_store.people.sessions.start(ANA, NOW + 3 * HOUR)
    with any_store.database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM desk_sessions").scalar() == 1


def test_person_signs_out_of_one_session(any_store: DecisionStore) -> None:
    sessions = any_store.people.sessions
    first, second = (sessions.start(ANA, NOW) for _ in range(2))
    sessions.end(first)
    sessions.end(first)
    assert [sessions.caller_of(token, NOW) is None for token in (first, second)] == [True, False]
    entries = AuditReader(any_store.database).list(AuditFilter(action="session."), limit=10)
    assert [(one.actor, one.action) for one in entries] == [
        (ANA.subject, "session.end"),
        *[(ANA.subject, "session.start")] * 2,
    ]


def test_all_sessions_of_a_person_are_ended_by_another(any_store: DecisionStore) -> None:
    sessions, ben = any_store.people.sessions, ANA.model_copy(update={"subject": "key_2", "name": "ben"})
    tokens = [sessions.start(person, NOW) for person in (ANA, ANA, ben)]
    assert [(one.name, one.subject) for one in sessions.list(NOW)] == [("ana", ANA.subject)] * 2 + [("ben", "key_2")]
    assert [one.name for one in sessions.end_all_of("ana", "key_lead", NOW)] == ["ana", "ana"]
    assert sessions.end_all_of("ana", "key_lead", NOW) == ()
    assert [sessions.caller_of(token, NOW) is None for token in tokens] == [True, True, False]
    assert [one.name for one in sessions.end_all_of("key_2", "key_lead", NOW)] == ["ben"]
    assert sessions.list(NOW) == ()
    entries = AuditReader(any_store.database).list(AuditFilter(action="session.end"), limit=10)
    assert [(one.actor, one.subject) for one in entries] == [("key_lead", name) for name in ("ben", "ana", "ana")]


def test_session_that_has_ended_is_not_listed(any_store: DecisionStore) -> None:
    sessions = any_store.people.sessions
    sessions.start(ANA, NOW)
    with any_store.database.write_transaction() as session:
        _, key = any_store.api_keys.create(session, "ben", [Scope.READ], NOW)
    sessions.start(SignedInPerson(subject=key.key_id, name="ben", scopes=(Scope.READ,), is_key=True), NOW)
    assert [one.name for one in sessions.list(NOW + HOUR)] == ["ana", "ben"]
    with any_store.database.write_transaction() as session:
        any_store.api_keys.revoke(session, key.key_id, NOW)
    assert [one.name for one in sessions.list(NOW + HOUR)] == ["ana"]
    assert sessions.list(NOW + 3 * HOUR) == ()
    assert sessions.end_all_of("ana", "key_lead", NOW + 3 * HOUR) == ()


def test_revoked_key_ends_its_sessions(any_store: DecisionStore) -> None:
    with any_store.database.write_transaction() as session:
        _, key = any_store.api_keys.create(session, "ben", [Scope.READ], NOW)
    person = SignedInPerson(subject=key.key_id, name="ben", scopes=(Scope.READ, Scope.REVIEW), is_key=True)
    token = any_store.people.sessions.start(person, NOW)
    caller = any_store.people.sessions.caller_of(token, NOW)
    assert caller is not None
    assert caller.scopes == (Scope.READ,)
    with any_store.database.write_transaction() as session:
        any_store.api_keys.revoke(session, key.key_id, NOW)
    assert any_store.people.sessions.caller_of(token, NOW + timedelta(seconds=1)) is None
