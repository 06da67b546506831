"""Accounts are assessed over HTTP, listed, and contested."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from agent.open_warehouse import open_warehouse
from api.services import Services
from domain.assessment import AccountTool
from store.audit_comparison import compare_with_log
from store.erasure import Erasure
from tests.agent.assessment.accounts import GOOD, LOW_EFFORT, MANAGED, MOVED, PIRATE, add_links
from tests.api.accounts import account_service, assess, jobs_of
from tests.api.conftest import Json, decide

STATEMENT = {"statement": "I bought this phone second-hand."}
Service = tuple[TestClient, Services]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("accounts")
    with account_service(folder, service={"max_burst_requests": 1_000, "requests_per_second": 1_000}) as running:
        with open_warehouse(running[1].settings) as warehouse:
            add_links(warehouse.engine, MANAGED, MOVED)
        yield running
        assert [*compare_with_log(running[1].store.database).problems] == []


def contest(client: TestClient, decision_id: str, status: int = 201) -> Json:
    response = client.post(f"/v1/decisions/{decision_id}/contests", json=STATEMENT)
    assert response.status_code == status, response.text
    answer: Json = response.json()
    return answer


def test_assessment_is_decided_stored_and_listed(service: Service) -> None:
    client = service[0]
    decision = assess(client, PIRATE)
    assert decision["verdict"]["outcome"] == "violation"
    assert {reading["tool"] for reading in decision["assessment"]["readings"]} == {tool.value for tool in AccountTool}
    assert client.get(f"/v1/decisions/{decision['decision_id']}").json() == decision
    case = client.get(f"/v1/decisions/{decision['decision_id']}/case").json()["case"]
    assert (case["subject"], case["creator_id"], case["content"]) == ("account", PIRATE, [])
    first = decision["assessment"]["last_day"]
    earlier = assess(client, PIRATE, as_of="2026-07-20", judge="rules")
    assert earlier["assessment"]["last_day"] == "2026-07-20" < first
    decide(client, "a post of the same creator", creator_id=PIRATE)
    page = client.get(f"/v1/creators/{PIRATE}/assessments", params={"limit": 1}).json()
    assert [item["decision_id"] for item in page["items"]] == [earlier["decision_id"]]
    rest = client.get(f"/v1/creators/{PIRATE}/assessments", params={"cursor": page["next_cursor"]}).json()
    assert [item["decision_id"] for item in rest["items"]] == [decision["decision_id"]]
    assert rest["next_cursor"] is None
    assert client.get("/v1/creators/nobody/assessments").json() == {"items": [], "next_cursor": None}


def test_body_may_be_missing(service: Service) -> None:
    response = service[0].post(f"/v1/creators/{GOOD}/assessments")
    assert response.status_code == 201, response.text
    assert response.headers["Location"] == f"/v1/decisions/{response.json()['decision_id']}"
    assert response.json()["verdict"]["outcome"] == "no_violation"


def test_same_request_under_one_key_gives_the_same_decision(service: Service) -> None:
    client, address = service[0], f"/v1/creators/{GOOD}/assessments"
    headers = {"Idempotency-Key": "assess-1"}
    one, two = (client.post(address, json={"judge": "rules"}, headers=headers).json() for _ in range(2))
    assert one == two
    other = client.post(address, json={"as_of": "2026-07-20"}, headers=headers)
    assert (other.status_code, other.json()["type"]) == (409, "urn:clausewise:problem:conflict")


@pytest.mark.parametrize(
    ("creator", "body", "status", "words"),
    [
        ("nobody", {}, 404, "the warehouse has no creator nobody"),
        (GOOD, {"as_of": "2027-01-01"}, 422, "2027-01-01 is not computed yet"),
        (GOOD, {"as_of": "soon"}, 422, "see errors"),
        (GOOD, {"judge": "oracle"}, 422, "see errors"),
        (GOOD, {"judge": "llm"}, 409, "this service asks no language model, and llm does"),
        (GOOD, {"linked_accounts": True}, 422, "see errors"),
    ],
)
def test_request_that_cannot_be_met_is_refused(
    service: Service, creator: str, body: Json, status: int, words: str
) -> None:
    response = service[0].post(f"/v1/creators/{creator}/assessments", json=body)
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, words in response.json()["detail"]) == (status, True), response.text


def test_links_become_a_job_of_their_own_that_a_newer_assessment_replaces(service: Service) -> None:
    client = service[0]
    older = assess(client, MANAGED)
    assert older["verdict"]["outcome"] == "no_violation"
    job = jobs_of(client, older["decision_id"])["linked_accounts"]
    assert job["priority"] == 45
    newer = assess(client, MANAGED)
    assert jobs_of(client, older["decision_id"]) == {}
    cancelled = jobs_of(client, older["decision_id"], "cancelled")["linked_accounts"]
    events = client.get(f"/v1/jobs/{cancelled['job_id']}/events").json()["items"]
    assert [(event["kind"], event["after"]) for event in events][-1] == ("cancelled", "superseded")
    assert set(jobs_of(client, newer["decision_id"])) == {"linked_accounts"}
    of_the_past = assess(client, MANAGED, as_of="2026-07-20")
    assert jobs_of(client, of_the_past["decision_id"]) == {}
    assert set(jobs_of(client, newer["decision_id"])) == {"linked_accounts"}


def test_job_of_links_stands_beside_the_open_verdict(service: Service) -> None:
    decision = assess(service[0], MOVED)
    jobs = jobs_of(service[0], decision["decision_id"])
    assert set(jobs) == {"needs_review", "linked_accounts"}
    assert {job["group_id"] for job in jobs.values()} == {None}


def test_contest_is_answered_alike_with_and_without_a_link(service: Service) -> None:
    client, services = service
    answers = []
    for creator in (MANAGED, LOW_EFFORT):
        decision = assess(client, creator)
        answer = contest(client, decision["decision_id"])
        assert answer.pop("decision_id") == decision["decision_id"]
        answers.append(sorted(answer))
        job = jobs_of(client, decision["decision_id"])["contested_link"]
        assert job["job_id"] == answer["job_id"]
        assert job["priority"] == 65
        (event,) = (
            one for one in client.get(f"/v1/jobs/{job['job_id']}/events").json()["items"] if one["kind"] == "commented"
        )
        assert event["text"] == STATEMENT["statement"]
        again = contest(client, decision["decision_id"], 409)
        assert "a contest of" in again["detail"]
        Erasure(services.store.database).erase_creator(creator, "test")
        events = client.get(f"/v1/jobs/{job['job_id']}/events").json()["items"]
        assert [one["text"] for one in events if one["kind"] == "commented"] == ["erased"]
        stored = client.get(f"/v1/decisions/{decision['decision_id']}").json()
        assert stored["assessment"] is None
        assert "was erased" in contest(client, decision["decision_id"], 409)["detail"]
    assert answers == [["created_at", "job_id"]] * 2


def test_contest_is_about_an_account(service: Service) -> None:
    client = service[0]
    post = decide(client, name="contested")
    assert "is about a post" in contest(client, post["decision_id"], 409)["detail"]
    assert contest(client, "dec_none", 404)["detail"] == "there is no decision dec_none"
    empty = client.post(f"/v1/decisions/{post['decision_id']}/contests", json={"statement": ""})
    assert empty.status_code == 422


def test_review_ends_the_jobs_of_the_account(service: Service) -> None:
    client = service[0]
    decision = assess(client, MANAGED)
    contest(client, decision["decision_id"])
    body = {"action": "uphold", "reason": "They are neighbours."}
    reviewed = client.post(f"/v1/decisions/{decision['decision_id']}/reviews", json=body)
    assert reviewed.status_code == 201, reviewed.text
    assert set(jobs_of(client, decision["decision_id"], "done")) == {"linked_accounts", "contested_link"}
    messages = client.get("/v1/education-messages").json()["items"]
    assert not [one for one in messages if one["decision_id"] == decision["decision_id"]]


def test_clause_counts_once_a_period_however_often_the_account_is_assessed(service: Service) -> None:
    client, services = service
    for day in (None, None, "2026-07-29"):
        assess(client, PIRATE, **({"as_of": day} if day else {}))
    entries = services.store.violations.of_creator(PIRATE)
    assert [(entry.clause_id, entry.active) for entry in entries] == [("ACC-2.1", True)]
