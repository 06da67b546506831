"""The page of a decision about an account: what was read, where it is cited, and what is for review only."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from agent.open_warehouse import open_warehouse
from api.services import Services
from tests.agent.assessment.accounts import GOOD, MANAGED, MOVED, PIRATE, add_links
from tests.api.accounts import account_service, assess, jobs_of
from tests.api.conftest import decide
from tests.api.desk.people import Person, visitor

HOSTILE = "<script>alert(1)</script> \u202eno link"
Desk = tuple[Person, TestClient, Services]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with account_service(tmp_path_factory.mktemp("desk")) as (client, services):
        with open_warehouse(services.settings) as warehouse:
            add_links(warehouse.engine, MANAGED, MOVED)
        yield visitor(client), client, services


def page_of(desk: Desk, creator: str) -> str:
    """Of the job about links if there is one, else of the decision."""
    person, client, _ = desk
    decision_id = assess(client, creator)["decision_id"]
    job = jobs_of(client, decision_id).get("linked_accounts")
    if job is not None:
        return person.html(f"/desk/jobs/{job['job_id']}")
    answer = person.get(f"/desk/decisions/{decision_id}")
    return person.html(answer.headers["location"]) if answer.status_code == 303 else answer.text


def test_account_is_shown_in_place_of_a_post(desk: Desk) -> None:
    html = page_of(desk, PIRATE)
    for words in (
        '<section class="post" aria-label="Account"',
        "<h2>Account</h2>",
        "Posts that show an earlier post of another creator",
        "not measured",  # no models are fitted
        "account_copied_posts",
        "read from the warehouse; read by ACC-2.1",
        '<h2 id="priority">A person should look, in turn</h2>',
        "<h3>For a violation</h3>",
        "Not known; it counts neither for nor against",
        "Clauses that a person alone decides",
        '<a href="/desk/policies/clauses/ACC-3.1">ACC-3.1</a>',
        "Letter and plan",
        '<span class="faint">as of</span>',
        "Why the decision is right",
    ):
        assert words in html, words
    assert "The case has no text" not in html
    assert "Nothing is known of the creator" not in html


@pytest.mark.parametrize("creator", [PIRATE, MOVED, MANAGED, GOOD])
def test_every_cited_line_is_on_the_page(desk: Desk, creator: str) -> None:
    html = page_of(desk, creator)
    places = re.findall(r'<li id="(line-[^"]+)"', html)
    assert len(places) == len({*places}) > 0
    cited = set(re.findall(r'<a class="line-id" href="#([^"]+)"', html))
    assert cited <= {*places}
    assert cited or creator == GOOD


def test_links_are_in_a_box_of_their_own(desk: Desk) -> None:
    html = page_of(desk, MANAGED)
    box = re.search(r'<aside class="review-only".*?</aside>', html, re.DOTALL)
    assert box
    assert "Moderators alone may see this" in box[0]
    assert "decides nothing" in box[0]
    assert 'id="line-L1"' in box[0]
    assert "for a violation" not in box[0]
    assert html.count('id="line-L1"') == 1
    assert "never one to decide by; it counts no more from" in html
    assert "accounts seem to act together" in html
    assert re.search(r'<a class="line-id" href="#line-L1" aria-label="show line L1">L1</a>', html)
    letter = html[html.index("Letter and plan") :]
    assert "grp_1" not in letter


def test_creator_s_statement_stands_before_the_decision(desk: Desk) -> None:
    person, client, _ = desk
    decision_id = assess(client, GOOD)["decision_id"]
    client.post(f"/v1/decisions/{decision_id}/contests", json={"statement": HOSTILE}).raise_for_status()
    job = jobs_of(client, decision_id)["contested_link"]
    person.post(f"/desk/jobs/{job['job_id']}/comment", comment="I will ask.")
    html = person.html(f"/desk/jobs/{job['job_id']}")
    assert "the creator contests a link" in html
    statement = re.search(r'<h2>What the creator says</h2>\s*<blockquote class="statement".*?</blockquote>', html)
    assert statement
    assert "&lt;script&gt;" in statement[0]
    assert "U+202E" in statement[0]
    comments = html[html.index("<h2>Comments</h2>") :]
    assert "I will ask." in comments
    assert "&lt;script&gt;" not in comments


def test_queue_lists_accounts_and_filters_by_kind(desk: Desk) -> None:
    person, client, _ = desk
    decision_id = assess(client, MANAGED)["decision_id"]
    decide(client, creator_id="cr_post")
    html = person.html("/desk/queue?kind=linked_accounts&creator_id=" + MANAGED)
    assert jobs_of(client, decision_id)["linked_accounts"]["job_id"] in html
    assert "Account: grp_1: one of 2 accounts" in html
    assert '<option value="linked_accounts" selected>accounts seem to act together</option>' in html
    assert '<option value="contested_link">the creator contests a link</option>' in html
    assert "cr_post" not in html


def test_post_has_no_account(desk: Desk) -> None:
    person, client, _ = desk
    html = person.get(f"/desk/decisions/{decide(client, 'good morning', creator_id='cr_2')['decision_id']}").text
    assert "<h2>Post</h2>" in html
    assert "review-only" not in html
    assert 'id="priority"' not in html
