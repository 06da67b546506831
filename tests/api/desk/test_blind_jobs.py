"""The page of a job whose answer must not follow another: a second review, and a case of the golden set."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from domain.access import Role
from tests.api.conftest import decide, run_service
from tests.api.desk.people import Person, job_of, new_key, sign_in
from tests.api.desk.test_job_actions import ADMIN
from tests.api.test_golden_jobs import QUEUES, cancel_jobs

Service = tuple[TestClient, Services]
FIRST = "The first answer."


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("blind")
    (folder / "queues.toml").write_text(QUEUES)
    with run_service(
        folder, keyless=False, service={"undo_seconds": 10}, queues={"rules": folder / "queues.toml"}
    ) as running:
        yield running


@pytest.fixture
def people(service: Service) -> tuple[Person, Person, Person]:
    client, services = service
    client.headers["Authorization"] = f"Bearer {new_key(services, 'platform', *ADMIN)}"
    return sign_in(*service, "ana"), sign_in(*service, "ben"), sign_in(*service, "lena", Role.LEAD)


def answer(person: Person, job_id: str, version: str = "0", action: str = "overturn", reason: str = FIRST) -> str:
    saved = person.ask(f"/desk/jobs/{job_id}/review", version=version, action=action, reason=reason)
    assert saved.status_code == 200, saved.text
    return str(saved.json()["review_id"])


def test_second_reviewer_finds_the_first_answer_on_no_page(
    service: Service, people: tuple[Person, Person, Person]
) -> None:
    ana, ben, lena = people
    decision_id = decide(service[0], creator_id="cr_twice")["decision_id"]
    first_job = job_of(service[1], decision_id)
    review_page = f"/desk/reviews/{answer(ana, first_job)}"
    second_job = job_of(service[1], decision_id)
    assert [person.get(review_page).status_code for person in (ben, ana, lena)] == [404, 200, 200]
    other = decide(service[0], creator_id="cr_twice", name="other")["decision_id"]
    assert [FIRST in person.html(f"/desk/jobs/{job_of(service[1], other)}") for person in (ben, lena)] == [False, True]
    cancel_jobs(service[1], other)
    pages = [f"/desk/jobs/{job_id}" for job_id in (first_job, second_job)]
    assert [FIRST in ben.html(page) for page in pages] == [False, False]
    for outcome, finds in (("violation", (True, False)), ("no_violation", (False, True))):
        queue = f"/desk/queue?kind=second_review&outcome={outcome}"
        assert tuple(pages[1] in person.html(queue) for person in (ben, lena)) == finds, outcome
    assert "ana" not in ben.html(pages[1])
    assert FIRST in lena.html(pages[0])
    assert ana.ask(f"{pages[1]}/claim").status_code == 409  # a person never gets their own
    assert ben.ask("/desk/queue/next").json()["address"] == pages[1]
    answer(ben, second_job, version="1", action="uphold", reason="The second answer.")
    assert FIRST in ben.html(pages[1])  # both are known once both have answered
    assert ben.ask("/desk/queue/next").json()["address"] is None
    escalation = lena.ask("/desk/queue/next").json()["address"]
    assert "escalation" in lena.html(escalation)
    answer(lena, job_of(service[1], decision_id), version="2", action="uphold", reason="The lead's answer.")


def test_golden_job_has_the_page_of_a_held_letter(service: Service, people: tuple[Person, Person, Person]) -> None:
    ana, _, lena = people
    client, services = service
    gold = decide(client, creator_id="cr_gold")["decision_id"]
    answer(lena, job_of(services, gold), action="uphold")
    cancel_jobs(services, gold)
    client.put(f"/v1/quality/golden/{gold}", json={"reason": "It promises a cure."}).raise_for_status()
    decide(client, creator_id="cr_next")
    address = ana.ask("/desk/queue/next").json()["address"]
    html = ana.html(address)
    assert (address, gold in html) == (f"/desk/jobs/{job_of(services, gold)}", True)
    for words in ("held letter", '<span class="status">held</span>', 'data-version="0"'):
        assert words in html, words
    for words in ("golden", "lena", FIRST):
        assert words not in html, words
    review_id = answer(ana, job_of(services, gold), reason="She warns.")
    assert "no violation" in ana.html(f"/desk/reviews/{review_id}")
    done = ana.html(address)
    assert ("She warns." in done, FIRST in done, "This job is done." in done) == (True, False, True)
    undone = ana.post(f"/desk/reviews/{review_id}/undo")
    assert undone.headers["location"] == f"/desk/decisions/{gold}"
    assert ana.get(f"/desk/decisions/{gold}").headers["location"] == address
    answer(ana, job_of(services, gold), reason="She warns.")
    assert [review.reviewer for review in services.store.reviews.history(gold)] == ["lena"]
