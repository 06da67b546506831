"""People at the desk of a running service: each has a browser's cookies, and sends the forms of the pages."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from api.services import Services
from domain.access import Role, Scope
from tests.api.conftest import Json

CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
JSON = {"Accept": "application/json"}


@dataclass
class Person:
    client: TestClient

    def get(self, path: str, **headers: str) -> Response:
        return self.client.get(path, headers=headers, follow_redirects=False)

    def html(self, path: str) -> str:
        response = self.get(path)
        assert response.status_code == 200, (response.status_code, response.text[:500])
        return response.text

    def post(self, path: str, headers: Json | None = None, **fields: str | list[str]) -> Response:
        """With the token of this person's pages."""
        fields = {"csrf": self.csrf, **fields}
        return self.client.post(path, data=fields, headers=headers, follow_redirects=False)

    def ask(self, path: str, **fields: str | list[str]) -> Response:
        """As the scripts of the pages do."""
        return self.post(path, JSON, **fields)

    @property
    def csrf(self) -> str:
        found = CSRF.search(self.html("/desk/queue"))
        assert found
        return found[1]


def visitor(client: TestClient) -> Person:
    """Somebody else at the same service, without cookies."""
    assert isinstance(client.app, FastAPI)
    return Person(TestClient(client.app, "http://localhost", raise_server_exceptions=False))


def new_key(services: Services, name: str, *scopes: Scope) -> str:
    with services.store.database.transaction() as session:
        secret, _ = services.store.api_keys.create(session, name, scopes, datetime.now(UTC))
    return secret


def sign_in(client: TestClient, services: Services, name: str, role: Role = Role.MODERATOR) -> Person:
    person = visitor(client)
    answer = person.client.post(
        "/desk/sign-in", data={"key": new_key(services, name, *role.scopes)}, follow_redirects=False
    )
    assert answer.status_code == 303, answer.text
    return person


def job_of(services: Services, decision_id: str) -> str:
    """The id of its newest job."""
    return services.store.queue.jobs.of_decision(decision_id)[-1].job_id
