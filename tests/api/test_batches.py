"""Batches over HTTP: accepted as a whole, decided in the background, streamed in order, cancelled."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, func, select, update

from api.batch_parser import BatchCases, read_cases
from api.batch_submission import BatchSubmission, store_batch
from api.services import Services
from domain.case import Case
from store.decisions import DecisionStore
from store.schema import DecisionRow
from store.service_schema import BatchItemRow, BatchRow
from tests.api.conftest import CURE, HARMLESS, Json, make_case, wait_until_finished, workflows_of
from tests.store.conftest import add_batch

JSON_LINES = {"Content-Type": "application/x-ndjson"}
CASE = json.dumps(make_case())


def test_cases_are_decided_and_returned_in_order(client: TestClient, services: Services) -> None:
    cases = [make_case(CURE if n % 3 else HARMLESS, f"b{n}") for n in range(30)]
    cases.append(make_case(name="old", content_date="1999-01-01"))
    accepted = client.post("/v1/batches", json=cases)
    assert (accepted.status_code, accepted.json()["total"]) == (202, 31)
    batch_id = accepted.json()["batch_id"]
    assert wait_until_finished(client, batch_id) == accepted.json() | {"status": "done", "done": 31, "failed": 1}
    lines = [json.loads(line) for line in client.get(f"/v1/batches/{batch_id}/results").text.splitlines()]
    assert [line["case_id"] for line in lines] == [*(f"b{n}" for n in range(30)), "old"]
    outcomes = [line["decision"]["verdict"]["outcome"] for line in lines[:-1]]
    assert outcomes == ["violation" if n % 3 else "no_violation" for n in range(30)]
    assert (lines[-1]["decision"], "no policy is in force" in lines[-1]["error"]) == (None, True)
    assert len({line["decision"]["decision_id"] for line in lines[:-1]}) == 30
    log = [(line.action, line.after) for line in services.store.audit.entries() if line.subject == batch_id]
    assert log == [("batch.create", "31 cases")]


def test_json_lines_are_a_batch(client: TestClient) -> None:
    body = "\n".join([json.dumps(make_case(name="l1")), "", json.dumps(make_case(name="l2"))])
    accepted = client.post("/v1/batches", content=body, headers=JSON_LINES)
    assert (accepted.status_code, accepted.json()["total"]) == (202, 2)
    assert wait_until_finished(client, accepted.json()["batch_id"])["done"] == 2


@pytest.mark.parametrize(
    ("body", "media_type", "status", "detail"),
    [
        ("[]", "application/json", 422, "1 to 10,000 cases"),
        ("{}", "application/json", 422, "1 to 10,000 cases"),
        ("[ ]", "application/json", 422, "1 to 10,000 cases"),
        ("", "application/x-ndjson", 422, "1 to 10,000 cases"),
        ("[1]", "application/json", 422, "case 0: Input should be an object"),
        (f"[{CASE}, {{}}]", "application/json", 422, "case 1: the case has neither content nor facts"),
        (f"{CASE}\n\n{{}}", "application/x-ndjson", 422, "line 3: the case has neither content nor facts"),
        ("{", "application/json", 400, "not valid JSON"),
        ("[", "application/json", 400, "not valid JSON"),
        (f"[{CASE},]", "application/json", 400, "case 1 is not valid JSON"),
        (f"[{CASE} {CASE}]", "application/json", 400, "case 0 is not valid JSON"),
        (f"[{CASE}}}", "application/json", 400, "not valid JSON"),
        (f"[{CASE}]]", "application/json", 400, "not valid JSON"),
        ('["', "application/json", 400, "not valid JSON"),
        ("\n{", "application/x-ndjson", 400, "line 2 is not valid JSON"),
        ('["' + "a" * 200_000 + '"]', "application/json", 413, "a case has at most 200,000 bytes"),
        ("[" * 200_010, "application/json", 413, "a case has at most 200,000 bytes"),
        ("a" * 200_001, "application/x-ndjson", 413, "a case has at most 200,000 bytes"),
        ("a,b", "text/csv", 415, "application/x-ndjson"),
    ],
)
def test_invalid_batch_is_refused(client: TestClient, body: str, media_type: str, status: int, detail: str) -> None:
    response = client.post("/v1/batches", content=body, headers={"Content-Type": media_type})
    assert response.status_code == status
    assert detail in response.json()["detail"]


def test_cancelled_batch_decides_no_more_cases(client: TestClient) -> None:
    batch_id = client.post("/v1/batches", json=[make_case(name=f"x{n}") for n in range(200)]).json()["batch_id"]
    cancelled = client.post(f"/v1/batches/{batch_id}/cancel").json()
    assert cancelled["status"] == "cancelled"
    done = [-1]
    while len(done) < 2 or done[-1] != done[-2]:  # the case in hand ends as it began
        time.sleep(0.5)
        done.append(client.get(f"/v1/batches/{batch_id}").json()["done"])
    assert done[-1] < 200
    assert len(client.get(f"/v1/batches/{batch_id}/results").text.splitlines()) == 200
    assert client.post("/v1/batches/bat_none/cancel").status_code == 404
    assert client.get("/v1/batches/bat_none").status_code == 404


def test_lines_end_at_line_feeds_only(client: TestClient) -> None:
    lines = [json.dumps(make_case(f"good\u2028morning\u0085 {n}", f"u{n}"), ensure_ascii=False) for n in range(2)]
    accepted = client.post("/v1/batches", content="\r\n".join([*lines, ""]).encode(), headers=JSON_LINES)
    assert (accepted.status_code, accepted.json()["total"]) == (202, 2)
    assert wait_until_finished(client, accepted.json()["batch_id"])["failed"] == 0


def test_invalid_line_is_named(client: TestClient) -> None:
    response = client.post("/v1/batches", content=json.dumps(make_case()).encode() + b"\n\n{", headers=JSON_LINES)
    assert (response.status_code, response.json()["detail"]) == (
        400,
        "line 3 is not valid JSON: Expecting property name enclosed in double quotes at character 1",
    )


def test_repeated_request_with_a_key_is_one_batch(client: TestClient, services: Services) -> None:
    def send(*names: str) -> tuple[int, Json]:
        cases, headers = [make_case(name=name) for name in names], {"Idempotency-Key": "night"}
        response = client.post("/v1/batches", json=cases, headers=headers)
        return response.status_code, response.json()

    with ThreadPoolExecutor(4) as pool:
        responses = list(pool.map(lambda _: send("n1", "n2"), range(4)))
    assert {status for status, _ in responses} == {202}
    (batch_id,) = {batch["batch_id"] for _, batch in responses}
    assert wait_until_finished(client, batch_id)["done"] == 2
    assert send("n1")[0] == 409
    assert [line.after for line in services.store.audit.entries() if line.subject == batch_id] == ["2 cases"]
    with services.store.database.transaction() as session:
        assert session.scalar(select(func.count()).where(BatchRow.total == 0)) == 0  # nothing of the others is left


def test_batch_that_was_not_enqueued_is_found(running_service: tuple[TestClient, Services]) -> None:
    client, services = running_service
    add_batch(services.store, "bat_left", [Case.model_validate(make_case(name="l1"))], datetime.now(UTC))
    assert client.get("/v1/batches/bat_left").json()["status"] == "running"
    workflows_of(client).enqueue_open()
    assert wait_until_finished(client, "bat_left")["failed"] == 0


def test_damaged_rows_do_not_stop_a_batch(running_service: tuple[TestClient, Services]) -> None:
    client, services = running_service
    add_batch(
        services.store,
        "bat_damaged",
        [Case.model_validate(make_case(name=f"w{n}")) for n in range(3)],
        datetime.now(UTC),
    )
    damaged = (BatchItemRow.batch_id == "bat_damaged", BatchItemRow.number == 1)
    with services.store.database.write_transaction() as session:
        session.execute(update(BatchItemRow).where(*damaged).values(case={"id": "w1"}))
    workflows_of(client).enqueue_open()
    assert wait_until_finished(client, "bat_damaged")["failed"] == 1
    with services.store.database.write_transaction() as session:
        decision = DecisionRow.decision_id == "dec_damaged00002"
        session.execute(update(DecisionRow).where(decision).values(decision={}))
    lines = [json.loads(line) for line in client.get("/v1/batches/bat_damaged/results").text.splitlines()]
    assert [(line["case_id"], line["error"]) for line in lines] == [
        ("w0", None),
        ("w1", "the stored case is no longer valid: submit it again"),
        ("w2", "decision dec_damaged00002 cannot be read: tell the operator of the service"),
    ]


@dataclass(frozen=True)
class OvertakenCases(BatchCases):
    """While they are read, the same request is stored completely."""

    store: DecisionStore

    def __iter__(self) -> Iterator[Case]:
        store_batch(self.store, BatchSubmission("me", BatchCases(self.body, self.spans), "0", "twice"))
        return super().__iter__()


def test_of_two_concurrent_requests_the_first_that_is_complete_counts(services: Services) -> None:
    cases = read_cases("application/json", f"[{CASE}]".encode(), services.settings.service)
    overtaken = OvertakenCases(cases.body, cases.spans, services.store)
    found = store_batch(services.store, BatchSubmission("me", overtaken, "0", "twice"))
    assert services.store.idempotency_keys.find("me", "twice", "0") == found
    assert len(list(services.store.batches.items(found))) == 1
    with services.store.database.transaction() as session:
        assert session.scalar(select(func.count()).where(BatchRow.total == 0)) == 0


def test_key_of_a_pruned_batch_starts_a_new_one(client: TestClient, services: Services) -> None:
    def send() -> Json:
        response = client.post("/v1/batches", json=[make_case(name="g1")], headers={"Idempotency-Key": "gone"})
        assert response.status_code == 202
        batch: Json = response.json()
        return batch

    first = send()["batch_id"]
    wait_until_finished(client, first)
    with services.store.database.write_transaction() as session:
        session.execute(delete(BatchItemRow).where(BatchItemRow.batch_id == first))
        session.execute(delete(BatchRow).where(BatchRow.batch_id == first))
    again = send()["batch_id"]
    assert again != first
    assert wait_until_finished(client, again)["done"] == 1
    assert send()["batch_id"] == again


def test_case_over_the_size_limit_is_refused(client: TestClient) -> None:
    large = make_case(facts={"x": list(range(10_000))})
    for path, body in (("/v1/decisions", large), ("/v1/batches", [make_case(), large])):
        response = client.post(path, json=body)
        assert response.status_code == 422
        assert "a case has at most 10,000" in response.json()["detail"]
