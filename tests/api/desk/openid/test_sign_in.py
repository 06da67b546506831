"""Signing in at a provider through the pages of the desk, and every way in which that may fail."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import structlog
from fastapi import Response as FastApiResponse
from fastapi.testclient import TestClient
from httpx2 import Response

from api.desk.application import SIGN_IN_BURST, SIGN_INS_PER_SECOND
from api.desk.openid.attempt import Attempt
from api.desk.openid.provider import Provider
from api.rate_limit import RateLimiter
from api.services import Services
from domain.access import Scope
from tests.api.conftest import key_headers, make_case, run_service
from tests.api.desk.openid.provider_double import (
    CLIENT_ID,
    CLIENT_SECRET,
    KEY,
    OTHER_KEY,
    SECRET_KEY,
    ProviderDouble,
    run_provider,
)
from tests.api.desk.people import Person, job_of, new_key, visitor

START, CALLBACK = "/desk/sign-in/provider", "/desk/sign-in/callback"
ADDRESSES = count(1)
Service = tuple[TestClient, Services]


@pytest.fixture(scope="module")
def running_provider() -> Iterator[ProviderDouble]:
    with run_provider() as double:
        yield double


@pytest.fixture
def provider(running_provider: ProviderDouble) -> ProviderDouble:
    running_provider.reset()
    return running_provider


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, running_provider: ProviderDouble) -> Iterator[Service]:
    sign_in = {
        "issuer": running_provider.issuer,
        "provider_name": "Example & Co",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "desk_url": "http://localhost",
        "roles": {"trust": "moderator", "leads": "lead", "chiefs": "admin", "owners": "policy_owner"},
        "provider_timeout_seconds": 5,
    }
    with run_service(tmp_path_factory.mktemp("openid"), sign_in=sign_in) as running:
        yield running


@pytest.fixture
def ana(service: Service, provider: ProviderDouble) -> Person:
    """With an address of her own: failures of one address are limited."""
    address = (f"192.0.2.{next(ADDRESSES)}", 50_000)
    return Person(TestClient(service[0].app, "http://localhost", raise_server_exceptions=False, client=address))


def at_provider(person: Person, next_page: str = "/desk/queue") -> str:
    """The path and query to which the provider sends the person back."""
    begun = person.get(f"{START}?next={next_page}")
    assert begun.status_code == 303, begun.text
    back = httpx.get(begun.headers["location"], trust_env=False)
    assert back.status_code == 302
    parts = urlsplit(back.headers["location"])
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"http://localhost{CALLBACK}"
    return f"{parts.path}?{parts.query}"


def come_back(person: Person) -> Response:
    return person.get(at_provider(person))


def test_person_signs_in_works_and_signs_out(ana: Person, service: Service) -> None:
    page = ana.html("/desk/sign-in?next=/desk/queue%3Fmarket%3DUS")
    assert "Sign in with Example &amp; Co" in page
    assert 'href="/desk/sign-in/provider?next=/desk/queue%3Fmarket%3DUS"' in page
    signed_in = ana.get(at_provider(ana, "/desk/queue%3Fmarket%3DUS"))
    assert signed_in.status_code == 200, signed_in.text
    assert 'http-equiv="refresh" content="0;url=/desk/queue?market=US"' in signed_in.text
    cookies = signed_in.headers.get_list("set-cookie")
    (session,) = [cookie for cookie in cookies if cookie.startswith("clausewise_desk=")]
    assert all(part in session for part in ("HttpOnly", "SameSite=strict", "Path=/desk"))
    assert "ana@example.com" in ana.html("/desk/queue")
    written = [(entry.actor, entry.action, entry.subject) for entry in service[1].store.audit.entries()]
    assert ("oidc:u1", "session.start", "ana@example.com") in written
    assert ana.post("/desk/sign-out").headers["location"] == "/desk/sign-in"
    assert ana.get("/desk/queue").status_code == 303


def test_person_who_has_signed_in_is_given_a_job(ana: Person, service: Service) -> None:
    client, services = service
    lena = key_headers(services, Scope.DECIDE, Scope.LEAD, name="lena")
    decided = client.post("/v1/decisions", json=make_case(), headers=lena).json()
    path = f"/v1/jobs/{job_of(services, decided['decision_id'])}/assign"
    assert come_back(ana).status_code == 200
    given = client.post(path, json={"person": "ana@example.com"}, headers=lena)
    assert (given.status_code, given.json()["assigned_to"]) == (200, "ana@example.com")
    assert client.post(path, json={"person": "zoe@example.com"}, headers=lena).status_code == 422


@pytest.mark.parametrize("methods", [["client_secret_post"], ["client_secret_basic"], ["private_key_jwt", "tls"]])
def test_secret_is_sent_as_the_provider_takes_it(ana: Person, provider: ProviderDouble, methods: list[str]) -> None:
    provider.metadata = {"token_endpoint_auth_methods_supported": methods}
    assert come_back(ana).status_code == 200


def test_secret_that_the_provider_refuses_is_for_the_operator(ana: Person, provider: ProviderDouble) -> None:
    provider.secret = "changed"
    with structlog.testing.capture_logs() as logs:
        refused = come_back(ana)
    assert (refused.status_code, "CLAUSEWISE" in refused.text) == (503, False)
    (reason,) = [line["reason"] for line in logs if line["event"] == "provider failed"]
    assert "invalid_client" in reason
    assert "CLAUSEWISE_SIGN_IN__CLIENT_ID, CLIENT_SECRET" in reason


def test_nobody_is_the_local_user_where_people_sign_in(ana: Person, service: Service) -> None:
    assert ana.get("/desk/queue").headers["location"] == "/desk/sign-in?next=/desk/queue"
    assert service[0].get("/v1/decisions").status_code == 401


def test_key_opens_the_desk_beside_the_provider(ana: Person, service: Service) -> None:
    data = {"key": new_key(service[1], "robin", Scope.READ)}
    assert ana.client.post("/desk/sign-in", data=data, follow_redirects=False).status_code == 303
    assert "robin" in ana.html("/desk/queue")


@pytest.mark.parametrize(
    ("groups", "may_review", "may_write_policies"),
    [(["trust"], True, False), (["owners"], False, True), (["owners", "trust"], True, True), ("chiefs", True, True)],
)
def test_groups_give_the_scopes_of_all_roles(
    ana: Person, provider: ProviderDouble, service: Service, groups: Any, may_review: bool, may_write_policies: bool
) -> None:
    provider.claims = {"groups": groups}
    assert come_back(ana).status_code == 200
    caller = service[1].store.people.sessions.caller_of(ana.client.cookies["clausewise_desk"], datetime.now(UTC))
    assert caller is not None
    assert (caller.key_id, caller.name) == ("oidc:u1", "ana@example.com")
    assert (caller.has_scope(Scope.REVIEW), caller.has_scope(Scope.POLICY)) == (may_review, may_write_policies)


@pytest.mark.parametrize("groups", [["everyone"], [], None, 7, {"trust": 1}, [["trust"]], "everyone"])
def test_person_without_a_role_gets_a_page(ana: Person, provider: ProviderDouble, groups: Any) -> None:
    provider.claims = {"groups": groups}
    refused = come_back(ana)
    assert refused.status_code == 403
    assert "Example &amp; Co knows you as ana@example.com, and none of your groups has a role here" in refused.text
    assert ana.get("/desk/queue").status_code == 303


def test_groups_that_only_user_info_tells_count(ana: Person, provider: ProviderDouble) -> None:
    provider.claims, provider.user_info = {"groups": None}, {"groups": ["leads"]}
    assert come_back(ana).status_code == 200


def test_user_info_of_somebody_else_is_refused(ana: Person, provider: ProviderDouble) -> None:
    provider.claims, provider.user_info = {"groups": None}, {"groups": ["chiefs"], "sub": "u2"}
    assert come_back(ana).status_code == 401


@pytest.mark.parametrize(
    "claims",
    [{"email": None}, {"email": " "}, {"email": 5}, {"email": "a\x00b"}, {"email": "x" * 300}, {"sub": "x" * 600}],
)
def test_person_without_a_usable_name_gets_a_page(ana: Person, provider: ProviderDouble, claims: Any) -> None:
    provider.claims = claims
    refused = come_back(ana)
    assert (refused.status_code, "no usable name" in refused.text) == (401, True)


def test_unverified_address_is_refused(ana: Person, provider: ProviderDouble) -> None:
    provider.claims = {"email_verified": False}
    refused = come_back(ana)
    assert (refused.status_code, "has not verified your e-mail address" in refused.text) == (401, True)


def without_times(claims: dict[str, Any]) -> str:
    """The name of a test, equal in each process that runs some of the tests."""
    return "-".join(f"{name}={'time' if isinstance(value, int) else value}" for name, value in claims.items())


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://other.example"},
        {"aud": "another"},
        {"aud": "another", "azp": CLIENT_ID},
        {"aud": [CLIENT_ID, "another"]},
        {"azp": "another"},
        {"exp": int(time.time()) - 120},
        {"iat": int(time.time()) + 3_600},
        {"nbf": int(time.time()) + 3_600},
        {"exp": "tomorrow"},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"sub": " "},
        {"sub": 5},
        {"aud": None},
        {"iss": None},
        {"exp": None},
        {"at_hash": "AAAA"},
    ],
    ids=without_times,
)
def test_token_that_proves_nothing_is_refused(ana: Person, provider: ProviderDouble, claims: Any) -> None:
    provider.claims = claims
    refused = come_back(ana)
    assert (refused.status_code, "does not prove who you are" in refused.text) == (401, True)
    assert ana.get("/desk/queue").status_code == 303


def test_clock_may_differ_by_a_minute(ana: Person, provider: ProviderDouble) -> None:
    now = int(time.time())
    provider.claims = {"exp": now - 20, "iat": now + 20}
    assert come_back(ana).status_code == 200


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ({"alg": "RS256", "kid": "first"}, OTHER_KEY),
        ({"alg": "RS256", "kid": "unknown"}, KEY),
        ({"alg": "HS256", "kid": "first"}, SECRET_KEY),
        ({"alg": "none"}, None),
    ],
)
def test_signature_by_another_key_is_refused(ana: Person, provider: ProviderDouble, header: Any, key: Any) -> None:
    provider.header, provider.key, provider.keys = header, key, [KEY, SECRET_KEY]
    refused = come_back(ana)
    assert (refused.status_code, "does not prove who you are" in refused.text) == (401, True)


def test_key_that_was_changed_counts_at_once(ana: Person, provider: ProviderDouble) -> None:
    assert come_back(ana).status_code == 200
    provider.key, provider.keys = OTHER_KEY, [OTHER_KEY]
    assert come_back(ana).status_code == 200


def test_token_without_key_id_is_read_with_the_only_key(ana: Person, provider: ProviderDouble) -> None:
    provider.header = {"alg": "PS256"}
    assert come_back(ana).status_code == 200


def test_callback_in_another_browser_signs_nobody_in(ana: Person, service: Service, provider: ProviderDouble) -> None:
    address, other = at_provider(ana), visitor(service[0])
    provider.requests.clear()
    refused = other.get(address)
    assert (refused.status_code, "not begun in this browser" in refused.text) == (401, True)
    assert provider.requests == []
    assert other.get("/desk/queue").status_code == 303


def test_callback_with_another_state_signs_nobody_in(ana: Person, provider: ProviderDouble) -> None:
    address = at_provider(ana)
    state = parse_qs(urlsplit(address).query)["state"][0]
    for wrong in (address.replace(state, "x" * 43), address.replace(f"state={state}", ""), f"{address}&state={state}"):
        assert ana.get(wrong).status_code == 401, wrong
    assert ana.get(address).status_code == 200


def test_second_tab_does_not_spoil_the_first(ana: Person) -> None:
    first, second = at_provider(ana), at_provider(ana)
    assert [ana.get(address).status_code for address in (first, second)] == [200, 200]


def test_callback_counts_once(ana: Person, provider: ProviderDouble) -> None:
    address = at_provider(ana)
    kept = {cookie.name: cookie.value for cookie in ana.client.cookies.jar}
    assert ana.get(address).status_code == 200
    again = ana.get(address)
    assert (again.status_code, "was used already" in again.text) == (401, True)
    for name, value in kept.items():
        ana.client.cookies.set(name, str(value), domain="localhost.local", path="/desk/sign-in")
    replayed = ana.get(address)
    assert (replayed.status_code, "too old or used before" in replayed.text) == (401, True)


def test_code_that_expired_gets_a_page(ana: Person, provider: ProviderDouble) -> None:
    address = at_provider(ana)
    provider.grants.clear()
    refused = ana.get(address)
    assert (refused.status_code, "too old or used before" in refused.text) == (401, True)
    assert "SECRET-CODE" not in refused.text


def test_without_a_provider_people_have_keys(client: TestClient) -> None:
    person = visitor(client)
    assert START not in person.html("/desk/sign-in")
    for path in (START, CALLBACK):
        refused = person.get(path)
        assert (refused.status_code, "people sign in with a key here" in refused.text) == (404, True)


@pytest.mark.parametrize("extra", ["&error=access_denied", "&iss=https://other.example"])
def test_refusal_of_the_provider_gets_a_page(ana: Person, extra: str) -> None:
    refused = ana.get(at_provider(ana) + extra)
    assert refused.status_code == 401
    assert 'href="/desk/sign-in/provider?next=/desk/queue"' in refused.text
    assert "clausewise_desk=" not in str(refused.headers.get_list("set-cookie"))


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "https://other.example/token"},
        {"token_endpoint": "http://other.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://[::1"},
    ],
    ids=str,
)
def test_endpoints_elsewhere_are_not_called(ana: Person, provider: ProviderDouble, metadata: Any) -> None:
    provider.metadata = metadata
    with structlog.testing.capture_logs() as logs:
        refused = ana.get(START)
    assert (refused.status_code, "does not work now" in refused.text) == (503, True)
    assert "CLAUSEWISE_SIGN_IN__" in next(line["reason"] for line in logs if line["event"] == "provider failed")


def test_provider_that_is_down_gets_a_page(ana: Person, provider: ProviderDouble) -> None:
    address = at_provider(ana)
    provider.is_down = True
    for path in (START, address):
        refused = ana.get(path)
        assert (refused.status_code, "sign in with a key" in refused.text) == (503, True)
        assert 'href="/desk/sign-in/provider?next=/desk/queue"' in refused.text
    provider.is_down = False
    assert come_back(ana).status_code == 200


@pytest.mark.parametrize(
    "page", ["https://evil.example", "//evil.example", "/desk/\\evil", "/v1/decisions", "/desk/x%0ay"]
)
def test_only_pages_of_the_desk_follow(ana: Person, page: str) -> None:
    answer = ana.get(at_provider(ana, page))
    assert 'content="0;url=/desk/queue"' in answer.text


def test_changed_cookie_leads_nowhere_else(ana: Person, service: Service, provider: ProviderDouble) -> None:
    attempt, kept = Attempt.new("https://evil.example"), FastApiResponse()
    attempt.remember(kept, secure=False)
    name, _, rest = kept.headers["set-cookie"].partition("=")
    ana.client.cookies.set(name, rest.partition(";")[0])
    connected = Provider.configured(service[1].settings.sign_in)
    assert connected
    back = httpx.get(connected.address_for(attempt), trust_env=False).headers["location"]
    answer = ana.get(back.removeprefix("http://localhost"))
    assert (answer.status_code, 'content="0;url=/desk/queue"' in answer.text) == (200, True)


def test_log_holds_no_secret(ana: Person, provider: ProviderDouble) -> None:
    provider.claims = {"nonce": "another"}
    with structlog.testing.capture_logs() as logs:
        address = at_provider(ana)
        ana.get(address)
        ana.get(address)
    written = str(logs)
    query = parse_qs(urlsplit(address).query)
    assert "sign-in refused" in written
    secrets = [query["code"][0], query["state"][0], CLIENT_SECRET, "ana@example.com"]
    assert [secret for secret in secrets if secret in written] == []


def test_many_failures_wait(ana: Person, service: Service, provider: ProviderDouble) -> None:
    service[0].app.state.sign_in_limiter = RateLimiter(SIGN_INS_PER_SECOND, SIGN_IN_BURST, clock=lambda: 0.0)  # type: ignore[attr-defined]
    provider.claims = {"nonce": "another"}
    statuses = [come_back(ana).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]
