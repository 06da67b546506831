"""The bank over HTTP: adding, listing, removing, and a post that shows a stored violation again."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from agent.media_bank.filling import BankFilling, new_entry
from api.jobs.media_bank import BankPush
from api.services import Services
from domain.decision import Decision
from domain.verdict import Outcome, ReviewCode
from eval.drawing.drawing import Drawing
from eval.drawing.files import draw_file
from store.media_bank.bank import MediaBank
from tests.agent.media_bank.media_cases import AT, photo
from tests.api.conftest import CURE, HARMLESS, decide
from tests.api.test_reviews import version_of

CLAUSE = "CLM-1"


def picture(*lines: str, seed: int = 7) -> str:
    """A label on a shelf, as a data URL."""
    drawing = Drawing.model_validate({"id": "p", "look": "shelf", "blocks": [["label", *lines]]})
    kind, content = draw_file(drawing, "bank", seed)
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def put(services: Services, name: str) -> str:
    """An entry of a file; returns its id."""
    entry = new_entry(photo(name, digest=name), CLAUSE, "ana", AT)
    MediaBank(services.store.database).add([entry], "test")
    return entry.entry_id


def test_entries_are_listed_and_removed(client: TestClient, services: Services) -> None:
    entry_id = put(services, "1a")
    listed = client.get("/v1/media-bank", params={"clause_id": CLAUSE}).json()["items"]
    assert entry_id in [one["entry_id"] for one in listed]
    assert client.get("/v1/media-bank", params={"clause_id": "CLM-2"}).json()["items"] == []
    assert client.delete(f"/v1/media-bank/{entry_id}").status_code == 204
    again = client.delete(f"/v1/media-bank/{entry_id}")
    assert (again.status_code, "has no entry" in again.json()["detail"]) == (404, True)


def test_decision_without_media_has_nothing_to_add(client: TestClient) -> None:
    made = decide(client, HARMLESS)
    body = {"decision_id": made["decision_id"], "clause_id": CLAUSE}
    refused = client.post("/v1/media-bank", json=body)
    assert (refused.status_code, "only media have hashes" in refused.json()["detail"]) == (422, True)
    unknown = client.post("/v1/media-bank", json=body | {"decision_id": "dec_none"})
    assert unknown.status_code == 404


def test_background_task_fills_the_bank_and_may_run_again(services: Services) -> None:
    push = BankPush(services.store)
    push.push()
    push.push()
    assert BankFilling(services.store).run("test", datetime.now(UTC)).added == ()


@pytest.mark.slow
def test_confirmed_violation_is_known_again_until_it_is_overturned(client: TestClient, services: Services) -> None:
    """Never in the case that it was found in."""
    first = post(client, "first", CURE)
    assert first.verdict.violated == (CLAUSE,)
    review = {"action": "uphold", "reason": "The label promises a cure."}
    path = f"/v1/decisions/{first.decision_id}/reviews"
    upheld = client.post(path, json=review)
    assert upheld.status_code == 201, upheld.text
    assert BankFilling(services.store).run("test", datetime.now(UTC)).added == ()
    filled = BankFilling(services.store).run("test", datetime.now(UTC) + timedelta(days=31))
    assert [(one.clause_id, one.decision_id) for one in filled.added] == [(CLAUSE, first.decision_id)]
    (match,) = post(client, "second", CURE).evidence.media_matches
    assert (match.clause_id, match.exact, match.decision_id) == (CLAUSE, True, first.decision_id)
    assert post(client, "first", CURE).evidence.media_matches == ()
    overturned = client.post(
        path, json={"action": "overturn", "reason": "It is a novel."}, headers=version_of(client, first.decision_id)
    )
    assert overturned.status_code == 201, overturned.text
    assert post(client, "third", CURE).evidence.media_matches == ()


@pytest.mark.slow
def test_post_that_would_pass_goes_to_a_person_once_a_lead_added_its_picture(client: TestClient) -> None:
    made = post(client, "by hand", "good morning", "the mug is blue", seed=9)
    assert made.verdict.outcome is Outcome.NO_VIOLATION
    body = {"decision_id": made.decision_id, "clause_id": CLAUSE, "note": "The seal is false."}
    added = client.post("/v1/media-bank", json=body)
    assert added.status_code == 201, added.text
    (entry,) = added.json()["items"]
    assert (entry["source"], entry["media_id"], entry["note"]) == ("person", "photo", "The seal is false.")
    assert {one["name"] for one in entry["hashes"]} == {"sha256", "dhash512", "words"}
    assert client.post("/v1/media-bank", json=body).json()["items"] == []
    again = post(client, "again", "good morning", "the mug is blue", seed=9).verdict
    assert (again.outcome, again.violated) == (Outcome.NEEDS_REVIEW, ())
    assert [reason.code for reason in again.review_reasons] == [ReviewCode.MEDIA_IN_BANK]
    unknown = client.post("/v1/media-bank", json=body | {"clause_id": "XX-1"})
    assert (unknown.status_code, "no policy has the clause XX-1" in unknown.json()["detail"]) == (422, True)
    other = client.post("/v1/media-bank", json=body | {"media_id": "x"})
    assert (other.status_code, "it has photo" in other.json()["detail"]) == (422, True)


def post(client: TestClient, name: str, *lines: str, seed: int = 7) -> Decision:
    """Of a caption and a picture."""
    content = [{"id": "c1", "kind": "caption", "text": HARMLESS}]
    media = [{"id": "photo", "source": picture(*lines, seed=seed)}]
    response = client.post("/v1/decisions", json={"id": name, "creator_id": "cr_1", "content": content, "media": media})
    assert response.status_code == 201, response.text
    return Decision.model_validate(response.json())
