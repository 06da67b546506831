"""The pages of the policies, and trying a text or the last decisions by a draft: nothing is stored."""

import asyncio
import re
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.services import Services
from domain.access import Role
from tests.agent.judges.shop import CORPUS
from tests.api.conftest import CURE, Json, decide, run_service
from tests.api.desk.people import Person, sign_in, visitor

Desk = tuple[Person, TestClient, Services]
MUG = "the mug is blue and lovely to hold"
POLICY = (CORPUS / "shop.md").read_text()
CLAUSE = POLICY[POLICY.index("## CLM-1 ") : POLICY.index("\n## CLM-9 ")]
DRAFT = CLAUSE.replace("### Violating examples\n\n", f"### Violating examples\n\n- {MUG}\n")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with run_service(tmp_path_factory.mktemp("policies")) as (client, services):
        decide(client, MUG, name="mug")
        decide(client, CURE, name="cure")
        yield visitor(client), client, services


def draft_on_page(html: str) -> str:
    found = re.search(r'<textarea name="draft"[^>]*>\n(.*?)</textarea>', html, re.DOTALL)
    assert found
    return unescape(found[1])


def test_clause_with_versions_examples_and_findings(desk: Desk) -> None:
    html = desk[0].html("/desk/policies/clauses/CLM-1")
    assert "Do not say or suggest that a food" in html
    assert "this tea cured my diabetes in two weeks" in html
    assert "The first version." in html
    assert "/desk/policies/try?clause=CLM-1" in html
    assert desk[0].get("/desk/policies/clauses/NO-1").status_code == 404


def test_check_and_lint_name_their_clause(desk: Desk) -> None:
    html = desk[0].html("/desk/policies/problems")
    assert re.search(r'href="/desk/policies/clauses/[A-Z]+-[0-9]+">[A-Z]+-[0-9]+@1.0</a>', html)


def test_changes_between_two_days(desk: Desk) -> None:
    html = desk[0].html("/desk/policies/changes?before=2025-06-01&after=2026-06-01")
    assert "<b>CLM-1</b> Curing illness" in html
    assert "are the same" in desk[0].html("/desk/policies/changes?before=2026-06-01&after=2026-06-02")
    assert desk[0].get("/desk/policies/changes?before=soon").status_code == 422


def test_text_is_judged_by_the_policies_in_force_and_not_stored(desk: Desk) -> None:
    person, _, services = desk
    before, metrics = len(services.store.list(50)), services.metrics.render()
    html = person.post("/desk/policies/try", text=f"{CURE} <i>", facts="", market="", draft="").text
    assert '<span class="status violated">violated</span>' in html
    assert "<i>" not in html
    assert len(services.store.list(50)) == before
    assert decisions_counted(services.metrics.render()) == decisions_counted(metrics)


def decisions_counted(metrics: bytes) -> list[str]:
    return re.findall(r"^clausewise_decisions_total.*$", metrics.decode(), re.MULTILINE)


def test_draft_of_one_clause_changes_the_verdict(desk: Desk) -> None:
    answer = desk[0].post("/desk/policies/try", text=MUG, draft=DRAFT)
    assert answer.status_code == 200
    assert "The text: the verdict differs" in answer.text
    assert "The check finds no new problem." in answer.text
    assert draft_on_page(answer.text) == DRAFT.strip()
    same = desk[0].post("/desk/policies/try", text="good morning", draft=DRAFT)
    assert "The text: the same verdict" in same.text


def test_replay_names_the_decision_that_changes(desk: Desk) -> None:
    person, _, services = desk
    html = person.post("/desk/policies/try/replay", text="", draft=DRAFT).text
    assert "1 of 2 decisions would change" in html
    assert "CLM-1: not found to violated, examples" in html
    assert len(services.store.list(50)) == 2


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (DRAFT.replace("high", "enormous"), "<b>Line 4</b>: unknown severity &#34;enormous&#34;"),
        (DRAFT.replace("CLM-9", "CLM-99"), "<b>Line 1</b>: CLM-1@1.0: it refers to CLM-99, which does not exist"),
        (POLICY.replace("## CLM-1 ", "## <script> "), "&lt;script&gt;"),
        (DRAFT.replace(MUG, "\n- ".join(f"mug {n}" for n in range(501))), "at most 500 for a trial"),
        ("hello", "neither a policy file nor a clause"),
        ("## NO-1 New\n\n- **kind**: rule\n\nWords.", "no policy has a clause NO-1"),
        ("---\nid: shop\n---\n", "<b>Line"),
        (POLICY.replace("effective_from: 2026-01-01", "effective_from: 2026-01-01\neffective_to: 2026-02-01"), "ended"),
    ],
)
def test_draft_that_cannot_be_read_says_where_and_is_kept(desk: Desk, draft: str, words: str) -> None:
    for path in ("/desk/policies/try", "/desk/policies/try/replay"):
        refused = desk[0].post(path, text=MUG, draft=draft)
        assert refused.status_code == 422
        assert words in refused.text
        assert draft_on_page(refused.text) == draft.strip()


def test_one_replay_at_a_time(desk: Desk) -> None:
    person, client, _ = desk
    assert isinstance(client.app, FastAPI)
    turn: asyncio.Semaphore = client.app.state.replay_turn
    asyncio.run(turn.acquire())
    try:
        refused = person.post("/desk/policies/try/replay", text=MUG, draft=DRAFT)
    finally:
        turn.release()
    assert (refused.status_code, "another replay is running" in refused.text) == (429, True)
    assert unescape(refused.text).count(MUG) == 2  # the text and the draft are shown again


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": " ", "draft": ""}, "there is nothing to try"),
        ({"text": f"typed {'x' * 20_001}", "draft": ""}, "shorten it"),
        ({"text": MUG, "facts": "no sign", "draft": ""}, "`no sign` is no fact"),
        ({"text": MUG, "market": "XX", "draft": ""}, "unknown market"),
        ({"text": MUG, "facts": "price = " + "[" * 3_000, "draft": "", "market": ""}, None),
    ],
)
def test_trial_that_does_not_fit(desk: Desk, fields: Json, words: str | None) -> None:
    answer = desk[0].post("/desk/policies/try", **fields)
    assert answer.status_code == (422 if words else 200)
    assert words is None or words in answer.text
    assert fields["text"].strip() in answer.text


def test_draft_starts_from_a_clause(desk: Desk) -> None:
    assert draft_on_page(desk[0].html("/desk/policies/try?clause=CLM-1")) == CLAUSE.strip()
    assert draft_on_page(desk[0].html("/desk/policies/try?clause=NO-1")) == ""


def test_each_role_sees_and_does_what_its_scopes_permit(tmp_path_factory: pytest.TempPathFactory) -> None:
    with run_service(tmp_path_factory.mktemp("roles"), keyless=False) as (client, services):
        ana = sign_in(client, services, "ana")
        owner = sign_in(client, services, "owner", Role.POLICY_OWNER)
        assert "Try a draft" not in ana.html("/desk/policies")
        assert "Try a draft" in owner.html("/desk/policies")
        assert ana.get("/desk/policies/try").status_code == 403
        assert ana.post("/desk/policies/try", text=MUG).status_code == 403
        assert owner.post("/desk/policies/try", text=MUG, draft="").status_code == 200
        assert owner.post("/desk/queue/next").status_code == 403
        assert owner.post("/desk/preferences", break_after="5").status_code == 303
        assert owner.post("/desk/sign-out").status_code == 303
