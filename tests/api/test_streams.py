"""Open streams are bounded, take no thread that others need, and end with their caller."""

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.services import open_services
from domain.access import Scope
from domain.signals import SignalCondition, SignalReading
from tests.api.conftest import key_headers, make_app, make_case, make_settings
from tests.api.processes import ServiceProcess, service_processes

PER_KEY, IN_ALL, WORKERS = 3, 4, 2
LIMITS = {"max_streams_per_key": PER_KEY, "max_streams": IN_ALL, "decision_workers": WORKERS}


class HeldSignals:
    """Answers once it is released."""

    name = "held"

    def __init__(self) -> None:
        self.released = Event()

    def read(self, creator_id: str) -> SignalReading:
        assert self.released.wait(20)
        return SignalReading(condition=SignalCondition.UNREACHABLE, source=self.name)


@contextmanager
def held_service(data_dir: Path) -> Iterator[tuple[TestClient, HeldSignals, dict[str, dict[str, str]]]]:
    """No decision ends before the signals are released. The headers are those of two keys, and of a reader."""
    services, signals = open_services(make_settings(data_dir, service=LIMITS), "local"), HeldSignals()
    gatherer = replace(services.adjudicator.gatherer, signals=signals)
    held = replace(services, adjudicator=replace(services.adjudicator, gatherer=gatherer))
    keys = {name: key_headers(services, Scope.DECIDE) for name in ("a", "b")}
    keys["reader"] = key_headers(services, Scope.READ)
    with TestClient(make_app(held, keyless=False), "http://localhost") as client:
        try:
            yield client, signals, keys
        finally:
            signals.released.set()


def wait_until_full(client: TestClient, headers: dict[str, str], pending: "list[Future[Any]]") -> None:
    for _ in range(500):
        if client.app.state.decision_pool.streams.taken == len(pending):  # type: ignore[attr-defined]
            return
        time.sleep(0.01)
    raise AssertionError("the streams do not open")


def test_streams_are_bounded_and_others_are_answered_meanwhile(tmp_path: Path) -> None:
    with held_service(tmp_path) as (client, signals, keys), ThreadPoolExecutor(IN_ALL) as threads:

        def stream(key: str) -> Any:
            return client.post("/v1/decisions/stream", json=make_case(), headers=keys[key])

        pending = [threads.submit(stream, key) for key in "aaab"]
        wait_until_full(client, keys["a"], pending)
        for key, reason in (("a", "this key has 3 streams"), ("b", "the service has 4 streams")):
            refused = stream(key)
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
            assert refused.headers["content-type"] == "application/problem+json"
            assert refused.json()["detail"].startswith(reason)
        assert client.get("/healthz").status_code == 200
        for _ in range(60):  # more than the shared pool has threads
            assert client.get("/v1/decisions", headers=keys["reader"]).status_code == 200
        signals.released.set()
        answers = [one.result() for one in pending]
        assert [answer.status_code for answer in answers] == [200] * 4
        assert all("event: decision" in answer.text for answer in answers)
        assert stream("a").status_code == 200


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    settings = {"CLAUSEWISE_SERVICE__MAX_STREAMS_PER_KEY": "2", "CLAUSEWISE_SERVICE__DECISION_WORKERS": "1"}
    with service_processes("sqlite", tmp_path_factory.mktemp("streams"), settings=settings) as (process,):
        process.start()
        yield process


@pytest.mark.slow
def test_caller_that_hangs_up_frees_its_stream(service: ServiceProcess) -> None:
    body = json.dumps(make_case("this tea cured my diabetes in two weeks. " * 200)).encode()
    lines = ("POST /v1/decisions/stream HTTP/1.1", "Host: localhost", "Content-Type: application/json")
    head = "\r\n".join((*lines, f"Content-Length: {len(body)}", "", "")).encode()

    def open_stream() -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", service.port), 10)
        connection.sendall(head + body)
        return connection

    def status(connection: socket.socket) -> bytes:
        return connection.recv(15).split(b" ")[1]

    for _ in range(5):
        connections = [open_stream() for _ in range(3)]
        assert sorted(map(status, connections)) == [b"200", b"200", b"429"]
        for connection in connections:
            connection.close()
        time.sleep(0.3)
    with open_stream() as connection:
        assert status(connection) == b"200"
