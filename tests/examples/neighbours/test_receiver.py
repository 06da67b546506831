"""The receiver of the bridges: limits, signatures, versions, and statuses that say whether to deliver again."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.webhooks.signing import signed_headers
from clausewise_client import ServiceUnreachable
from clausewise_client.problems import problem_of
from examples.neighbours.receiver import (
    MAX_BODY_BYTES,
    Done,
    Headers,
    Refused,
    Settings,
    answer,
    make_server,
    read_letters,
)
from tests.api.processes import SECRET
from tests.examples.neighbours.conftest import running


def signed(event: Any, secret: str = SECRET, at: datetime | None = None) -> tuple[bytes, dict[str, str]]:
    body = json.dumps(event).encode()
    return body, signed_headers([secret], "evt_1", body, at or datetime.now(UTC))


def letters(**fields: Any) -> dict[str, Any]:
    return {"type": "clausewise.education_message.v1", "data": {"messages": [{"message_id": "m1"}]}} | fields


def test_signed_letters_are_read() -> None:
    assert read_letters(*signed(letters()), ["whsec_" + "A" * 32, SECRET]) == [{"message_id": "m1"}]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        signed(letters(), "whsec_" + "A" * 32),
        signed(letters(), at=datetime(2026, 1, 1, tzinfo=UTC)),
        (signed(letters())[0] + b" ", signed(letters())[1]),
        (b"{}", {}),
    ],
)
def test_wrong_signature_is_refused(body: bytes, headers: Headers) -> None:
    with pytest.raises(Refused, match="not signed") as caught:
        read_letters(body, headers, [SECRET])
    assert caught.value.status == 400


def test_unknown_version_is_refused_so_that_it_comes_again() -> None:
    with pytest.raises(Refused, match="update it") as caught:
        read_letters(*signed(letters(type="clausewise.education_message.v9")), [SECRET])
    assert caught.value.status == 422


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Refused(404, "gone"), 404),
        (problem_of(503, {}, b"{}"), 503),
        (problem_of(401, {}, b"{}"), 503),
        (problem_of(422, {}, b'{"detail": "no text"}'), 422),
        (ServiceUnreachable("away"), 503),
        (httpx.ConnectError("away", request=httpx.Request("GET", "http://peer/x")), 503),
        (KeyError("items"), 502),
    ],
)
def test_statuses_say_whether_to_deliver_again(error: Exception, status: int) -> None:
    def work(body: bytes, headers: Headers) -> dict[str, Any]:
        raise error

    assert answer(work, b"", {})[0] == status


def test_work_is_done_once_and_again_only_if_it_failed(tmp_path: Path) -> None:
    calls: list[int] = []

    def fail() -> None:
        calls.append(0)
        raise OSError("away")

    with pytest.raises(OSError, match="away"):
        Done(tmp_path / "done.db").once("m1", fail)
    assert [Done(tmp_path / "done.db").once("m1", lambda: calls.append(1)) for _ in range(3)] == [True, False, False]
    assert calls == [0, 1]


def test_missing_setting_ends_the_program_with_its_name() -> None:
    assert Settings({"COOP_URL": "x"})["COOP_URL"] == "x"
    with pytest.raises(SystemExit, match="set COOP_URL: docs/"):
        Settings()["COOP_URL"]


def test_limits_of_a_request() -> None:
    server = make_server(0, {"/x": lambda body, headers: {"bytes": len(body), "host": "host" in headers}})
    url = f"http://127.0.0.1:{server.server_port}"
    with running(server), httpx.Client(base_url=url, trust_env=False) as client:
        assert client.post("/x", content=b"abc").json() == {"bytes": 3, "host": True}
        assert client.post("/y").status_code == 404
        assert client.post("/x", content=b"a" * (MAX_BODY_BYTES + 1)).status_code == 413
        assert client.post("/x", content=iter([b"a"])).status_code == 413
