"""Signing in at the desk, by itself without keys and by a key otherwise; sessions, CSRF tokens and headers."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.desk.application import ROUTERS
from api.services import Services
from domain.access import Role, Scope
from tests.api.conftest import run_service
from tests.api.desk.people import JSON, Person, new_key, sign_in, visitor

Service = tuple[TestClient, Services]


@pytest.fixture(scope="module")
def with_keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = {"max_body_bytes": 20_000}
    with run_service(tmp_path_factory.mktemp("keys"), keyless=False, service=service) as running:
        new_key(running[1], "first", Scope.READ)
        yield running


def addresses(router: APIRouter) -> Iterator[tuple[str, str]]:
    """Each path, with its names as values, and its method."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route.path.format_map(defaultdict(lambda: "x")), next(iter({*(route.methods or ())} - {"HEAD"}))


def try_key(person: Person, key: str, **fields: str) -> tuple[int, str]:
    answer = person.client.post("/desk/sign-in", data={"key": key, **fields}, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", answer.text)


def test_without_keys_the_local_user_is_signed_in(client: TestClient) -> None:
    person = visitor(client)
    first = person.get("/desk/queue")
    assert first.status_code == 200
    assert "local user" in first.text
    cookie = first.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Path=/desk"))
    assert "set-cookie" not in person.get("/desk/queue").headers


@pytest.mark.parametrize("path", ["/", "/desk"])
def test_short_addresses_lead_to_the_queue(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/queue")


def test_without_keys_other_host_names_and_sites_are_refused(client: TestClient) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        refused = visitor(client).client.get("/desk/queue", headers=headers)
        assert refused.status_code == 403
        assert "<h1>You may not do this</h1>" in refused.text


def test_page_asks_to_sign_in_and_then_opens(with_keys: Service) -> None:
    client, services = with_keys
    person = visitor(client)
    asked = person.get("/desk/queue?market=US")
    assert asked.status_code == 303
    assert asked.headers["location"] == "/desk/sign-in?next=/desk/queue%3Fmarket%3DUS"
    page = person.html(asked.headers["location"])
    assert 'name="next" value="/desk/queue?market=US"' in page
    key = new_key(services, "ana", Scope.READ, Scope.REVIEW)
    assert try_key(person, key, next="/desk/queue?market=US") == (303, "/desk/queue?market=US")
    assert "ana" in person.html("/desk/queue")


def test_every_page_and_form_asks_to_sign_in(with_keys: Service) -> None:
    open_to_all = ("/sign-in", "/static")
    routes = [(path, method) for module in ROUTERS for path, method in addresses(module.router)]
    assert len(routes) > 30
    for path, method in routes:
        if not path.startswith(open_to_all):
            answer = visitor(with_keys[0]).client.request(method, f"/desk{path}", follow_redirects=False)
            expected = 401 if method == "POST" else 303
            assert answer.status_code == expected, (method, path, answer.text)


def test_wrong_key_gets_a_message(with_keys: Service) -> None:
    status, page = try_key(visitor(with_keys[0]), "cw_nothing")
    assert status == 401
    assert "This is no valid key" in page


def test_key_that_may_not_read_gets_a_message(with_keys: Service) -> None:
    client, services = with_keys
    status, page = try_key(visitor(client), new_key(services, "robot", Scope.DECIDE))
    assert status == 401
    assert "role moderator" in page


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/desk/\\evil", "/v1/decisions", "/desk/x\ny"]
)
def test_only_pages_of_the_desk_follow_a_sign_in(with_keys: Service, address: str) -> None:
    client, services = with_keys
    key = new_key(services, "ana", Scope.READ)
    assert try_key(visitor(client), key, next=address) == (303, "/desk/queue")


def test_form_of_another_site_signs_nobody_in(with_keys: Service) -> None:
    client, services = with_keys
    data = {"key": new_key(services, "ana", Scope.READ)}
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert visitor(client).client.post("/desk/sign-in", data=data, headers=headers).status_code == 403


def test_sign_out_ends_the_session(with_keys: Service) -> None:
    client, services = with_keys
    person = sign_in(client, services, "ana")
    token = person.client.cookies["clausewise_desk"]
    assert person.post("/desk/sign-out").headers["location"] == "/desk/sign-in"
    person.client.cookies.set("clausewise_desk", token, path="/desk")
    assert person.get("/desk/queue").status_code == 303


def test_revoked_key_ends_its_sessions(with_keys: Service) -> None:
    client, services = with_keys
    person = sign_in(client, services, "leaving")
    (key,) = (key for key in services.store.api_keys.list() if key.name == "leaving")
    with services.store.database.transaction() as session:
        services.store.api_keys.revoke(session, key.key_id, datetime.now(UTC))
    assert person.get("/desk/queue").status_code == 303


def test_first_key_ends_the_session_of_the_local_user(tmp_path_factory: pytest.TempPathFactory) -> None:
    with run_service(tmp_path_factory.mktemp("keyless")) as (client, services):
        person = visitor(client)
        assert person.get("/desk/queue").status_code == 200
        new_key(services, "ana", Scope.READ)
        assert person.get("/desk/queue").status_code == 303


def test_form_without_the_token_of_its_session_changes_nothing(with_keys: Service) -> None:
    client, services = with_keys
    person, other = sign_in(client, services, "ana"), sign_in(client, services, "ben")
    for csrf in ("", "0" * 64, other.csrf):
        refused = person.post("/desk/jobs/x/comment", csrf=csrf, comment="typed words")
        assert refused.status_code == 403
        assert "another session" in refused.text
        assert "typed words" in refused.text


def test_script_of_an_ended_session_is_told(with_keys: Service) -> None:
    refused = visitor(with_keys[0]).client.post("/desk/jobs/x/skip", headers=JSON)
    assert (refused.status_code, refused.headers["content-type"]) == (401, "application/problem+json")
    assert "sign in again" in refused.json()["detail"]


def test_reader_may_not_review(with_keys: Service) -> None:
    client, services = with_keys
    reader = sign_in(client, services, "eve", Role.AUDITOR)
    assert reader.get("/desk/queue").status_code == 200
    refused = reader.post("/desk/queue/next")
    assert refused.status_code == 403
    assert "lacks the scope `review`" in refused.text


def test_too_many_tries_wait(tmp_path_factory: pytest.TempPathFactory) -> None:
    with run_service(tmp_path_factory.mktemp("tries"), keyless=False) as (client, services):
        answers = [try_key(visitor(client), "cw_guess") for _ in range(12)]
        assert try_key(visitor(client), new_key(services, "ana", Scope.READ))[0] == 303
    assert [status for status, _ in answers] == [401] * 10 + [429] * 2
    assert "too many tries" in answers[-1][1]


def test_headers_of_a_page(client: TestClient) -> None:
    headers = visitor(client).get("/desk/queue").headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_problems_are_pages(with_keys: Service) -> None:
    client, services = with_keys
    person = sign_in(client, services, "ana")
    for path, status, words in (
        ("/desk/nowhere", 404, "the desk has no page at this address"),
        ("/desk/jobs/job_none", 404, "there is no job job_none"),
        ("/desk/queue?colour=red", 422, "unknown query parameter `colour`"),
        ("/desk/queue/next", 405, "This did not work"),
    ):
        answer = person.get(path)
        assert (answer.status_code, words in answer.text) == (status, True), (path, answer.text)
        assert answer.headers["content-type"].startswith("text/html")
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"a=%ff", "application/x-www-form-urlencoded", 400),
        ("ä=1".encode(), "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a=1" for _ in range(400)), "application/x-www-form-urlencoded", 400),
        (b'{"a": 1}', "application/json", 415),
        (b"csrf=1&csrf=2", "application/x-www-form-urlencoded", 422),
        (b"a=" + b"x" * 30_000, "application/x-www-form-urlencoded", 413),
    ],
)
def test_broken_form_is_refused(with_keys: Service, body: bytes, kind: str, status: int) -> None:
    client, services = with_keys
    person = sign_in(client, services, "ana")
    answer = person.client.post("/desk/queue/next", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")


def test_files_are_kept_by_browsers(client: TestClient) -> None:
    page = visitor(client).html("/desk/queue")
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    style = client.get(address)
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in style.headers["cache-control"]
    assert client.get("/desk/static/0/desk.css").headers["cache-control"] == "no-store"
    assert client.get("/desk/static/0/..%2fsession.py").status_code == 404
