"""Policies, clauses and search over HTTP."""

import pytest
from fastapi.testclient import TestClient


def test_policies_and_their_clauses_are_listed(client: TestClient) -> None:
    page = client.get("/v1/policies").json()
    policy = page["items"][0]
    assert page["next_cursor"] is None
    assert policy["clauses"] > 0
    clause = client.get("/v1/policies/clauses/CLM-1").json()
    assert (clause["id"], clause["kind"], clause["severity"], clause["points"]) == ("CLM-1", "rule", "high", 6)


def test_clause_has_reasons_that_a_reviewer_can_choose(client: TestClient) -> None:
    presets = client.get("/v1/policies/clauses/CLM-1").json()["reason_presets"]
    assert presets["uphold"][0] == "The quoted words break CLM-1 (Curing illness)."
    assert presets["overturn"][0].startswith("The exception CLM-9 (")
    definition = client.get("/v1/policies/clauses/CLM-9").json()
    assert definition["reason_presets"] == {"uphold": [], "overturn": [], "amend": []}


@pytest.mark.parametrize("path", ["clauses/NONE-1", "clauses/CLM-1?as_of=1999-01-01"])
def test_missing_clause_is_not_found(client: TestClient, path: str) -> None:
    response = client.get(f"/v1/policies/{path}")
    assert (response.status_code, response.json()["type"]) == (404, "urn:clausewise:problem:not-found")


def test_search_returns_a_page_with_the_best_clause_first(client: TestClient) -> None:
    page = client.get("/v1/policies/search?q=a tea that heals&limit=3").json()
    assert (len(page["items"]), page["next_cursor"]) == (3, None)
    assert page["items"][0]["clause"]["id"] == "CLM-1"
    assert client.get("/v1/policies/search").status_code == 422
    assert client.get("/v1/policies/search?q=tea&market=XX").status_code == 422
