"""A service on the corpus of the small shop with a separate decision log, called through its real application."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from agent.settings import Settings
from api.app import create_app
from api.jobs.workflows import JobIntervals, Workflows
from api.services import Services, open_services
from domain.access import Scope
from tests.agent.judges.shop import CORPUS

CURE, HARMLESS = "this tea cured my diabetes in two weeks", "good morning, the mug is blue"
INTERVALS = JobIntervals(poll_seconds=0.02, dispatch_seconds=0.05)
Json = dict[str, Any]


def make_case(text: str = CURE, name: str = "c1", **fields: Any) -> Json:
    return {"id": name, "creator_id": "cr_1", "content": [{"id": "i1", "kind": "caption", "text": text}], **fields}


@cache
def _prepared_data_dir() -> "TemporaryDirectory[str]":
    """The data folder of a service that has run, for copies. A first start takes two seconds: it builds the index,
    trains the classifier, creates both databases, and DBOS finds new queues only after a second."""
    folder = TemporaryDirectory()
    with TestClient(make_app(open_services(_settings(Path(folder.name)), "local"))):
        return folder


def make_settings(data_dir: Path, **fields: Any) -> Settings:
    """Of a service with a prepared data folder."""
    if not (data_dir / "index").exists():
        copytree(_prepared_data_dir().name, data_dir, dirs_exist_ok=True)
    return _settings(data_dir, **fields)


def _settings(data_dir: Path, **fields: Any) -> Settings:
    """The service stops at once instead of draining for a second, and a letter does not wait for an undo."""
    service = {"drain_seconds": 0, "undo_seconds": 0, **fields.pop("service", {})}
    return Settings.model_validate({"data_dir": data_dir, "policies": CORPUS, "service": service, **fields})


def make_app(services: Services, *, keyless: bool = True) -> FastAPI:
    return create_app(services, keyless=keyless, intervals=INTERVALS)


@contextmanager
def run_service(data_dir: Path, *, keyless: bool = True, **fields: Any) -> Iterator[tuple[TestClient, Services]]:
    services = open_services(make_settings(data_dir, **fields), "local")
    app = make_app(services, keyless=keyless)
    with TestClient(app, "http://localhost", raise_server_exceptions=False) as client:
        yield client, services


RunService = Callable[..., AbstractContextManager[tuple[TestClient, Services]]]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service")


@pytest.fixture(scope="module")
def running_service(data_dir: Path) -> Iterator[tuple[TestClient, Services]]:
    with run_service(data_dir, service={"batch_chunk_cases": 10, "max_body_bytes": 200_000}) as running:
        yield running


@pytest.fixture
def client(running_service: tuple[TestClient, Services]) -> TestClient:
    return running_service[0]


@pytest.fixture
def services(running_service: tuple[TestClient, Services]) -> Services:
    return running_service[1]


def workflows_of(client: TestClient) -> Workflows:
    """Of a running service."""
    assert isinstance(client.app, FastAPI)
    workflows: Workflows = client.app.state.workflows
    return workflows


def key_headers(services: Services, *scopes: Scope, name: str = "test") -> Json:
    """The headers of a caller with a new key."""
    with services.store.database.transaction() as session:
        secret, _ = services.store.api_keys.create(session, name, scopes, datetime.now(UTC))
    return {"Authorization": f"Bearer {secret}"}


def decide(client: TestClient, text: str = CURE, **fields: Any) -> Json:
    response = client.post("/v1/decisions", json=make_case(text, **fields))
    assert response.status_code == 201, response.text
    decision: Json = response.json()
    return decision


def wait_until_finished(client: TestClient, batch_id: str) -> Json:
    """The batch once it is done or cancelled."""
    for _ in range(1000):
        found: Json = client.get(f"/v1/batches/{batch_id}").json()
        if found["status"] != "running":
            return found
        time.sleep(0.02)
    raise AssertionError(f"batch {batch_id} does not finish: {found}")
