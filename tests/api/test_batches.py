"""Batches over HTTP: taken in whole, decided in the background, streamed in their order, cancelled."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, func, select, update

from api.batch_parser import Cases, read_cases
from api.jobs.workflows import enqueue_open
from api.routes.batches import entered
from api.services import Services
from domain.case import Case
from store.decisions import DecisionStore
from store.schema import DecisionRow
from store.service_schema import BatchItemRow, BatchRow
from tests.api.conftest import CURE, HARMLESS, Json, case
from tests.store.conftest import taken_in

LINES = {"Content-Type": "application/x-ndjson"}
ONE = json.dumps(case())


def finished(client: TestClient, batch_id: str) -> Json:
    for _ in range(400):
        found: Json = client.get(f"/v1/batches/{batch_id}").json()
        if found["status"] != "running":
            return found
        time.sleep(0.05)
    raise AssertionError(f"batch {batch_id} does not end: {found}")


def test_cases_are_decided_and_come_back_in_their_order(client: TestClient, parts: Services) -> None:
    cases = [case(CURE if n % 3 else HARMLESS, f"b{n}") for n in range(60)]
    cases.append(case(name="old", content_date="1999-01-01"))
    taken = client.post("/v1/batches", json=cases)
    assert (taken.status_code, taken.json()["total"]) == (202, 61)
    batch_id = taken.json()["batch_id"]
    assert finished(client, batch_id) == taken.json() | {"status": "done", "done": 61, "failed": 1}
    lines = [json.loads(line) for line in client.get(f"/v1/batches/{batch_id}/results").text.splitlines()]
    assert [line["case_id"] for line in lines] == [*(f"b{n}" for n in range(60)), "old"]
    outcomes = [line["decision"]["verdict"]["outcome"] for line in lines[:-1]]
    assert outcomes == ["violation" if n % 3 else "no_violation" for n in range(60)]
    assert (lines[-1]["decision"], "no policy is in force" in lines[-1]["error"]) == (None, True)
    assert len({line["decision"]["decision_id"] for line in lines[:-1]}) == 60
    log = [(line.what, line.after) for line in parts.store.audit.lines() if line.subject == batch_id]
    assert log == [("batch.create", "61 cases")]


def test_json_lines_are_a_batch_too(client: TestClient) -> None:
    body = "\n".join([json.dumps(case(name="l1")), "", json.dumps(case(name="l2"))])
    taken = client.post("/v1/batches", content=body, headers=LINES)
    assert (taken.status_code, taken.json()["total"]) == (202, 2)
    assert finished(client, taken.json()["batch_id"])["done"] == 2


@pytest.mark.parametrize(
    ("body", "media", "status", "told"),
    [
        ("[]", "application/json", 422, "1 to 10,000 cases"),
        ("{}", "application/json", 422, "1 to 10,000 cases"),
        ("[ ]", "application/json", 422, "1 to 10,000 cases"),
        ("", "application/x-ndjson", 422, "1 to 10,000 cases"),
        ("[1]", "application/json", 422, "case 0: Input should be an object"),
        (f"[{ONE}, {{}}]", "application/json", 422, "case 1.id: Field required"),
        (f"{ONE}\n\n{{}}", "application/x-ndjson", 422, "line 3.id: Field required"),
        ("{", "application/json", 400, "no JSON"),
        ("[", "application/json", 400, "no JSON"),
        (f"[{ONE},]", "application/json", 400, "case 1 is no JSON"),
        (f"[{ONE} {ONE}]", "application/json", 400, "case 0 is no JSON"),
        (f"[{ONE}}}", "application/json", 400, "no JSON"),
        (f"[{ONE}]]", "application/json", 400, "no JSON"),
        ('["', "application/json", 400, "no JSON"),
        ("\n{", "application/x-ndjson", 400, "line 2 is no JSON"),
        ('["' + "a" * 2_000_000 + '"]', "application/json", 413, "a case has at most 2,000,000 bytes"),
        ("[" * 2_000_010, "application/json", 413, "a case has at most 2,000,000 bytes"),
        ("a" * 2_000_001, "application/x-ndjson", 413, "a case has at most 2,000,000 bytes"),
        ("a,b", "text/csv", 415, "application/x-ndjson"),
    ],
)
def test_what_is_no_batch_is_not_taken_in(client: TestClient, body: str, media: str, status: int, told: str) -> None:
    answer = client.post("/v1/batches", content=body, headers={"Content-Type": media})
    assert answer.status_code == status
    assert told in answer.json()["detail"]


def test_a_cancelled_batch_decides_no_more(client: TestClient) -> None:
    batch_id = client.post("/v1/batches", json=[case(name=f"x{n}") for n in range(2_000)]).json()["batch_id"]
    cancelled = client.post(f"/v1/batches/{batch_id}/cancel").json()
    assert cancelled["status"] == "cancelled"
    time.sleep(0.3)
    before = client.get(f"/v1/batches/{batch_id}").json()["done"]
    time.sleep(0.5)
    assert client.get(f"/v1/batches/{batch_id}").json()["done"] == before < 2_000
    assert len(client.get(f"/v1/batches/{batch_id}/results").text.splitlines()) == 2_000
    assert client.post("/v1/batches/bat_none/cancel").status_code == 404
    assert client.get("/v1/batches/bat_none").status_code == 404


def test_a_line_ends_at_a_line_feed_alone(client: TestClient) -> None:
    told = [json.dumps(case(f"good\u2028morning\u0085 {n}", f"u{n}"), ensure_ascii=False) for n in range(2)]
    taken = client.post("/v1/batches", content="\r\n".join([*told, ""]).encode(), headers=LINES)
    assert (taken.status_code, taken.json()["total"]) == (202, 2)
    assert finished(client, taken.json()["batch_id"])["failed"] == 0


def test_a_line_that_is_no_json_is_named(client: TestClient) -> None:
    refused = client.post("/v1/batches", content=json.dumps(case()).encode() + b"\n\n{", headers=LINES)
    assert (refused.status_code, refused.json()["detail"]) == (
        400,
        "line 3 is no JSON: Invalid JSON: EOF while parsing an object at line 1 column 1",
    )


def test_the_same_batch_sent_again_is_one(client: TestClient, parts: Services) -> None:
    def send(*names: str) -> tuple[int, Json]:
        sent = client.post("/v1/batches", json=[case(name=n) for n in names], headers={"Idempotency-Key": "night"})
        return sent.status_code, sent.json()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: send("n1", "n2"), range(4)))
    assert {status for status, _ in answers} == {202}
    (batch_id,) = {told["batch_id"] for _, told in answers}
    assert finished(client, batch_id)["done"] == 2
    assert send("n1")[0] == 409
    assert [line.after for line in parts.store.audit.lines() if line.subject == batch_id] == ["2 cases"]
    with parts.store.database.transaction() as session:
        assert session.scalar(select(func.count()).where(BatchRow.total == 0)) == 0  # nothing is left of the others


def test_a_batch_whose_process_died_before_it_was_enqueued_is_found(open_service: tuple[TestClient, Services]) -> None:
    client, parts = open_service
    taken_in(parts.store, "bat_left", [Case.model_validate(case(name="l1"))], datetime.now(UTC))
    assert client.get("/v1/batches/bat_left").json()["status"] == "running"
    enqueue_open()
    assert finished(client, "bat_left")["failed"] == 0


def test_what_cannot_be_read_back_keeps_nothing_from_its_end(open_service: tuple[TestClient, Services]) -> None:
    client, parts = open_service
    taken_in(parts.store, "bat_worn", [Case.model_validate(case(name=f"w{n}")) for n in range(3)], datetime.now(UTC))
    worn = (BatchItemRow.batch_id == "bat_worn", BatchItemRow.number == 1)
    with parts.store.database.writing() as session:
        session.execute(update(BatchItemRow).where(*worn).values(case={"id": "w1"}))
    enqueue_open()
    assert finished(client, "bat_worn")["failed"] == 1
    with parts.store.database.writing() as session:
        decision = DecisionRow.decision_id == "dec_worn00002"
        session.execute(update(DecisionRow).where(decision).values(decision={}))
    lines = [json.loads(line) for line in client.get("/v1/batches/bat_worn/results").text.splitlines()]
    assert [(line["case_id"], line["error"]) for line in lines] == [
        ("w0", None),
        ("w1", "what is on record of this case is no case any more: hand it in again"),
        ("w2", "decision dec_worn00002 cannot be read back: tell whoever runs the service"),
    ]


@dataclass(frozen=True)
class Overtaken(Cases):
    """While they are read, the same request is taken in whole."""

    store: DecisionStore

    def __iter__(self) -> Iterator[Case]:
        entered(self.store, Cases(self.body, self.places), "me", "twice", "0", None)
        return super().__iter__()


def test_of_a_request_sent_twice_at_once_the_first_that_is_whole_counts(parts: Services) -> None:
    cases = read_cases("application/json", f"[{ONE}]".encode(), parts.settings.service)
    found = entered(parts.store, Overtaken(cases.body, cases.places, parts.store), "me", "twice", "0", None)
    assert parts.store.idempotency_keys.find("me", "twice", "0") == found
    assert len(list(parts.store.batches.items(found))) == 1
    with parts.store.database.transaction() as session:
        assert session.scalar(select(func.count()).where(BatchRow.total == 0)) == 0


def test_a_key_whose_batch_is_gone_begins_a_new_one(client: TestClient, parts: Services) -> None:
    def send() -> Json:
        taken = client.post("/v1/batches", json=[case(name="g1")], headers={"Idempotency-Key": "gone"})
        assert taken.status_code == 202
        told: Json = taken.json()
        return told

    first = send()["batch_id"]
    finished(client, first)
    with parts.store.database.writing() as session:
        session.execute(delete(BatchItemRow).where(BatchItemRow.batch_id == first))
        session.execute(delete(BatchRow).where(BatchRow.batch_id == first))
    again = send()["batch_id"]
    assert again != first
    assert finished(client, again)["done"] == 1
    assert send()["batch_id"] == again


def test_a_case_of_more_than_one_may_have_is_refused(client: TestClient) -> None:
    large = case(facts={"x": list(range(10_000))})
    for path, body in (("/v1/decisions", large), ("/v1/batches", [case(), large])):
        refused = client.post(path, json=body)
        assert refused.status_code == 422
        assert "a case has at most 10,000" in refused.json()["detail"]
