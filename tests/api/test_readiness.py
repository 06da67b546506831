"""The state of the model server, which no request waits for, and whether decisions can be stored."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import sleep

import pytest

from api.readiness import ModelServerProbe
from llm.errors import LlmError, LlmErrorKind
from llm.options import LlmOptions
from llm.scripted import ScriptedModels
from llm.session import Session
from store.database import open_database
from store.writability import require_writable
from tests.api.conftest import make_case
from tests.api.processes import ServiceProcess, service_processes
from tests.store.databases import STORES, database_url


class SlowModels:
    """Fails once it is released."""

    options = LlmOptions()

    def __init__(self) -> None:
        self.released, self.calls = Event(), 0

    def open(self) -> Session:
        raise AssertionError("no case is decided")

    def available_models(self) -> tuple[str, ...]:
        self.calls += 1
        assert self.released.wait(10)
        raise LlmError(LlmErrorKind.TIMED_OUT, "no answer from http://secret.example within 9 s")


def wait_for_state(probe: ModelServerProbe) -> str:
    """The state after the first check."""
    for _ in range(1000):
        if probe.state() != "not checked yet":
            break
        sleep(0.005)
    return probe.state()


def test_model_server_that_answers_is_reachable() -> None:
    assert wait_for_state(ModelServerProbe(ScriptedModels())) == "reachable"


def test_slow_model_server_is_checked_once_at_a_time_without_waiting() -> None:
    models = SlowModels()
    probe = ModelServerProbe(models)
    assert [probe.state() for _ in range(5)] == ["not checked yet"] * 5
    models.released.set()
    assert wait_for_state(probe) == "unavailable (timed_out): run clausewise doctor"
    assert models.calls == 1


@pytest.mark.parametrize("store", STORES)
def test_database_with_space_is_writable(store: str, tmp_path: Path) -> None:
    database = open_database(database_url(store, tmp_path))
    require_writable(database)
    database.engine.dispose()


FULL_DISK = """
import resource, sys
from store.database import open_database
from store.errors import StoreUnwritable
from store.writability import require_writable
database = open_database(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))  # the file has less, and its log has space for a row
try:
    require_writable(database)
except StoreUnwritable as error:
    print(error)
"""


def test_disk_without_space_for_a_decision_is_not_writable(tmp_path: Path) -> None:
    url = database_url("sqlite", tmp_path)
    ran = subprocess.run([sys.executable, "-c", FULL_DISK, url], capture_output=True, text=True, check=True)
    reason = "has no space or no permission for new decisions (File too large): free some space there"
    assert ran.stdout == f"{tmp_path} {reason}\n"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceProcess]:
    with service_processes("sqlite", tmp_path) as (process,):
        process.start()
        yield process


@contextmanager
def full_disk(service: ServiceProcess) -> Iterator[None]:
    """No file of the process grows, its log neither."""
    assert service.process is not None
    pid, kind = service.process.pid, resource.RLIMIT_FSIZE
    before = resource.prlimit(pid, kind)
    resource.prlimit(pid, kind, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, kind, before)


@pytest.mark.slow
def test_full_disk_is_told_in_our_form_until_there_is_space_again(service: ServiceProcess) -> None:
    client, problem = service.client, "application/problem+json"
    name = client.post("/v1/decisions", json=make_case()).json()["decision_id"]
    sleep(6)  # until the last check counts no longer
    with full_disk(service):
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["ready"]) == (503, False)
        assert "StoreUnwritable" in ready.json()["components"]["store"]
        for path, body in (
            ("/v1/decisions", make_case()),
            ("/v1/batches", [make_case()]),
            (f"/v1/decisions/{name}/appeals", {"statement": "No."}),
            (f"/v1/decisions/{name}/reviews", {"action": "uphold", "reason": "Yes.", "reviewer": "ana"}),
        ):
            answer = client.post(path, json=body)
            assert (answer.status_code, answer.headers["content-type"]) == (503, problem), path
        others = (("GET", "/nope", 404), ("PUT", "/v1/decisions", 405), ("POST", "/v1/batches", 415))
        for method, path, status in others:
            refused = client.request(method, path, content=b"x")
            assert (refused.status_code, refused.headers["content-type"]) == (status, problem)
        assert "event: problem" in client.post("/v1/decisions/stream", json=make_case()).text
        assert client.get(f"/v1/decisions/{name}").status_code == 200
        assert client.get("/healthz").status_code == 200
    sleep(3)
    assert client.get("/readyz").status_code == 200
    assert client.post("/v1/decisions", json=make_case()).status_code == 201
