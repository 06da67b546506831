"""The queue page: counts, rows, filters and the next job."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from tests.api.conftest import decide, run_service
from tests.api.desk.people import Person, job_of, visitor

THAI = "ฉันดื่มชานี้ทุกวันและรู้สึกดีขึ้นมากหลังจากสองสัปดาห์ เพื่อนของฉันก็ชอบเหมือนกัน"
Desk = tuple[Person, TestClient, Services]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Four jobs: two violations with a held letter, a decision that is open, and a post of another creator."""
    with run_service(tmp_path_factory.mktemp("desk")) as (client, services):
        decide(client, name="cure", market="US", language="en")
        decide(client, "one spoon of this honey heals cancer, doctors hide it", name="honey", creator_id="cr_honey")
        decide(client, THAI, name="thai", creator_id="cr_thai")
        decide(client, "<b>this tea</b> cured my diabetes in two weeks", name="<i>tag</i>", creator_id="cr_tag")
        yield visitor(client), client, services


def cases(html: str) -> set[str]:
    """The case ids of the rows."""
    return set(re.findall(r'<span class="faint"><bdi>([^<]*)</bdi>', html))


def test_rows_and_counts(desk: Desk) -> None:
    html = desk[0].html("/desk/queue")
    assert cases(html) == {"cure", "honey", "thai", "&lt;i&gt;tag&lt;/i&gt;"}
    assert "<b>4</b> all queues" in html
    assert "this tea</b>" not in html
    assert re.search(r"<td>in \d+ (h|min)", html)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("outcome=needs_review", {"thai"}),
        ("kind=held_letter&creator_id=cr_honey", {"honey"}),
        ("creator_id=cr_thai", {"thai"}),
        ("market=us", {"cure"}),
        ("language=en&market=US", {"cure"}),
        ("q=honey+cancer", {"honey"}),
        ("clause_id=CLM-1&severity=high", {"cure", "honey", "&lt;i&gt;tag&lt;/i&gt;"}),
        ("severity=low", set()),
        ("queue=default&q=", {"cure", "honey", "thai", "&lt;i&gt;tag&lt;/i&gt;"}),
        ("queue=other", set()),
    ],
)
def test_filters(desk: Desk, query: str, found: set[str]) -> None:
    html = desk[0].html(f"/desk/queue?{query}")
    assert cases(html) == found
    assert found or "No job" in html or "Nothing waits" in html


@pytest.mark.parametrize(
    "query", ["kind=golden", "outcome=bad", "severity=huge", "cursor=x", "q=1&q=2", "creator=x", "creator_id=a%00b"]
)
def test_filter_that_does_not_exist_is_refused(desk: Desk, query: str) -> None:
    assert desk[0].get(f"/desk/queue?{query}").status_code == 422


def test_id_with_a_control_character_is_refused(desk: Desk) -> None:
    """PostgreSQL stores none and cannot look for one."""
    assert desk[0].get("/desk/jump?id=a%00b").status_code == 422


def test_filter_stays_in_its_form(desk: Desk) -> None:
    html = desk[0].html("/desk/queue?q=%22%3E%3Cscript%3E&outcome=violation")
    assert 'value="&#34;&gt;&lt;script&gt;"' in html
    assert '<option value="violation" selected>' in html


def test_next_job_is_the_one_in_hand_and_ahead_of_it_another(desk: Desk) -> None:
    person, _, services = desk
    first = person.post("/desk/queue/next").headers["location"]
    assert person.post("/desk/queue/next").headers["location"] == first
    assert "Continue reviewing" in person.html("/desk/queue")
    ahead = person.ask("/desk/queue/next", ahead="yes").json()["address"]
    assert ahead != first
    for address in (first, ahead):
        job = services.store.queue.jobs.get(address.rpartition("/")[2])
        assert job
        assert job.claimed_by == "local user"
        assert person.post(f"{address}/release").headers["location"] == "/desk/queue"
    assert person.ask("/desk/queue/next", queue="other").json() == {"address": None}
    assert person.post("/desk/queue/next", queue="other").headers["location"] == "/desk/queue"


def test_jump(desk: Desk) -> None:
    person, client, services = desk
    decision_id = client.get("/v1/decisions?creator_id=cr_thai").json()["items"][0]["decision_id"]
    job_id = job_of(services, decision_id)
    for name, address in (
        (job_id, f"/desk/jobs/{job_id}"),
        (decision_id, f"/desk/decisions/{decision_id}"),
        ("thai", f"/desk/decisions/{decision_id}"),
        ("CLM-1", "/desk/policies/clauses/CLM-1"),
        ("honey cancer", "/desk/queue?q=honey+cancer"),
        ("  ", "/desk/queue"),
    ):
        assert (
            person.client.get("/desk/jump", params={"id": name}, follow_redirects=False).headers["location"] == address
        )
    assert person.get(f"/desk/decisions/{decision_id}").headers["location"] == f"/desk/jobs/{job_id}"


def test_policies_as_of_a_day(desk: Desk) -> None:
    person = desk[0]
    html = person.html("/desk/policies?on=2026-06-01")
    assert 'id="policy-CLM-1"' in html
    assert "Do not say or suggest that a food" in html
    assert "CLM-1" not in person.html("/desk/policies?on=2025-06-01")
    assert "<html" not in person.html("/desk/policies?on=2026-06-01&part=true")
    assert person.get("/desk/policies?on=soon").status_code == 422
