"""Decisions over HTTP: made once, read, listed in pages, explained and streamed."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from agent.judges.base import JudgeInput, JudgeOutput
from api.explanation import escape_markdown
from api.services import Services
from domain.decision import Decision
from tests.api.conftest import CURE, HARMLESS, decide, make_app, make_case, run_service


def test_case_is_decided_and_stored(client: TestClient, services: Services) -> None:
    response = client.post("/v1/decisions", json=make_case())
    assert response.status_code == 201
    decision = Decision.model_validate_json(response.content)
    stored = services.store.get(decision.decision_id)
    assert stored
    assert stored.decision == decision
    assert response.headers["location"] == f"/v1/decisions/{decision.decision_id}"
    assert client.get(response.headers["location"]).json() == response.json()


def test_repeated_request_with_a_key_is_decided_once(client: TestClient) -> None:
    headers = {"Idempotency-Key": "one"}
    with ThreadPoolExecutor(4) as pool:
        responses = list(pool.map(lambda _: client.post("/v1/decisions", json=make_case(), headers=headers), range(8)))
    assert {response.status_code for response in responses} == {201}
    assert len({response.content for response in responses}) == 1
    other = client.post("/v1/decisions", json=make_case(HARMLESS), headers=headers)
    assert (other.status_code, other.json()["type"]) == (409, "urn:clausewise:problem:conflict")
    dated = client.post("/v1/decisions?as_of=2026-09-01", json=make_case(), headers=headers)
    assert dated.status_code == 409


def test_decision_is_an_entry_of_the_audit_log(client: TestClient, services: Services) -> None:
    name = decide(client)["decision_id"]
    line = [*services.store.audit.entries()][-1]
    assert (line.actor, line.action, line.subject) == ("local", "decision.create", name)
    assert line.after.startswith("violation")


def test_list_is_read_page_by_page(client: TestClient) -> None:
    decided = [decide(client, name=f"page{n}", creator_id="cr_pages")["decision_id"] for n in range(5)]
    listed: list[str] = []
    parameters = {"creator_id": "cr_pages", "limit": "2"}
    while True:
        page = client.get("/v1/decisions", params=parameters).json()
        listed += [item["decision_id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        parameters["cursor"] = page["next_cursor"]
    assert listed == decided[::-1]
    assert client.get("/v1/decisions?creator_id=cr_pages&outcome=no_violation").json()["items"] == []
    assert len(client.get("/v1/decisions?creator_id=cr_pages&clause_id=CLM-1").json()["items"]) == 5
    assert client.get("/v1/decisions?creator_id=cr_pages&since=2999-01-01T00:00:00Z").json()["items"] == []


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("cursor=nonsense", "invalid-cursor"),
        ("cursor=WyIyMDI2LTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwgImFcdTAwMDAiXQ", "invalid-cursor"),  # with a control character
        ("cursor=WyIyMDI2LTAxLTAxIiwgIngiXQ", "invalid-cursor"),  # without a time zone
        ("since=2026-01-01T00:00:00", "invalid-request"),
        ("limit=0", "invalid-request"),
        ("outcome=guilty", "invalid-request"),
        ("creator_id=%00", "invalid-request"),
    ],
)
def test_invalid_query_is_refused(client: TestClient, query: str, kind: str) -> None:
    response = client.get(f"/v1/decisions?{query}")
    assert (response.status_code, response.json()["type"]) == (422, f"urn:clausewise:problem:{kind}")
    assert response.headers["content-type"] == "application/problem+json"


def test_explanation_for_a_moderator(client: TestClient) -> None:
    decision_id = decide(client)["decision_id"]
    explanation = client.get(f"/v1/decisions/{decision_id}/explanation").json()
    explained = explanation["findings"][0]
    assert (explanation["outcome"], explained["finding"]["clause_id"]) == ("violation", "CLM-1")
    assert explained["finding"]["content_quotes"][0]["text"] == CURE
    assert explained["clause_text"]
    assert explanation["would_change"]
    text = client.get(f"/v1/decisions/{decision_id}/explanation?format=markdown").text
    assert text.startswith("# Violation\n")
    assert f"> {CURE}" in text
    assert "## What would change this decision" in text


def test_explanation_for_a_creator_is_only_the_message(client: TestClient) -> None:
    decision = decide(client)
    explanation = client.get(f"/v1/decisions/{decision['decision_id']}/explanation?audience=creator").json()
    assert explanation == {"decision_id": decision["decision_id"], "message": decision["education"]}
    address = f"/v1/decisions/{decision['decision_id']}/explanation?audience=creator&format=markdown"
    assert "probability" not in client.get(address).text.lower()


def test_markup_in_content_is_escaped(client: TestClient) -> None:
    decision = decide(client, f"{CURE} <img src=x> ![a](http://b)")
    text = client.get(f"/v1/decisions/{decision['decision_id']}/explanation?format=markdown").text
    assert "<img" not in text
    assert "![" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("# a", "\\# a"), ("1. b", "1\\. b"), ("a - b", "a - b"), ("x\n===", "x\n\\==="), ("`c` <b>", "\\`c\\` &lt;b>")],
)
def test_escape_markdown(text: str, shown: str) -> None:
    assert escape_markdown(text) == shown


def test_decision_is_streamed_while_it_is_made(client: TestClient) -> None:
    with client.stream("POST", "/v1/decisions/stream", json=make_case()) as response:
        events = [part.split("\n") for part in "".join(response.iter_text()).strip().split("\n\n")]
    names = [event[0].removeprefix("event: ") for event in events]
    assert names == ["evidence", "verdict", "decision"]
    verdict, decision = (json.loads(event[1].removeprefix("data: ")) for event in events[1:])
    assert decision["verdict"] == verdict
    assert client.get(f"/v1/decisions/{decision['decision_id']}").json() == decision


def test_stream_of_an_undecidable_case_ends_with_a_problem(client: TestClient) -> None:
    with client.stream("POST", "/v1/decisions/stream", json=make_case(content_date="1999-01-01")) as response:
        text = "".join(response.iter_text())
    assert text.startswith("event: problem\n")
    assert "no policy is in force on 1999-01-01" in text


def test_undecidable_case_is_refused(client: TestClient) -> None:
    response = client.post("/v1/decisions", json=make_case(content_date="1999-01-01"))
    assert (response.status_code, response.json()["type"]) == (422, "urn:clausewise:problem:unprocessable")
    assert client.get("/v1/decisions/dec_none").status_code == 404


@pytest.mark.parametrize("since", ["2026-11-26T09:00:00", "0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59-10:00"])
def test_invalid_time_is_refused(client: TestClient, since: str) -> None:
    assert client.get("/v1/decisions", params={"since": since}).status_code == 422


def test_internal_error_in_a_stream_repeats_no_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class Broken:
        name = model = "broken"

        def judge(self, brief: JudgeInput) -> JudgeOutput:
            raise ZeroDivisionError("unmistakable words of a creator")

    with run_service(tmp_path) as (_, services):
        broken = replace(services, adjudicator=replace(services.adjudicator, judge=Broken()))
        client = TestClient(make_app(broken), "http://localhost")  # its lifespan does not start
        text = client.post("/v1/decisions/stream", json=make_case()).text
    assert [line for line in text.splitlines() if line.startswith("event")] == ["event: evidence", "event: problem"]
    assert "urn:clausewise:problem:internal-error" in text
    logged = capsys.readouterr()
    assert "unmistakable" not in text + logged.out + logged.err


def test_content_over_the_configured_limit_is_refused(tmp_path: Path) -> None:
    with run_service(tmp_path, max_content_chars=100) as (client, _):
        response = client.post("/v1/decisions", json=make_case("a" * 101))
        assert (response.status_code, response.json()["type"]) == (422, "urn:clausewise:problem:unprocessable")
        assert "101 characters of content, and a case has at most 100" in response.json()["detail"]
        assert client.post("/v1/decisions", json=make_case("a" * 100)).status_code == 201


def test_facts_over_the_configured_limit_are_refused(tmp_path: Path) -> None:
    with run_service(tmp_path, max_content_chars=100) as (client, _):
        response = client.post("/v1/decisions", json=make_case("a") | {"facts": {"log": {"lines": ["a" * 101]}}})
        assert response.status_code == 422
        assert "characters of facts, names and ids, and a case has at most 100" in response.json()["detail"]
