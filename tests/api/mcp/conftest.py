"""A service with keys, whose requests carry that of an admin."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from domain.access import Scope
from tests.api.conftest import key_headers, run_service


@pytest.fixture(scope="module")
def keyed_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Services]]:
    options = {"max_burst_requests": 100_000, "requests_per_second": 100_000, "max_body_bytes": 500_000}
    with run_service(tmp_path_factory.mktemp("mcp"), keyless=False, service=options) as (client, services):
        client.headers.update(key_headers(services, Scope.ADMIN, name="admin"))
        yield client, services


@pytest.fixture
def client(keyed_service: tuple[TestClient, Services]) -> TestClient:
    return keyed_service[0]


@pytest.fixture
def services(keyed_service: tuple[TestClient, Services]) -> Services:
    return keyed_service[1]
