"""The review queue over HTTP: a decision becomes a job, one person claims it, and their review finishes it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from agent.queues.rules_file import RoutingRulesInvalid
from api.services import Services, open_services
from domain.access import Scope
from store.erasure import Erasure
from tests.api.conftest import HARMLESS, Json, key_headers, make_case, make_settings, run_service

QUEUES = """
[queues.letters]
title = "Letters"

[queues.rest]
title = "Everything else"

[[rules]]
when = 'job.kind == "held_letter"'
queue = "letters"
priority = 60
sla_minutes = 60

[[rules]]
queue = "rest"
priority = 40
sla_minutes = 120
"""
REASON = {"reason": "I cannot tell."}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Services]]:
    folder = tmp_path_factory.mktemp("jobs")
    (folder / "queues.toml").write_text(QUEUES)
    with run_service(folder, keyless=False, queues={"rules": folder / "queues.toml"}) as running:
        yield running


class Person:
    """A caller with a key of their own."""

    def __init__(self, service: tuple[TestClient, Services], name: str, *scopes: Scope) -> None:
        self.client, services = service
        with services.store.database.transaction() as session:
            secret, _ = services.store.api_keys.create(session, name, scopes, datetime.now(UTC))
        self.headers = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str, **parameters: object) -> Json:
        response = self.client.get(path, params=parameters, headers=self.headers)  # type: ignore[arg-type]
        assert response.status_code == 200, response.text
        found: Json = response.json()
        return found

    def post(self, path: str, body: object = None) -> Any:
        return self.client.post(path, json=body, headers=self.headers)


@pytest.fixture(scope="module")
def people(service: tuple[TestClient, Services]) -> tuple[Person, Person, Person]:
    moderator = (Scope.READ, Scope.REVIEW)
    lead = Person(service, "lena", *moderator, Scope.LEAD, Scope.DECIDE)
    return Person(service, "ana", *moderator), Person(service, "ben", *moderator), lead


@pytest.fixture
def job(service: tuple[TestClient, Services], people: tuple[Person, Person, Person]) -> Iterator[Json]:
    """The job of a held letter, the only open one."""
    *_, lead = people
    decided = lead.post("/v1/decisions", make_case(creator_id="cr_jobs"))
    assert decided.status_code == 201, decided.text
    (found,) = lead.get("/v1/jobs", decision_id=decided.json()["decision_id"])["items"]
    yield found
    Erasure(service[1].store.database).erase_creator("cr_jobs", "test")


def test_job_is_claimed_once_and_finished_by_the_review(job: Json, people: tuple[Person, Person, Person]) -> None:
    ana, ben, _ = people
    assert (job["kind"], job["queue"], job["priority"], job["state"]) == ("held_letter", "letters", 60, "open")
    claimed = ana.post("/v1/jobs/claim?queue=letters")
    assert (claimed.status_code, claimed.json()["job_id"], claimed.json()["claimed_by"]) == (200, job["job_id"], "ana")
    assert ben.post("/v1/jobs/claim").status_code == 204
    refused = ben.post(f"/v1/jobs/{job['job_id']}/claim")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:clausewise:problem:conflict")
    assert refused.json()["detail"].startswith(f"ana has {job['job_id']} until ")
    renewed = ana.post(f"/v1/jobs/{job['job_id']}/renew").json()
    assert renewed["lease_until"] > claimed.json()["lease_until"]
    review = {"action": "uphold", "reason": "She says so."}
    saved = ana.post(f"/v1/decisions/{job['decision_id']}/reviews", review)
    assert saved.status_code == 201, saved.text
    done = ana.get(f"/v1/jobs/{job['job_id']}")
    assert (done["state"], done["review_id"], done["claimed_by"]) == ("done", saved.json()["review_id"], None)
    late = ben.post(f"/v1/jobs/{job['job_id']}/claim")
    assert (late.status_code, f"is done by review {done['review_id']}" in late.json()["detail"]) == (409, True)
    events = ana.get(f"/v1/jobs/{job['job_id']}/events")["items"]
    assert [(event["kind"], event["person"]) for event in events] == [
        ("created", ""),
        ("claimed", "ana"),
        ("done", "ana"),
    ]


def test_queues_are_listed_with_what_waits(job: Json, people: tuple[Person, Person, Person]) -> None:
    ana, *_ = people
    letters, rest = ana.get("/v1/queues")["items"]
    assert (letters["queue"], letters["title"], letters["open"], letters["claimed"]) == ("letters", "Letters", 1, 0)
    assert (letters["overdue"], letters["oldest_at"]) == (0, job["created_at"])
    assert (rest["title"], rest["open"], rest["oldest_at"]) == ("Everything else", 0, None)


def test_skip_release_and_comment(job: Json, people: tuple[Person, Person, Person]) -> None:
    ana, ben, _ = people
    address = f"/v1/jobs/{job['job_id']}"
    assert ana.post(f"{address}/claim").status_code == 200
    assert ana.post(f"{address}/release").json()["claimed_by"] is None
    assert ana.post(f"{address}/skip", REASON).status_code == 200
    assert ana.post("/v1/jobs/claim").status_code == 204
    assert ben.post(f"{address}/comments", {"text": "Is this tea?"}).status_code == 201
    assert ben.post("/v1/jobs/claim").json()["job_id"] == job["job_id"]
    texts = [(event["kind"], event["text"]) for event in ana.get(f"{address}/events")["items"] if event["text"]]
    assert texts == [("skipped", "I cannot tell."), ("commented", "Is this tea?")]


def test_escalation_follows_the_rules(job: Json, people: tuple[Person, Person, Person]) -> None:
    ana, *_ = people
    escalated = ana.post(f"/v1/jobs/{job['job_id']}/escalate", REASON).json()
    assert (escalated["kind"], escalated["queue"], escalated["priority"]) == ("escalation", "rest", 60)
    assert ana.get(f"/v1/jobs/{job['job_id']}")["state"] == "done"
    assert ana.post(f"/v1/jobs/{job['job_id']}/escalate", REASON).status_code == 409


def test_lead_moves_and_assigns(job: Json, people: tuple[Person, Person, Person]) -> None:
    ana, ben, lead = people
    address = f"/v1/jobs/{job['job_id']}"
    assert ana.post(f"{address}/move", {"queue": "rest"}).status_code == 403
    moved = lead.post(f"{address}/move", {"queue": "rest", "priority": 7}).json()
    assert (moved["queue"], moved["priority"]) == ("rest", 7)
    unknown = lead.post(f"{address}/move", {"queue": "lettres"})
    assert unknown.status_code == 422
    assert unknown.json()["detail"] == 'there is no queue "lettres": write letters or rest (did you mean "letters"?)'
    assert lead.post(f"{address}/assign", {"person": "ana"}).json()["assigned_to"] == "ana"
    assert ben.post("/v1/jobs/claim").status_code == 204
    assert ana.post("/v1/jobs/claim").json()["job_id"] == job["job_id"]
    assert lead.post(f"{address}/assign", {"person": None}).json()["claimed_by"] is None
    nobody = lead.post(f"{address}/assign", {"person": "anna"})
    assert nobody.status_code == 422
    assert nobody.json()["detail"] == (
        'nobody who reviews is called "anna" (did you mean "ana"?): give the name of a key or person'
    )
    assert lead.get(address)["assigned_to"] is None


def test_history_is_read_page_by_page(job: Json, people: tuple[Person, Person, Person]) -> None:
    ana, *_ = people
    address = f"/v1/jobs/{job['job_id']}"
    for number in range(4):
        assert ana.post(f"{address}/comments", {"text": f"Note {number}"}).status_code == 201
    first = ana.get(f"{address}/events", limit=3)
    second = ana.get(f"{address}/events", limit=3, cursor=first["next_cursor"])
    texts = [event["text"] for page in (first, second) for event in page["items"]]
    assert (texts, second["next_cursor"]) == (["", "Note 0", "Note 1", "Note 2", "Note 3"], None)
    for cursor in ("nonsense", "WyJhIl0", "WzEsMl0"):  # the last two: a text, and two numbers
        refused = ana.client.get(f"{address}/events", params={"cursor": cursor}, headers=ana.headers)
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:clausewise:problem:invalid-cursor")


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        ("skip", {}, "body.reason"),
        ("skip", {"reason": ""}, "body.reason"),
        ("escalate", {"reason": "x" * 5_001}, "body.reason"),
        ("comments", {"text": "\u0000"}, "body.text"),
        ("move", {"queue": "No Such"}, "body.queue"),
        ("move", {"queue": "rest", "priority": 10_000}, "body.priority"),
        ("assign", {}, "body.person"),
    ],
)
def test_bad_body_is_refused(people: tuple[Person, Person, Person], path: str, body: Json, where: str) -> None:
    *_, lead = people
    refused = lead.post(f"/v1/jobs/job_x/{path}", body)
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, where)


def test_unknown_job_and_filters_are_refused(people: tuple[Person, Person, Person]) -> None:
    ana, *_ = people
    for path in ("claim", "renew", "release"):
        assert ana.post(f"/v1/jobs/job_none/{path}").status_code == 404
    for query in ("queu=rest", "state=gone", "limit=0", "overdue=perhaps", "cursor=nonsense", "cursor=WzFd"):
        refused = ana.client.get(f"/v1/jobs?{query}", headers=ana.headers)
        assert refused.status_code == 422, query
    assert ana.post("/v1/jobs/claim?queue=nowhere").status_code == 422


def test_jobs_are_listed_page_by_page(people: tuple[Person, Person, Person]) -> None:
    *_, lead = people
    for number in range(3):
        lead.post("/v1/decisions", make_case(name=f"page{number}", creator_id=f"cr_page{number}"))
    listed, parameters = list[str](), {"limit": "2", "queue": "letters"}
    while True:
        page = lead.get("/v1/jobs", **parameters)
        listed += [one["job_id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        parameters["cursor"] = page["next_cursor"]
    assert listed == [one["job_id"] for one in lead.get("/v1/jobs", queue="letters")["items"]]
    assert len({*listed}) == 3


def test_settled_decision_waits_for_nobody(people: tuple[Person, Person, Person]) -> None:
    *_, lead = people
    decided = lead.post("/v1/decisions", make_case(HARMLESS)).json()
    waits = decided["verdict"]["outcome"] == "needs_review"
    assert bool(lead.get("/v1/jobs", decision_id=decided["decision_id"])["items"]) == waits


def test_second_review_answers_the_decision_and_not_the_first_review(tmp_path: Path) -> None:
    (tmp_path / "queues.toml").write_text(f'{QUEUES}[[samples]]\nof = "reviews"\nshare = 1.0\n')
    with run_service(tmp_path, keyless=False, queues={"rules": tmp_path / "queues.toml"}) as service:
        ana, ben = (Person(service, name, Scope.READ, Scope.REVIEW, Scope.DECIDE) for name in ("ana", "ben"))
        decision_id = ana.post("/v1/decisions", make_case()).json()["decision_id"]
        address = f"/v1/decisions/{decision_id}"
        ana.post(f"{address}/reviews", {"action": "overturn", "reason": "A joke."})
        assert ana.post("/v1/jobs/claim").status_code == 204
        claimed = ben.post("/v1/jobs/claim").json()
        assert (claimed["kind"], claimed["decision_id"]) == ("second_review", decision_id)
        version = ben.client.get(address, headers=ben.headers).headers["etag"]
        body = {"action": "uphold", "reason": "She says that it cured her."}
        headers = {**ben.headers, "If-Match": version}
        second = ben.client.post(f"{address}/reviews", json=body, headers=headers)
        assert (second.status_code, second.json()["outcome"]) == (201, "violation"), second.text
        kinds = {job["kind"] for job in ana.get("/v1/jobs", decision_id=decision_id)["items"]}
        assert kinds == {"escalation"}  # the two answers differ


def test_metrics_show_the_queues(service: tuple[TestClient, Services], job: Json) -> None:
    text = service[0].get("/metrics", headers=key_headers(service[1], Scope.METRICS)).text
    assert 'clausewise_jobs_overdue{queue="letters"} 0.0' in text
    assert 'clausewise_jobs_open{queue="letters"}' in text
    assert 'clausewise_jobs_oldest_seconds{queue="letters"}' in text
    assert 'clausewise_job_claims_total{result="' in text


def test_service_does_not_start_with_bad_rules(tmp_path: Path) -> None:
    (tmp_path / "queues.toml").write_text(QUEUES.replace("held_letter", "held_leter"))
    settings = make_settings(tmp_path / "data", queues={"rules": tmp_path / "queues.toml"})
    with pytest.raises(RoutingRulesInvalid, match=r'queues.toml:9: when: "held_leter" is never a value of job.kind'):
        open_services(settings, "local")
