"""Appeals at the desk: the list, both decisions side by side, the letter before it is sent, and the closing review."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from domain.access import Scope
from domain.appeal import Appeal, AppealStatus
from domain.decision import Decision
from domain.verdict import Outcome
from store.erasure import Erasure
from tests.api.conftest import CURE, HARMLESS, Json, decide, make_case, run_service
from tests.api.desk.people import Person, new_key

Service = tuple[TestClient, Services]
SERIALS = count(1)
STATEMENT = "I quoted my <b>grandmother</b>, and I warn of it at the end."


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with run_service(tmp_path_factory.mktemp("appeals"), keyless=False, service={"undo_seconds": 10}) as running:
        yield running


def new_appeal(service: Service, second_text: str = CURE, creator_id: str = "cr_1") -> Appeal:
    """Of a violation; the second decision is that of another text."""
    client, services = service
    client.headers["Authorization"] = f"Bearer {new_key(services, 'platform', Scope.ADMIN)}"
    number, store = next(SERIALS), services.store
    decision_id = decide(client, facts={"serial": number}, creator_id=creator_id)["decision_id"]
    appeal = Appeal(
        appeal_id=f"app_{number}",
        decision_id=decision_id,
        statement=STATEMENT,
        status=AppealStatus.OPEN,
        created_at=datetime.now(UTC),
    )
    with store.database.write_transaction() as session:
        store.appeals.create(session, appeal)
    store.appeals.record_second_decision(appeal.appeal_id, _decide_apart(services, second_text))
    return appeal


def _decide_apart(services: Services, text: str) -> Decision:
    """Without storing it."""
    stored = services.store.get(services.store.list(1)[0].decision_id)
    assert stored
    case = stored.case.model_validate(make_case(text))
    return services.adjudicator.decide(case)


def outcome_of(service: Service, appeal: Appeal) -> tuple[Outcome, str]:
    latest = service[1].store.reviews.state(appeal.decision_id).latest
    assert latest
    return latest.outcome, latest.reason


def test_list_shows_what_waits(service: Service, ana: Person) -> None:
    appeal = new_appeal(service)
    html = ana.html("/desk/appeals")
    assert f'href="/desk/appeals/{appeal.appeal_id}"' in html
    assert "I quoted my &lt;b&gt;grandmother&lt;/b&gt;" in html
    assert appeal.appeal_id not in ana.html("/desk/appeals?status=closed")
    assert ana.get("/desk/appeals?status=lost").status_code == 422
    jump = ana.client.get("/desk/jump", params={"id": appeal.appeal_id}, follow_redirects=False)
    assert jump.headers["location"] == f"/desk/appeals/{appeal.appeal_id}"


def test_what_differs_is_marked(service: Service, ana: Person) -> None:
    html = ana.html(f"/desk/appeals/{new_appeal(service, HARMLESS).appeal_id}")
    assert html.count("differs</span>") == 2  # the outcome, and CLM-1
    assert '<mark class="violated">this tea cured my diabetes in two weeks</mark>' in html
    assert "&lt;b&gt;grandmother&lt;/b&gt;" in html
    assert "differs</span>" not in ana.html(f"/desk/appeals/{new_appeal(service).appeal_id}")


def test_letter_is_shown_before_the_appeal_is_closed(service: Service, ana: Person) -> None:
    appeal = new_appeal(service)
    html = ana.html(f"/desk/appeals/{appeal.appeal_id}")
    shown = html[html.index("What the creator will get") :]
    ana.post(f"/desk/appeals/{appeal.appeal_id}/close", version="0", action="uphold", preset="It is clear.")
    message = service[1].store.outbox.current_message(appeal.decision_id)
    assert message
    assert message.message.subject in shown
    assert outcome_of(service, appeal) == (Outcome.VIOLATION, "It is clear.")


def test_amendment_shows_its_letter_and_keeps_what_was_typed(service: Service, ana: Person) -> None:
    appeal = new_appeal(service)
    fields: Json = {"version": "0", "action": "amend", "violated": ["OFF-1"], "reason": "it is the other one"}
    html = ana.post(f"/desk/appeals/{appeal.appeal_id}/letter", **fields).text
    assert ">it is the other one</textarea>" in html
    assert 'value="OFF-1" checked' in html
    assert html.count("What the creator will get") == 3
    assert "OFF-1, “" in html[html.rindex("What the creator will get") :]
    assert service[1].store.reviews.state(appeal.decision_id).latest is None


def test_closing_is_undone_within_its_time(service: Service, ana: Person) -> None:
    appeal = new_appeal(service)
    closed = ana.post(f"/desk/appeals/{appeal.appeal_id}/close", version="0", action="overturn", preset="Wrong.")
    assert "Closed by" in ana.html(f"/desk/appeals/{appeal.appeal_id}")
    html = ana.html(closed.headers["location"])
    assert 'data-key="z"' in html
    assert 'data-key="n" href="/desk/appeals' in html
    undone = ana.post(f"{closed.headers['location']}/undo")
    assert undone.headers["location"] == f"/desk/appeals/{appeal.appeal_id}"
    again = service[1].store.appeals.get(appeal.appeal_id)
    assert again
    assert again.status is AppealStatus.RE_REVIEWED


def test_second_person_is_told_who_closed_it(service: Service, ana: Person, ben: Person) -> None:
    appeal = new_appeal(service)
    address = f"/desk/appeals/{appeal.appeal_id}/close"
    assert ana.post(address, version="0", action="uphold", reason="clear").status_code == 303
    late = ben.post(address, version="0", action="overturn", reason="my careful words")
    assert late.status_code == 409
    assert "ana, uphold: violation CLM-1" in late.text
    assert "my careful words</pre>" in late.text
    again = ben.post(address, version="1", action="overturn", reason="once more")
    assert (again.status_code, "has closed appeal" in again.text) == (409, True)


def test_colleague_who_has_the_job_is_named(service: Service, ana: Person, ben: Person) -> None:
    appeal = new_appeal(service)
    jobs = service[1].store.queue.jobs.of_decision(appeal.decision_id)
    job_id = next(job.job_id for job in jobs if job.appeal_id == appeal.appeal_id)
    assert f'href="/desk/appeals/{appeal.appeal_id}"' in ben.html(f"/desk/jobs/{job_id}")
    assert ben.post(f"/desk/jobs/{job_id}/claim").status_code == 303
    assert "ben has this job" in ana.html(f"/desk/appeals/{appeal.appeal_id}")
    refused = ana.post(f"/desk/appeals/{appeal.appeal_id}/close", version="0", action="uphold", reason="my words")
    assert (refused.status_code, "my words</pre>" in refused.text) == (409, True)
    assert ben.post(f"/desk/appeals/{appeal.appeal_id}/close", version="0", action="uphold", reason="x").is_redirect


def test_quotes_of_a_graphic_post_wait_until_asked_for(service: Service, ana: Person) -> None:
    client, services = service
    client.headers["Authorization"] = f"Bearer {new_key(services, 'platform', Scope.ADMIN)}"
    decision_id = decide(client, facts={"graphic": True})["decision_id"]
    made = client.post(f"/v1/decisions/{decision_id}/appeals", json={"statement": "It is a film."}).json()
    html = ana.html(f"/desk/appeals/{made['appeal_id']}")
    assert "appeal-page guarded grey" in html
    assert '<details class="graphic shown-on-demand" data-key="b"><summary>' in html


def test_appeal_of_an_erased_case(service: Service, ana: Person) -> None:
    appeal = new_appeal(service, creator_id="cr_gone")
    Erasure(service[1].store.database).erase_creator("cr_gone", "test")
    html = ana.html(f"/desk/appeals/{appeal.appeal_id}")
    assert "the creator was erased" in html
    assert "grandmother" not in html
    assert "diabetes" not in html
    answer = ana.post(f"/desk/appeals/{appeal.appeal_id}/close", version="0", action="uphold", reason="typed words")
    assert answer.status_code == 303


def test_long_statement_and_long_reason(service: Service, ana: Person) -> None:
    client, services = service
    client.headers["Authorization"] = f"Bearer {new_key(services, 'platform', Scope.ADMIN)}"
    decision_id = decide(client, facts={"serial": next(SERIALS)})["decision_id"]
    address = f"/v1/decisions/{decision_id}/appeals"
    assert client.post(address, json={"statement": "x" * 5_001}).status_code == 422
    appeal_id = client.post(address, json={"statement": "I warn of it. " * 350}).json()["appeal_id"]
    closed = ana.post(f"/desk/appeals/{appeal_id}/close", version="0", action="uphold", reason="Long. " * 800)
    assert closed.status_code == 303
    assert len(services.store.reviews.of_decision(decision_id)[0].reason) == len("Long. " * 800) - 1
    too_long = ana.post(f"/desk/appeals/{appeal_id}/close", version="1", action="uphold", reason="typed " * 900)
    assert (too_long.status_code, "shorten it" in too_long.text, "typed typed" in too_long.text) == (422, True, True)


@pytest.mark.parametrize("name", ["app_none", "<script>"])
def test_unknown_appeal(ana: Person, name: str) -> None:
    assert ana.get(f"/desk/appeals/{name}").status_code == 404
    assert ana.post(f"/desk/appeals/{name}/close", version="0", action="uphold", reason="x").status_code == 404
