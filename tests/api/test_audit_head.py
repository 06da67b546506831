"""The head of the audit log is saved outside the database on a schedule."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
import structlog
from standardwebhooks import Webhook as Verifier

from agent.settings import Settings, SettingsError, read_settings
from api.jobs.audit_head import HeadPush, check_head_places
from api.published_schemas import published_schema
from api.webhooks.ssrf_guard import AddressRefused
from domain.errors import InputError
from store.audit import AuditHead
from store.decisions import DecisionStore, open_store
from tests.api.webhooks.receiver import receiving, status

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def settings(trusted: str = "localhost", **audit: object) -> Settings:
    messages = {"webhook_secrets": [SECRET], "trusted_hosts": [trusted]}
    return Settings(audit=audit, messages=messages)


def append(store: DecisionStore) -> AuditHead:
    with store.database.write_transaction() as session:
        store.audit.append(session, "key", "test", "x")
    return store.audit.head()


def test_each_new_head_is_appended_once(tmp_path: Path) -> None:
    file = tmp_path / "heads.jsonl"
    with open_store("sqlite://") as store:
        push = HeadPush(store.audit, settings(head_file=file))
        heads = []
        for _ in range(2):
            heads.append(append(store))
            push.push()
            push.push()
        assert [AuditHead.from_json(line) for line in file.read_text().splitlines()] == heads
        assert store.audit.verify(*heads).error is None


def test_head_is_sent_and_signed() -> None:
    with open_store("sqlite://") as store, receiving(status(204)) as receiver:
        head = append(store)
        HeadPush(store.audit, settings(head_url=receiver.url)).push()
    ((headers, body),) = receiver.received
    Verifier(SECRET).verify(body, headers)
    event = json.loads(body)
    assert (event["type"], event["data"]) == (
        "clausewise.audit_head.v1",
        {"number": 1, "digest": head.digest},
    )
    jsonschema_rs.validate(published_schema("webhook-audit-head", "0"), event)


def test_failures_are_logged_and_do_not_end_the_task(tmp_path: Path) -> None:
    with (
        open_store("sqlite://") as store,
        receiving(status(500)) as receiver,
        structlog.testing.capture_logs() as logs,
    ):
        push = HeadPush(store.audit, settings(head_file=tmp_path, head_url=receiver.url))
        push.push()
    assert [(line["event"], line["error"]) for line in logs] == [
        ("audit head not written", "Is a directory"),
        ("audit head not delivered", "the receiver answered 500"),
    ]
    assert push.saved is None


def test_url_is_checked_when_the_service_starts(tmp_path: Path) -> None:
    check_head_places(settings(head_file=tmp_path / "heads"))
    check_head_places(settings(trusted="127.0.0.1", head_url="http://127.0.0.1:9/heads"))
    for url in ("http://127.0.0.1:9/heads", "https://10.0.0.1/heads"):
        with pytest.raises(AddressRefused):
            check_head_places(settings(head_url=url))


def test_url_needs_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_AUDIT__HEAD_URL", "https://log.example/heads")
    with pytest.raises(SettingsError, match="HEAD_URL needs a secret that signs what is sent: set CLAUSEWISE_MESSAGES"):
        read_settings()


@pytest.mark.parametrize("name", ["", "missing/heads.jsonl"])
def test_file_that_cannot_be_written_is_refused_at_the_start(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"HEAD_FILE: .* cannot be written .*: name a file in a folder that can be"):
        check_head_places(settings(head_file=tmp_path / name))
