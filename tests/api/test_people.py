"""Drafts, preferences and the audit log over HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from api.paging import encode_cursor
from api.services import Services
from domain.access import Role, Scope
from domain.people import Preferences
from tests.api.conftest import Json, key_headers, make_case, run_service


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Services]]:
    with run_service(tmp_path_factory.mktemp("people"), keyless=False) as found:
        yield found


def decide(client: TestClient, services: Services) -> str:
    headers = key_headers(services, Scope.DECIDE)
    return str(client.post("/v1/decisions", json=make_case(), headers=headers).json()["decision_id"])


def moderator(services: Services, name: str) -> Json:
    return key_headers(services, *Role.MODERATOR.scopes, name=name)


def test_draft_is_kept_until_the_review(running: tuple[TestClient, Services]) -> None:
    client, services = running
    name, ana, ben = decide(client, services), moderator(services, "ana"), moderator(services, "ben")
    path = f"/v1/decisions/{name}/draft"
    assert client.get(path, headers=ana).status_code == 404
    saved = client.put(path, json={"action": "overturn", "reason": "She quo"}, headers=ana)
    assert (saved.status_code, saved.json()["draft"]["reason"]) == (200, "She quo")
    assert client.get(path, headers=ana).json() == saved.json()
    assert client.get("/v1/drafts", headers=ana).json()["items"] == [saved.json()]
    assert client.get(path, headers=ben).status_code == 404
    body = {"action": "overturn", "reason": "She quotes a leaflet."}
    assert client.post(f"/v1/decisions/{name}/reviews", json=body, headers=ana).status_code == 201
    assert client.get(path, headers=ana).status_code == 404


def test_draft_is_discarded_and_bounded(running: tuple[TestClient, Services]) -> None:
    client, services = running
    name, ana = decide(client, services), moderator(services, "ana")
    path = f"/v1/decisions/{name}/draft"
    client.put(path, json={"reason": "She quo"}, headers=ana)
    assert [client.delete(path, headers=ana).status_code for _ in range(2)] == [204, 204]
    assert client.put("/v1/decisions/dec_none/draft", json={}, headers=ana).status_code == 404
    too_long = client.put(path, json={"reason": "x" * 5_001}, headers=ana)
    assert (too_long.status_code, too_long.json()["errors"][0]["where"]) == (422, "body.reason")


def test_preferences_are_those_of_the_person(running: tuple[TestClient, Services]) -> None:
    client, services = running
    ana, ben = moderator(services, "ana"), moderator(services, "ben")
    mine = {"grey_media": False, "saved_views": [{"name": "Health", "query": "clause_id=CLM-1"}]}
    saved = client.put("/v1/preferences", json=mine, headers=ana)
    assert saved.status_code == 200
    assert client.get("/v1/preferences", headers=ana).json() == saved.json()
    assert saved.json() == {**Preferences().model_dump(mode="json"), **mine}
    assert client.get("/v1/preferences", headers=ben).json() == Preferences().model_dump(mode="json")
    assert client.put("/v1/preferences", json={"blur": True}, headers=ana).status_code == 422


def test_auditor_reads_the_log_page_by_page(running: tuple[TestClient, Services]) -> None:
    client, services = running
    auditor = key_headers(services, *Role.AUDITOR.scopes, name="audit")
    name, ana = decide(client, services), moderator(services, "ana")
    for number in range(3):
        body = {"action": "uphold", "reason": "It promises a cure."}
        headers = {**ana, "If-Match": f'"{name}.{number}"'}
        assert client.post(f"/v1/decisions/{name}/reviews", json=body, headers=headers).status_code == 201
    parameters: Json = {"subject": name, "action": "review.", "limit": 2}
    first = client.get("/v1/audit", params=parameters, headers=auditor).json()
    second = client.get("/v1/audit", params={**parameters, "cursor": first["next_cursor"]}, headers=auditor).json()
    entries = [*first["items"], *second["items"]]
    assert ([one["action"] for one in entries], second["next_cursor"]) == (["review.uphold"] * 3, None)
    assert [one["number"] for one in entries] == sorted((one["number"] for one in entries), reverse=True)
    newest = entries[0]

    def found(**filters: str) -> list[int]:
        answer = client.get("/v1/audit", params=filters, headers=auditor)
        assert answer.status_code == 200, answer.text
        return [one["number"] for one in answer.json()["items"]]

    assert found(actor=newest["actor"], action="review.uphold") == [one["number"] for one in entries]
    assert found(actor="nobody") == found(action="review.up") == found(subject=name, since="2100-01-01T00:00:00Z") == []
    assert newest["number"] not in found(until=newest["created_at"])
    assert client.get("/v1/audit?since=2026-11-20", headers=auditor).status_code == 422
    assert client.get("/v1/audit?who=ana", headers=auditor).status_code == 422
    for wrong in ("x", "9" * 30, "٣"):
        cursor = encode_cursor((datetime(2026, 11, 20, tzinfo=UTC), wrong))
        assert client.get("/v1/audit", params={"cursor": cursor}, headers=auditor).status_code == 422
    assert client.get("/v1/audit", headers=ana).status_code == 403
