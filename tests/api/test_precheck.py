"""A draft is checked over HTTP, and the store and its audit log are as before."""

from pathlib import Path

from fastapi.testclient import TestClient

from api.services import Services
from domain.access import Scope
from tests.api.conftest import CURE, HARMLESS, decide, key_headers, make_case, run_service
from tests.store.old_databases import dump


def stored(services: Services) -> dict[str, list[tuple[object, ...]]]:
    return dump(str(services.store.database.engine.url))


def test_check_stores_nothing_at_all(client: TestClient, services: Services) -> None:
    decide(client)
    before, counted = stored(services), client.get("/metrics").text
    found = client.post("/v1/prechecks", json=make_case(CURE))
    assert found.status_code == 200, found.text
    body = found.json()
    assert (body["result"], body["problems"][0]["clause_id"]) == ("problems", "CLM-1")
    assert body["problems"][0]["quotes"]
    assert body["problems"][0]["fix"]
    harmless = client.post("/v1/prechecks", json=make_case(HARMLESS)).json()
    assert (harmless["result"], harmless["problems"]) == ("none", [])
    assert stored(services) == before
    names = ("clausewise_decisions_total", "clausewise_clauses_violated_total", "clausewise_messages")
    lines = [line for line in counted.splitlines() if line.startswith(names)]
    assert lines
    assert [line for line in client.get("/metrics").text.splitlines() if line.startswith(names)] == lines


def test_history_of_the_creator_stays_as_it_was(client: TestClient, services: Services) -> None:
    for _ in range(3):
        client.post("/v1/prechecks", json=make_case(CURE, creator_id="cr_drafts"))
    assert services.store.violations.of_creator("cr_drafts") == ()
    assert client.get("/v1/decisions", params={"creator_id": "cr_drafts"}).json()["items"] == []
    assert services.store.in_flight.interrupted() == ()


def test_mistakes_are_refused_as_for_decisions(client: TestClient) -> None:
    empty = client.post("/v1/prechecks", json={"id": "x"})
    assert (empty.status_code, "neither content nor facts" in empty.text) == (422, True)
    too_large = client.post("/v1/prechecks", json=make_case("x" * 199_000 + "y" * 1_100))
    assert too_large.status_code in (413, 422)
    account = client.post("/v1/prechecks", json=make_case(CURE, subject="account"))
    assert (account.status_code, "only drafts of posts" in account.text) == (422, True)
    market = client.post("/v1/prechecks", json=make_case(CURE, market="ZZ"))
    assert market.status_code == 422


def test_limits_are_those_of_decisions(tmp_path: Path) -> None:
    limits = {"requests_per_second": 0.5, "max_burst_requests": 2}
    with run_service(tmp_path, keyless=False, service=limits) as (client, services):
        headers = key_headers(services, Scope.DECIDE)
        statuses = [client.post("/v1/prechecks", json=make_case(), headers=headers).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
