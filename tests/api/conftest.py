"""A service on the small shop's corpus, with a record of its own, asked over its real application."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from agent.settings import Settings
from api.app import create
from api.services import Services, join
from domain.access import Scope
from tests.agent.judges.shop import CORPUS

CURE, HARMLESS = "this tea cured my diabetes in two weeks", "good morning, the mug is blue"
Json = dict[str, Any]


def case(text: str = CURE, name: str = "c1", **known: Any) -> Json:
    return {"id": name, "creator_id": "cr_1", "content": [{"id": "i1", "kind": "caption", "text": text}], **known}


def settings_of(data_dir: Path, **given: Any) -> Settings:
    """Of a service that ends at once: each would wait a second for nobody."""
    service = {"drain_seconds": 0, **given.pop("service", {})}
    return Settings.model_validate({"data_dir": data_dir, "policies": CORPUS, "service": service, **given})


@contextmanager
def served(data_dir: Path, *, keyless: bool = True, **given: Any) -> Iterator[tuple[TestClient, Services]]:
    parts = join(settings_of(data_dir, **given), "local")
    with TestClient(create(parts, keyless=keyless), "http://localhost", raise_server_exceptions=False) as client:
        yield client, parts


Serve = Callable[..., AbstractContextManager[tuple[TestClient, Services]]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service")


@pytest.fixture(scope="module")
def open_service(home: Path) -> Iterator[tuple[TestClient, Services]]:
    with served(home) as found:
        yield found


@pytest.fixture
def client(open_service: tuple[TestClient, Services]) -> TestClient:
    return open_service[0]


@pytest.fixture
def parts(open_service: tuple[TestClient, Services]) -> Services:
    return open_service[1]


def key(parts: Services, *scopes: Scope) -> Json:
    """The headers of a caller that has a new key."""
    with parts.store.database.transaction() as session:
        secret, _ = parts.store.keys.create(session, "test", scopes, datetime.now(UTC))
    return {"Authorization": f"Bearer {secret}"}


def decide(client: TestClient, text: str = CURE, **known: Any) -> Json:
    answer = client.post("/v1/decisions", json=case(text, **known))
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found
