"""The page of a job: the post with its quotes, the clauses, the creator, the letter; hostile content stays text."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from domain.assessment import AccountEvidence, AccountReading, AccountTool, not_read
from domain.job import JobKind, NewJob
from policies.library import Library
from store.queue.jobs import JobWriter
from tests.api.conftest import CURE, decide, make_app, run_service
from tests.api.desk.people import Person, job_of, visitor
from tests.api.desk.test_queue_page import THAI

HOSTILE = "<script>alert(1)</script> \u202eevil " + "W" * 5_000 + ' "><img src=x onerror=alert(2)>'
Desk = tuple[Person, TestClient, Services]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with run_service(tmp_path_factory.mktemp("desk")) as (client, services):
        yield visitor(client), client, services


def page_of(desk: Desk, text: str = CURE, **fields: object) -> str:
    person, client, services = desk
    return person.html(f"/desk/jobs/{job_of(services, decide(client, text, **fields)['decision_id'])}")


def test_quote_is_marked_and_linked_both_ways(desk: Desk) -> None:
    html = page_of(desk, f"Good morning. {CURE}. It is blue.", creator_id="cr_quote")
    assert 'id="quote-1-1" href="#clause-1"' in html
    assert re.search(r'<mark class="violated">[^<]*this tea cured my diabetes in two weeks', html)
    assert '<article class="clause-view violated" id="clause-1"' in html
    assert '<blockquote dir="auto"><a href="#quote-1-1"' in html


def test_everything_that_a_decision_needs_is_there(desk: Desk) -> None:
    html = page_of(desk, creator_id="cr_all", market="US", facts={"stock_left": 3})
    for words in (
        "Do not say or suggest that a food, drink or cream cures",  # the clause
        "CLM-9 Warning against a false cure",  # its exception
        '<span class="status violated">violates</span>',  # examples of either side
        "the threshold",
        '<span class="faint">For</span>',
        "<h3>What would change this decision</h3>",
        "sent with the case",
        "CLM-1</b>",  # the strike
        '<span class="status">held</span>',  # the letter
        "Take out the words that promise a cure.",
        "Timeline (",
        "Policy as of",
    ):
        assert words in html, words
    assert re.search(r'<svg class="score"[^>]*aria-label="score 0\.\d\d, at or above the threshold 0\.\d\d"', html)


def test_open_verdict_asks_for_an_answer(desk: Desk) -> None:
    html = page_of(desk, THAI, creator_id="cr_thai")
    assert "Human review required" in html
    assert 'data-action="violation" data-key="u"' in html
    assert 'data-action="no_violation" data-key="o"' in html
    assert 'data-action="amend"' not in html
    assert " checked" not in html  # a clause that is chosen beforehand would be waved through


def test_hostile_content_is_text(desk: Desk) -> None:
    html = page_of(
        desk,
        f"{CURE} {HOSTILE}",
        name="<svg onload=alert(3)>",
        creator_id="<u>cr</u>",
        facts={"<img src=x>": "<script>alert(4)</script>"},
    )
    for tag in ("<script>alert", "<img", "<svg onload", "<u>"):
        assert tag not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert '<span class="hidden">U+202E</span>evil' in html
    scripts = re.findall(r"<script[^>]*>", html)
    assert len(scripts) == 1
    assert 'src="/desk/static/' in scripts[0]


def test_long_transcript_is_folded_around_its_quote(desk: Desk) -> None:
    filler = "We wash the pots and the pans and the spoons of the house. " * 1_600
    html = page_of(desk, f"{filler}. {CURE}. {filler}", creator_id="cr_long")
    assert "characters without a quote</summary>" in html
    assert html.count("We wash the pots") >= 3_200


@pytest.mark.parametrize(("facts", "graphic"), [({"graphic": True}, True), ({"graphic": False}, False), ({}, False)])
def test_graphic_content_is_closed_until_asked_for(desk: Desk, facts: dict[str, object], graphic: bool) -> None:
    html = page_of(desk, creator_id="cr_graphic", facts=facts)
    assert ('<details class="graphic">' in html) == graphic
    assert ('id="reveal"' in html) == graphic


def test_decision_without_a_job_is_shown_without_actions(desk: Desk) -> None:
    person, client, services = desk
    decision_id = decide(client, creator_id="cr_calm", facts={"serial": 1})["decision_id"]
    assert (
        person.get(f"/desk/decisions/{decision_id}").headers["location"]
        == f"/desk/jobs/{job_of(services, decision_id)}"
    )
    review = {"version": "0", "action": "uphold", "preset": "The facts show it"}
    assert person.ask(f"/desk/jobs/{job_of(services, decision_id)}/review", **review).status_code == 200
    html = person.html(f"/desk/decisions/{decision_id}")
    assert "No job is open about this decision" in html
    assert '<details class="action' not in html


def test_second_reviewer_sees_no_first_answer(desk: Desk) -> None:
    person, client, services = desk
    decision_id = decide(client, creator_id="cr_blind", facts={"serial": 2})["decision_id"]
    address = f"/desk/jobs/{job_of(services, decision_id)}"
    answer = person.ask(f"{address}/review", version="0", action="overturn", reason="the first answer")
    assert answer.status_code == 200, answer.text
    new = NewJob(kind=JobKind.SECOND_REVIEW, queue="default", priority=1, sla=timedelta(hours=1))
    with services.store.database.write_transaction() as session:
        services.store.audit.lock(session)
        (job_id,) = JobWriter(services.store.database, session, datetime.now(UTC)).create(decision_id, [new])
    blind = person.html(f"/desk/jobs/{job_id}")
    assert "the first answer" not in blind
    assert '<span class="outcome violation">' in blind
    assert "the first answer" in person.html(f"{address}")


def test_job_that_is_done_says_so(desk: Desk) -> None:
    person, client, services = desk
    job_id = job_of(services, decide(client, creator_id="cr_done", facts={"serial": 3})["decision_id"])
    person.ask(f"/desk/jobs/{job_id}/review", version="0", action="uphold", preset="The facts show it")
    html = person.html(f"/desk/jobs/{job_id}")
    assert "This job is done." in html
    assert "<b>uphold</b> by <bdi>local user</bdi>" in html


def test_policy_that_changed_under_a_job_is_told(desk: Desk) -> None:
    _, client, services = desk
    job_id = job_of(services, decide(client, creator_id="cr_policy", facts={"serial": 4})["decision_id"])
    corpus = replace(services.corpus, library=Library("other", ()))
    app = make_app(replace(services, corpus=corpus))  # its lifespan does not start
    html = Person(TestClient(app, "http://localhost")).html(f"/desk/jobs/{job_id}")
    assert "the policies have changed since this decision" in html
    assert "This clause is no longer in the policies." in html


def test_what_a_model_read_of_the_account_is_shown(desk: Desk) -> None:
    person, client, services = desk
    stored = services.store.get(decide(client, CURE, creator_id="cr_read")["decision_id"])
    assert stored is not None
    line = AccountEvidence(id="E1", code="LOW_EFFORT", text="2 of 9 measured posts are of low effort <b>")
    known = AccountReading(
        name="low_effort", tool=AccountTool.QUALITY_BREAKDOWN, as_of=date(2026, 7, 30), value=0.22, lines=(line,)
    )
    unknown = not_read(AccountTool.CREATOR_TIMELINE, date(2026, 7, 30), "no events of creators are loaded")
    evidence = stored.decision.evidence.model_copy(update={"account": (known, *unknown)})
    read = stored.decision.model_copy(update={"decision_id": "dec_read", "evidence": evidence})
    services.store.save(stored.case, read)
    html = person.html(f"/desk/jobs/{job_of(services, 'dec_read')}")
    shown = html[html.index("<h3>Read of the creator's account</h3>") :]
    assert "Share of measured posts of low effort" in shown
    assert '<li id="line-E1"' in shown
    assert "2 of 9 measured posts are of low effort &lt;b&gt;" in shown
    assert "no events of creators are loaded" in shown
    assert "Read of the creator's account" not in page_of(desk)
