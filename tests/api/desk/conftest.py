"""What several tests of the desk need: a browser, a service in a process of its own, and two people at a service."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from tests.api.desk.chromium import chromium_path, open_browser
from tests.api.desk.people import Person, sign_in
from tests.api.processes import ServiceProcess, service_processes

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def process(tmp_path: Path) -> Iterator[ServiceProcess]:
    """For a browser."""
    chromium_path()
    with service_processes("sqlite", tmp_path) as (started,):
        started.start()
        yield started


@pytest.fixture(scope="module")
def ana(service: tuple[TestClient, Services]) -> Person:
    """At the service of the test's own file."""
    return sign_in(*service, "ana")


@pytest.fixture(scope="module")
def ben(service: tuple[TestClient, Services]) -> Person:
    return sign_in(*service, "ben")
