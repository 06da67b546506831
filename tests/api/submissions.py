"""A batch handed in to a service in a process of its own, watched, and looked over at its end."""

import json
from typing import Any

import httpx

from tests.api.conftest import CURE, HARMLESS, case
from tests.api.processes import Service

MANY = 400


def cases(count: int = MANY) -> list[dict[str, Any]]:
    texts = (CURE, HARMLESS)
    return [case(f"{texts[n % 2]}, take {n}", f"k{n}", creator_id=f"cr_{n}") for n in range(count)]


def begin(service: Service, count: int = MANY) -> str:
    answer = service.client.post("/v1/batches", json=cases(count))
    assert answer.status_code == 202, answer.text
    return str(answer.json()["batch_id"])


def progress(service: Service, batch_id: str) -> int:
    return int(service.client.get(f"/v1/batches/{batch_id}").json()["done"])


def each_once(service: Service, batch_id: str, count: int = MANY) -> None:
    """Every case has a decision of its own, and the record holds no other."""
    lines = [json.loads(line) for line in service.client.get(f"/v1/batches/{batch_id}/results").text.splitlines()]
    assert [line["case_id"] for line in lines] == [f"k{n}" for n in range(count)]
    decisions = [line["decision"]["decision_id"] for line in lines]
    assert len(set(decisions)) == count
    recorded, after = [], ""
    while True:
        page = service.client.get(f"/v1/decisions?limit=200{after}").json()
        recorded += [item["decision_id"] for item in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert sorted(recorded) == sorted(decisions)


def decided(client: httpx.Client) -> int:
    lines = client.get("/metrics").text.splitlines()
    return int(sum(float(line.split()[-1]) for line in lines if line.startswith("clausewise_decisions_total")))
