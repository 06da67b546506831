"""The letter of a case whose answer must not follow another: it tells nothing of what colleagues answered."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from domain.access import Role, Scope
from tests.api.conftest import Json, decide, run_service
from tests.api.desk.people import Person, job_of, new_key, sign_in
from tests.api.test_golden_jobs import QUEUES, cancel_jobs

Service = tuple[TestClient, Services]
STEP = "Leave the claim out."


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("blind-letters")
    (folder / "queues.toml").write_text(QUEUES)
    with run_service(folder, keyless=False, queues={"rules": folder / "queues.toml"}) as running:
        client, services = running
        client.headers["Authorization"] = f"Bearer {new_key(services, 'platform', Scope.ADMIN)}"
        yield running


def answer(person: Person, job_id: str, action: str) -> None:
    saved = person.ask(f"/desk/jobs/{job_id}/review", version="0", action=action, reason="It is clear.")
    assert saved.status_code == 200, saved.text


def letter_of(services: Services, decision_id: str) -> tuple[str, Json]:
    """The address of the letter, and an edit of the one that was written with the decision."""
    message, stored = services.store.outbox.current_message(decision_id), services.store.get(decision_id)
    assert message
    assert stored
    first = message.model_copy(update={"message": stored.decision.education})
    fields = {"version": first.version, "subject": first.message.subject, "body": first.message.body, "steps": STEP}
    return f"/desk/letters/{message.message_id}", fields


def test_second_reviewer_answers_before_they_see_the_letter(service: Service) -> None:
    decision_id = decide(service[0], creator_id="cr_twice")["decision_id"]
    ana, ben = sign_in(*service, "ana"), sign_in(*service, "ben")
    answer(ana, job_of(service[1], decision_id), "uphold")
    address, _ = letter_of(service[1], decision_id)
    refused = ben.get(address)
    assert (refused.status_code, "answer the case first" in refused.text) == (409, True)
    assert ana.get(address).status_code == 200
    cancel_jobs(service[1], decision_id)


def test_letter_of_a_golden_job_is_as_it_was_and_its_edit_changes_nothing(service: Service) -> None:
    client, services = service
    ana, lena = sign_in(client, services, "ana"), sign_in(client, services, "lena", Role.LEAD)
    gold = decide(client, creator_id="cr_gold", facts={"serial": 1})["decision_id"]
    answer(lena, job_of(services, gold), "uphold")
    cancel_jobs(services, gold)
    client.put(f"/v1/quality/golden/{gold}", json={"reason": "It promises a cure."}).raise_for_status()
    decide(client, creator_id="cr_next", facts={"serial": 2})
    assert ana.ask("/desk/queue/next").json()["address"] == f"/desk/jobs/{job_of(services, gold)}"
    address, fields = letter_of(services, gold)
    before = services.store.outbox.current_message(gold)
    html = ana.html(address)
    assert '<span class="status">held</span>' in html
    assert f'value="{fields["version"]}"' in html
    assert ana.post(address, **fields).headers["location"] == f"/desk/decisions/{gold}"
    assert services.store.outbox.current_message(gold) == before
    refused = ana.post(address, **{**fields, "body": "You are a liar."})
    assert (refused.status_code, "liar" in refused.text) == (422, True)
