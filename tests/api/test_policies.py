"""The law over HTTP."""

import pytest
from fastapi.testclient import TestClient


def test_policies_and_their_clauses(client: TestClient) -> None:
    (policy, *_) = client.get("/v1/policies").json()
    assert policy["clauses"] > 0
    clause = client.get("/v1/policies/clauses/CLM-1").json()
    assert (clause["id"], clause["kind"], clause["severity"], clause["points"]) == ("CLM-1", "rule", "high", 6)


@pytest.mark.parametrize("path", ["clauses/NONE-1", "clauses/CLM-1?as_of=1999-01-01"])
def test_a_clause_that_is_not_there(client: TestClient, path: str) -> None:
    answer = client.get(f"/v1/policies/{path}")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:clausewise:problem:not-found")


def test_search(client: TestClient) -> None:
    hits = client.get("/v1/policies/search?q=a tea that heals&k=3").json()
    assert len(hits) == 3
    assert hits[0]["clause"]["id"] == "CLM-1"
    assert client.get("/v1/policies/search").status_code == 422
    assert client.get("/v1/policies/search?q=tea&market=XX").status_code == 422
