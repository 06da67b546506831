"""The list of decisions is filtered by what counts now, and a decision gives its case."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from store.erasure import Erasure
from tests.api.conftest import CURE, HARMLESS, Json, decide, run_service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Services]]:
    with run_service(tmp_path_factory.mktemp("filters")) as running:
        yield running


@pytest.fixture(scope="module")
def decided(service: tuple[TestClient, Services]) -> dict[str, str]:
    """The ids of decisions by the names of their cases."""
    client, _ = service
    cases: dict[str, Json] = {
        "upheld": {"market": "US"},
        "overturned": {"market": "GB", "language": "en", "facts": {"price": 9.5}},
        "erased": {"creator_id": "cr_gone"},
    }
    ids = {name: decide(client, name=name, **fields)["decision_id"] for name, fields in cases.items()}
    ids["harmless"] = decide(client, HARMLESS, name="harmless", creator_id="cr_2")["decision_id"]
    body = {"action": "overturn", "reason": "A joke.", "reviewer": "ana"}
    assert client.post(f"/v1/decisions/{ids['overturned']}/reviews", json=body).status_code == 201
    return ids


def names(client: TestClient, **parameters: str) -> list[str]:
    response = client.get("/v1/decisions", params=parameters)
    assert response.status_code == 200, response.text
    return sorted(item["case_id"] for item in response.json()["items"])


def test_filters(service: tuple[TestClient, Services], decided: dict[str, str]) -> None:
    client, services = service
    severity = services.corpus.library.versions("CLM-1")[-1].severity.label
    assert names(client, outcome="violation") == ["erased", "upheld"]
    assert names(client, decided_outcome="violation") == ["erased", "overturned", "upheld"]
    assert names(client, outcome="no_violation", reviewed="true") == ["overturned"]
    assert names(client, clause_id="CLM-1") == names(client, severity=severity) == ["erased", "upheld"]
    assert names(client, reviewed="true") == ["overturned"]
    assert names(client, market="us") == ["upheld"]
    assert names(client, market="GB", language="en") == ["overturned"]
    assert names(client, case_id="harmless") == names(client, creator_id="cr_2") == ["harmless"]
    assert names(client, q="DIABETES tea") == ["erased", "overturned", "upheld"]
    assert names(client, q="good mug") == ["harmless"]
    assert names(client, q="diabetes mug") == []
    assert names(client, until="2026-01-01T00:00:00Z") == []
    assert names(client, judge="nobody") == []
    waiting = names(client, state="waiting")
    assert ("overturned" in waiting, "upheld" in waiting) == (False, True)
    assert "upheld" in names(client, state="letter_held")
    assert names(client, state="appealed") == []


def test_list_says_what_counts_now(service: tuple[TestClient, Services], decided: dict[str, str]) -> None:
    item = service[0].get("/v1/decisions?case_id=overturned").json()["items"][0]
    assert (item["outcome"], item["violated"], item["reviewed"]) == ("violation", ["CLM-1"], True)
    assert (item["current_outcome"], item["current_violated"]) == ("no_violation", [])
    assert (item["market"], item["language"]) == ("GB", "en")


@pytest.mark.parametrize(
    "query", ["q=%21%21", f"q={'a' * 201}", "severity=grave", "state=open", "until=2026-01-01T00:00:00", "text=tea"]
)
def test_bad_filters_are_refused(service: tuple[TestClient, Services], query: str) -> None:
    assert service[0].get(f"/v1/decisions?{query}").status_code == 422


def test_decision_gives_its_case_as_it_was_judged(
    service: tuple[TestClient, Services], decided: dict[str, str]
) -> None:
    client, _ = service
    found = client.get(f"/v1/decisions/{decided['overturned']}/case").json()
    case = found["case"]
    assert (case["id"], case["creator_id"], case["market"], case["facts"]) == (
        "overturned",
        "cr_1",
        "GB",
        {"price": 9.5},
    )
    assert [item["text"] for item in case["content"]] == [CURE]
    assert (found["decision_id"], found["language"], found["erased"]) == (decided["overturned"], "en", False)
    day = client.get(f"/v1/decisions/{decided['overturned']}").json()["trace"]["as_of"]
    assert found["as_of"] == day
    assert client.get("/v1/decisions/dec_none/case").status_code == 404


def test_erased_case_is_erased(service: tuple[TestClient, Services], decided: dict[str, str]) -> None:
    client, services = service
    Erasure(services.store.database).erase_creator("cr_gone", "test")
    found = client.get(f"/v1/decisions/{decided['erased']}/case").json()
    assert (found["erased"], found["case"]["creator_id"], found["case"]["content"][0]["text"]) == (True, None, "erased")
    assert names(client, q="diabetes") == ["overturned", "upheld"]
    assert names(client, state="erased") == ["erased"]
    assert names(client, creator_id="cr_gone") == []
