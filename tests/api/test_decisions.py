"""Decisions over HTTP: made, made once, read, listed page by page, explained, and streamed."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from agent.judges.base import JudgeInput, JudgeOutput
from api.app import create
from api.explanation import escaped
from api.services import Services
from domain.decision import Decision
from tests.api.conftest import CURE, HARMLESS, case, decide, served


def test_a_case_is_decided_and_on_record(client: TestClient, parts: Services) -> None:
    answer = client.post("/v1/decisions", json=case())
    assert answer.status_code == 201
    decision = Decision.model_validate_json(answer.content)
    record = parts.store.get(decision.decision_id)
    assert record
    assert record.decision == decision
    assert answer.headers["location"] == f"/v1/decisions/{decision.decision_id}"
    assert client.get(answer.headers["location"]).json() == answer.json()


def test_the_same_request_is_decided_once(client: TestClient) -> None:
    headers = {"Idempotency-Key": "one"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.post("/v1/decisions", json=case(), headers=headers), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    other = client.post("/v1/decisions", json=case(HARMLESS), headers=headers)
    assert (other.status_code, other.json()["type"]) == (409, "urn:clausewise:problem:conflict")
    dated = client.post("/v1/decisions?as_of=2026-09-01", json=case(), headers=headers)
    assert dated.status_code == 409


def test_a_decision_is_a_line_of_the_audit_log(client: TestClient, parts: Services) -> None:
    name = decide(client)["decision_id"]
    line = [*parts.store.audit.lines()][-1]
    assert (line.who, line.what, line.subject, line.after) == ("local", "decision.create", name, "violation")


def test_the_list_is_walked_page_by_page(client: TestClient) -> None:
    made = [decide(client, name=f"page{n}", creator_id="cr_pages")["decision_id"] for n in range(5)]
    seen, after = [], ""
    while True:
        page = client.get(f"/v1/decisions?creator=cr_pages&limit=2{after}").json()
        seen += [item["decision_id"] for item in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == made[::-1]
    assert client.get("/v1/decisions?creator=cr_pages&outcome=no_violation").json()["items"] == []
    assert len(client.get("/v1/decisions?creator=cr_pages&clause=CLM-1").json()["items"]) == 5
    assert client.get("/v1/decisions?creator=cr_pages&since=2999-01-01T00:00:00Z").json()["items"] == []


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("after=nonsense", "cursor"),
        ("after=WyIyMDI2LTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwgImFcdTAwMDAiXQ", "cursor"),  # with a control character
        ("after=WyIyMDI2LTAxLTAxIiwgIngiXQ", "cursor"),  # without a time zone
        ("since=2026-01-01T00:00:00", "invalid"),
        ("limit=0", "invalid"),
        ("outcome=guilty", "invalid"),
        ("creator=%00", "invalid"),
    ],
)
def test_what_cannot_be_asked_is_said(client: TestClient, query: str, kind: str) -> None:
    answer = client.get(f"/v1/decisions?{query}")
    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:clausewise:problem:{kind}")
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_explanation_for_a_moderator(client: TestClient) -> None:
    decision_id = decide(client)["decision_id"]
    told = client.get(f"/v1/decisions/{decision_id}/explanation").json()
    broken = told["findings"][0]
    assert (told["outcome"], broken["finding"]["clause_id"]) == ("violation", "CLM-1")
    assert broken["finding"]["content_quotes"][0]["text"] == CURE
    assert broken["law"]
    assert told["would_flip"]
    text = client.get(f"/v1/decisions/{decision_id}/explanation?format=markdown").text
    assert text.startswith("# Violation\n")
    assert f"> {CURE}" in text


def test_an_explanation_for_a_creator_is_the_message_and_nothing_else(client: TestClient) -> None:
    decision = decide(client)
    told = client.get(f"/v1/decisions/{decision['decision_id']}/explanation?audience=creator").json()
    assert told == {"decision_id": decision["decision_id"], "message": decision["education"]}
    address = f"/v1/decisions/{decision['decision_id']}/explanation?audience=creator&format=markdown"
    assert "probability" not in client.get(address).text.lower()


def test_markup_in_content_stays_text(client: TestClient) -> None:
    decision = decide(client, f"{CURE} <img src=x> ![a](http://b)")
    text = client.get(f"/v1/decisions/{decision['decision_id']}/explanation?format=markdown").text
    assert "<img" not in text
    assert "![" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("# a", "\\# a"), ("1. b", "1\\. b"), ("a - b", "a - b"), ("x\n===", "x\n\\==="), ("`c` <b>", "\\`c\\` &lt;b>")],
)
def test_escaped(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_a_decision_is_told_while_it_is_made(client: TestClient) -> None:
    with client.stream("POST", "/v1/decisions/stream", json=case()) as answer:
        events = [part.split("\n") for part in "".join(answer.iter_text()).strip().split("\n\n")]
    names = [event[0].removeprefix("event: ") for event in events]
    assert names == ["evidence", "verdict", "decision"]
    verdict, decision = (json.loads(event[1].removeprefix("data: ")) for event in events[1:])
    assert decision["verdict"] == verdict
    assert client.get(f"/v1/decisions/{decision['decision_id']}").json() == decision


def test_a_stream_that_cannot_be_decided_ends_in_a_problem(client: TestClient) -> None:
    with client.stream("POST", "/v1/decisions/stream", json=case(content_date="1999-01-01")) as answer:
        told = "".join(answer.iter_text())
    assert told.startswith("event: problem\n")
    assert "no policy is in force on 1999-01-01" in told


def test_a_case_that_cannot_be_decided(client: TestClient) -> None:
    answer = client.post("/v1/decisions", json=case(content_date="1999-01-01"))
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:clausewise:problem:refused")
    assert client.get("/v1/decisions/dec_none").status_code == 404


@pytest.mark.parametrize("since", ["2026-11-26T09:00:00", "0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59-10:00"])
def test_an_instant_that_is_none(client: TestClient, since: str) -> None:
    assert client.get("/v1/decisions", params={"since": since}).status_code == 422


def test_a_defect_in_a_stream_is_told_without_its_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class Broken:
        name = model = "broken"

        def judge(self, brief: JudgeInput) -> JudgeOutput:
            raise ZeroDivisionError("unmistakable words of a creator")

    with served(tmp_path) as (_, parts):
        broken = replace(parts, adjudicator=replace(parts.adjudicator, judge=Broken()))
        client = TestClient(create(broken, keyless=True), "http://localhost")  # its lifespan is not begun
        told = client.post("/v1/decisions/stream", json=case()).text
    assert [line for line in told.splitlines() if line.startswith("event")] == ["event: evidence", "event: problem"]
    assert "urn:clausewise:problem:internal" in told
    logged = capsys.readouterr()
    assert "unmistakable" not in told + logged.out + logged.err


def test_a_case_has_as_much_content_as_the_settings_let_it(tmp_path: Path) -> None:
    with served(tmp_path, max_content_chars=100) as (client, _):
        answer = client.post("/v1/decisions", json=case("a" * 101))
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:clausewise:problem:refused")
        assert "101 characters of content, and a case has at most 100" in answer.json()["detail"]
        assert client.post("/v1/decisions", json=case("a" * 100)).status_code == 201
