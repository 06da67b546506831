"""Two blind answers that differ, over HTTP and at the desk: the first counts until a lead who gave neither decides."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.escalations import A_LEAD, ANOTHER_LEAD, NOBODY
from api.services import Services
from domain.access import Role, Scope
from domain.message import MessageStatus
from tests.api.conftest import Json, decide, run_service
from tests.api.desk.people import job_of, new_key, sign_in
from tests.api.test_jobs import QUEUES

Service = tuple[TestClient, Services]
SECOND_REVIEWS = '[[samples]]\nof = "reviews"\nshare = 1.0\n'


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    (tmp_path / "queues.toml").write_text(QUEUES + SECOND_REVIEWS)
    with run_service(tmp_path, keyless=False, queues={"rules": tmp_path / "queues.toml"}) as (client, services):
        client.headers["Authorization"] = f"Bearer {new_key(services, 'platform', Scope.DECIDE, Scope.READ)}"
        yield client, services


class Reviewer:
    """A person with a key, who reviews over HTTP and looks at the desk."""

    def __init__(self, service: Service, name: str, role: Role = Role.MODERATOR) -> None:
        self.client, services = service
        self.headers = {"Authorization": f"Bearer {new_key(services, name, *role.scopes)}"}
        self.desk = sign_in(*service, name, role)

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        return self.client.request(method, path, json=body, headers={**self.headers, **headers})

    def claim(self) -> Json | None:
        taken = self.send("POST", "/v1/jobs/claim")
        return taken.json() if taken.status_code == 200 else None

    def review(self, decision_id: str, action: str) -> Any:
        version = self.send("GET", f"/v1/decisions/{decision_id}").headers["ETag"]
        body = {"action": action, "reason": "I read it."}
        return self.send("POST", f"/v1/decisions/{decision_id}/reviews", body, **{"If-Match": version})

    def answer(self, decision_id: str, action: str) -> Json:
        job = self.claim()
        assert job is not None
        assert job["decision_id"] == decision_id
        made = self.review(decision_id, action)
        assert made.status_code == 201, made.text
        answered: Json = made.json()
        return answered


def effects(service: Service, decision_id: str) -> list[object]:
    """The outcome in lists, active violations, and the letters that are not out."""
    client, services = service
    (row,) = client.get("/v1/decisions", params={"case_id": "post"}).json()["items"]
    strikes = [entry.clause_id for entry in services.store.violations.of_creator("cr_two") if entry.active]
    letters = [one.outcome for one in services.store.outbox.list() if one.status is MessageStatus.READY]
    assert row["decision_id"] == decision_id
    return [row["current_outcome"], strikes, letters]


def decide_and_notify(service: Service) -> str:
    """Of a violation: the creator has the letter."""
    client, services = service
    decision_id = str(decide(client, creator_id="cr_two", name="post")["decision_id"])
    services.store.outbox.mark_delivered(services.store.outbox.list(), datetime.now(UTC))
    return decision_id


@pytest.mark.parametrize("decided", ["no_violation", "violation"])
def test_first_answer_counts_until_the_lead_has_decided(service: Service, decided: str) -> None:
    ana, ben, lena = Reviewer(service, "ana"), Reviewer(service, "ben"), Reviewer(service, "lena", Role.LEAD)
    decision_id = decide_and_notify(service)
    first = ana.answer(decision_id, "overturn")
    after_first = effects(service, decision_id)
    assert after_first == ["no_violation", [], ["no_violation"]]
    refused = ben.review(decision_id, "uphold")
    assert (refused.status_code, "claim its job before" in refused.json()["detail"]) == (409, True)
    second = ben.answer(decision_id, "uphold")
    assert (first["differs"], second["differs"], second["outcome"]) == (False, True, "violation")
    assert effects(service, decision_id) == after_first
    page = lena.desk.html(f"/desk/jobs/{job_of(service[1], decision_id)}")
    assert ("differs from the first answer" in page, "Uphold" in page) == (True, True)
    explained = lena.send("GET", f"/v1/decisions/{decision_id}/explanation?format=markdown").text
    assert "Review by ben: violation (not in effect: a lead decides)" in explained
    action = "uphold" if decided == "no_violation" else "overturn"  # of the first answer, which is in effect
    body = {"action": action, "reason": "x", **({"violated": ["CLM-1"]} if decided == "violation" else {})}
    assert lena.claim() is not None
    version = lena.send("GET", f"/v1/decisions/{decision_id}").headers["ETag"]
    made = lena.send("POST", f"/v1/decisions/{decision_id}/reviews", body, **{"If-Match": version})
    assert (made.status_code, made.json()["outcome"], made.json()["differs"]) == (201, decided, False)
    expected = {"no_violation": after_first, "violation": ["violation", ["CLM-1"], []]}
    assert effects(service, decision_id) == expected[decided]


def test_only_a_lead_ends_the_disagreement(service: Service) -> None:
    ana, ben, mia = (Reviewer(service, name) for name in ("ana", "ben", "mia"))
    Reviewer(service, "lena", Role.LEAD)
    decision_id = decide_and_notify(service)
    ana.answer(decision_id, "overturn")
    ben.answer(decision_id, "uphold")
    for person in (ana, ben, mia):
        assert person.claim() is None
        refused = person.review(decision_id, "uphold")
        assert (refused.status_code, "waits for a lead" in refused.json()["detail"]) == (409, True)
    address = f"/desk/jobs/{job_of(service[1], decision_id)}"
    assert [words in ben.desk.html(address) for words in (A_LEAD, ANOTHER_LEAD)] == [False, True]
    assert A_LEAD in mia.desk.html(address)


def test_lead_who_answered_leaves_it_to_another_lead(service: Service) -> None:
    ana, lena = Reviewer(service, "ana"), Reviewer(service, "lena", Role.LEAD)
    decision_id = decide_and_notify(service)
    ana.answer(decision_id, "overturn")
    lena.answer(decision_id, "uphold")
    escalation = job_of(service[1], decision_id)
    assert lena.claim() is None
    for page in (f"/desk/jobs/{escalation}", "/desk/queue"):
        assert NOBODY in lena.desk.html(page)
    olga = Reviewer(service, "olga", Role.LEAD)
    for page in (f"/desk/jobs/{escalation}", "/desk/queue"):
        html = lena.desk.html(page)
        assert (ANOTHER_LEAD in html, NOBODY in html) == (True, False)
    refused = lena.send("POST", f"/v1/jobs/{escalation}/claim")
    assert (refused.status_code, "is for another lead" in refused.json()["detail"]) == (409, True)
    given = olga.send("POST", f"/v1/jobs/{escalation}/assign", {"person": "lena"})
    assert (given.status_code, "assign it to another person" in given.json()["detail"]) == (409, True)
    assert ANOTHER_LEAD not in olga.desk.html(f"/desk/jobs/{escalation}")
    olga.answer(decision_id, "uphold")
    assert effects(service, decision_id)[0] == "no_violation"


def test_own_escalation_does_not_come_back(service: Service) -> None:
    lena, olga = Reviewer(service, "lena", Role.LEAD), Reviewer(service, "olga", Role.LEAD)
    decision_id = decide_and_notify(service)
    job = lena.claim()
    assert job is not None
    lena.send("POST", f"/v1/jobs/{job['job_id']}/escalate", {"reason": "I know her."})
    assert lena.claim() is None
    assert ANOTHER_LEAD in lena.desk.html("/desk/queue?kind=escalation")
    taken = olga.claim()
    assert taken is not None
    assert (taken["kind"], taken["decision_id"]) == ("escalation", decision_id)
