"""Unknown query parameters are refused on every route, and an old name with the new one in the message."""

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import make_case
from tests.api.test_access import ROUTES


def test_every_route_refuses_an_unknown_parameter(client: TestClient) -> None:
    for method, path, _ in (*ROUTES, ("GET", "/healthz", None), ("GET", "/readyz", None)):
        separator = "&" if "?" in path else "?"
        response = client.request(method, f"{path}{separator}nonsense=1")
        assert response.status_code == 422, (method, path, response.text)
        assert response.json()["type"] == "urn:clausewise:problem:invalid-request"
        assert "unknown query parameter `nonsense`" in response.json()["detail"], (method, path)


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("/v1/decisions?creatr_id=cr_1", "this route takes `case_id`, `clause_id`, `creator_id`, `cursor`, "),
        ("/v1/decisions/x?limit=1", "this route takes none"),
        ("/v1/appeals?creator=cr_1", "unknown query parameter `creator`: this route takes `cursor`, `limit`, `status`"),
    ],
)
def test_the_allowed_parameters_are_named(client: TestClient, query: str, detail: str) -> None:
    assert detail in client.get(query).json()["detail"]


@pytest.mark.parametrize(
    ("method", "query", "old", "new"),
    [
        ("GET", "/v1/decisions?after=x", "after", "cursor"),
        ("GET", "/v1/decisions?creator=cr_1", "creator", "creator_id"),
        ("GET", "/v1/decisions?clause=CLM-1", "clause", "clause_id"),
        ("GET", "/v1/appeals?after=x", "after", "cursor"),
        ("GET", "/v1/education-messages?after=x", "after", "cursor"),
        ("GET", "/v1/policies/search?q=tea&k=3", "k", "limit"),
    ],
)
def test_an_old_parameter_is_refused_with_its_new_name(
    client: TestClient, method: str, query: str, old: str, new: str
) -> None:
    response = client.request(method, query)
    assert response.status_code == 422
    assert response.json()["detail"] == f"query parameter `{old}` is now called `{new}`"


@pytest.mark.parametrize(
    ("method", "query", "detail"),
    [
        ("GET", "/v1/decisions?creator_id=a&creator_id=b", "query parameter `creator_id` is given 2 times: keep one"),
        ("GET", "/v1/decisions?limit=1&limit=1&limit=1", "query parameter `limit` is given 3 times: keep one"),
        (
            "POST",
            "/v1/decisions?as_of=2026-01-01&as_of=2026-02-01",
            "query parameter `as_of` is given 2 times: keep one",
        ),
    ],
)
def test_repeated_parameter_is_refused(client: TestClient, method: str, query: str, detail: str) -> None:
    response = client.request(method, query, json=make_case() if method == "POST" else None)
    assert (response.status_code, response.json()["detail"]) == (422, detail)


def test_old_status_of_an_appeal_is_refused_with_the_valid_ones(client: TestClient) -> None:
    response = client.get("/v1/appeals?status=reheard")
    assert response.status_code == 422
    assert "'re_reviewed'" in response.json()["errors"][0]["message"]
