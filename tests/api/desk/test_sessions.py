"""Who is signed in at the desk: listed and ended over HTTP and on the command line; nobody is stored without keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from api.services import Services
from clausewise import app
from domain.access import Role, Scope
from tests.api.conftest import Json, key_headers, run_service
from tests.api.desk.people import new_key, sign_in, visitor

Service = tuple[TestClient, Services]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with run_service(tmp_path_factory.mktemp("sessions"), keyless=False) as running:
        yield running


@pytest.fixture(scope="module")
def admin(service: Service) -> Json:
    return key_headers(service[1], Scope.ADMIN, name="operator")


def command(services: Services, *arguments: str) -> Result:
    """On the data of the running service."""
    env = {"CLAUSEWISE_DATA_DIR": str(services.settings.data_dir), "COLUMNS": "200"}
    return CliRunner().invoke(app, ["sessions", *arguments], env=env)


def test_admin_sees_who_is_signed_in_and_signs_a_person_out(service: Service, admin: Json) -> None:
    client, services = service
    ana, ben = sign_in(client, services, "ana"), sign_in(client, services, "ben", Role.LEAD)
    listed = client.get("/v1/sessions", headers=admin).json()["items"]
    assert [(one["name"], one["is_key"], one["scopes"]) for one in listed] == [
        ("ana", True, ["read", "review"]),
        ("ben", True, ["read", "review", "lead", "insights", "metrics"]),
    ]
    wrong = client.delete("/v1/sessions", params={"person": "anna"}, headers=admin)
    assert (wrong.status_code, 'called "anna" (did you mean "ana"?)' in wrong.json()["detail"]) == (404, True)
    ended = client.delete("/v1/sessions", params={"person": "ana"}, headers=admin).json()["items"]
    assert ended == listed[:1]
    assert (ana.get("/desk/queue").status_code, ben.get("/desk/queue").status_code) == (303, 200)
    lead = key_headers(services, *Role.LEAD.scopes, name="lead")
    assert client.delete("/v1/sessions", params={"person": "ben"}, headers=lead).status_code == 403
    assert client.delete("/v1/sessions", headers=admin).status_code == 422


def test_operator_signs_a_person_out_on_all_computers(service: Service) -> None:
    client, services = service
    browsers = [sign_in(client, services, "kim") for _ in range(2)]
    listed = command(services, "list")
    assert (listed.exit_code, listed.stdout.count("kim")) == (0, 2)
    ended = command(services, "end", "kim")
    assert (ended.exit_code, ended.stdout) == (0, "2 sessions of kim ended\n")
    assert ended.stderr.count("can sign in again; to prevent that: clausewise keys revoke ") == 2
    assert [browser.get("/desk/queue").status_code for browser in browsers] == [303, 303]
    again = command(services, "end", "kim")
    assert (again.exit_code, 'nobody who is signed in is called "kim"' in again.stderr) == (2, True)
    entry = next(iter(reversed([one for one in services.store.audit.entries() if one.action == "session.end"])))
    assert (entry.actor, entry.subject) == ("command line", "kim")
    assert services.store.audit.verify().error is None


def test_pages_without_keys_store_no_session(tmp_path: Path) -> None:
    with run_service(tmp_path) as (client, services):
        before = services.store.audit.head()
        for _ in range(3):
            assert visitor(client).get("/desk/queue").status_code == 200
        person = visitor(client)
        assert person.post("/desk/preferences", break_after="7").status_code == 303
        assert person.post("/desk/preferences", csrf="0" * 64, break_after="8").status_code == 403
        assert visitor(client).client.post("/desk/preferences", data={"csrf": person.csrf}).status_code == 401
        other = visitor(client)
        other.client.cookies.set("clausewise_desk", "x", path="/desk")
        assert "set-cookie" in other.get("/desk/queue").headers
        listed = command(services, "list")
        assert (listed.exit_code, listed.stdout, listed.stderr) == (0, "", "Nobody is signed in.\n")
        assert client.get("/v1/sessions").json()["items"] == []
        assert services.store.audit.head() == before
        new_key(services, "ana", Scope.READ)
        assert person.get("/desk/queue").status_code == 303
