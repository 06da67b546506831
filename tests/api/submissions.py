"""A batch submitted to a service process, its progress, and a check of its results."""

import json
from typing import Any

import httpx

from tests.api.conftest import CURE, HARMLESS, make_case
from tests.api.processes import ServiceProcess

BATCH_SIZE = 400


def make_cases(count: int = BATCH_SIZE) -> list[dict[str, Any]]:
    texts = (CURE, HARMLESS)
    return [make_case(texts[n % 2], f"k{n}", creator_id=f"cr_{n}") for n in range(count)]


def submit_batch(service: ServiceProcess, count: int = BATCH_SIZE) -> str:
    """Returns the id of the batch."""
    response = service.client.post("/v1/batches", json=make_cases(count))
    assert response.status_code == 202, response.text
    return str(response.json()["batch_id"])


def count_done(service: ServiceProcess, batch_id: str) -> int:
    return int(service.client.get(f"/v1/batches/{batch_id}").json()["done"])


def require_each_case_decided_once(service: ServiceProcess, batch_id: str, count: int = BATCH_SIZE) -> None:
    """Each case has its own decision, and the decision log contains no others."""
    lines = [json.loads(line) for line in service.client.get(f"/v1/batches/{batch_id}/results").text.splitlines()]
    assert [line["case_id"] for line in lines] == [f"k{n}" for n in range(count)]
    decisions = [line["decision"]["decision_id"] for line in lines]
    assert len(set(decisions)) == count
    stored: list[str] = []
    parameters = {"limit": "200"}
    while True:
        page = service.client.get("/v1/decisions", params=parameters).json()
        stored += [item["decision_id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        parameters["cursor"] = page["next_cursor"]
    assert sorted(stored) == sorted(decisions)


def count_decisions(client: httpx.Client) -> int:
    """By the metrics of the process."""
    lines = client.get("/metrics").text.splitlines()
    return int(sum(float(line.split()[-1]) for line in lines if line.startswith("clausewise_decisions_total")))
