"""Media by the API: what is read has a place, what is not read goes to a person, and no file or secret is stored."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from domain.case import Case
from tests.agent.evidence.media.files import data_url, picture
from tests.api.conftest import CURE, HARMLESS, Json, decide, wait_until_finished

REGION = {"media_id": "photo-1", "box": {"x": 0.12, "y": 0.4, "width": 0.5, "height": 0.05}}
READ = {"id": "photo-1", "kind": "image", "sha256": "0" * 64, "width": 1080, "height": 900, "origin": "photo.png"}
SEEN: Json = {"content": [{"id": "photo-1-ocr-1", "kind": "ocr", "text": CURE, "region": REGION}], "media": [READ]}
TIMES = {"start_ms": None, "end_ms": None}
LINK = "https://127.0.0.1/photo.png?signature=secret"


def test_quote_names_its_place_in_the_picture(client: TestClient, services: Services) -> None:
    made = services.decide(Case.model_validate({"id": "seen", **SEEN}), "local")
    decision = client.get(f"/v1/decisions/{made.decision_id}").json()
    assert decision["verdict"]["outcome"] == "violation"
    assert decision["verdict"]["findings"][0]["content_quotes"][0]["region"] == {**REGION, "lines": [], **TIMES}
    assert decision["trace"]["warnings"] == ["photo-1: only its text was judged, not what else it shows."]
    name = decision["decision_id"]
    markdown = client.get(f"/v1/decisions/{name}/explanation", params={"format": "markdown"}).text
    assert "12% from the left" in markdown


FORGED: dict[str, tuple[Json, str]] = {
    "digest": ({"media": [{"id": "v", "sha256": "0" * 64}]}, "media v: give the id and the source alone"),
    "problem": ({"media": [{"id": "v", "problem": "no"}]}, "media v: give the id and the source alone"),
    "size": ({"media": [{"id": "v", "source": LINK, "width": 9}]}, "media v: give the id and the source alone"),
    "words": (
        {
            "media": [{"id": "photo-1", "source": LINK}],
            "content": [{"id": "t", "kind": "ocr", "text": "a", "region": REGION}],
        },
        "content t: leave out the region",
    ),
    "box": (
        {
            "media": [{"id": "photo-1", "source": LINK}],
            "content": [{"id": "t", "kind": "transcript", "text": "a", "region": REGION}],
        },
        "content t: a transcript has times",
    ),
}


@pytest.mark.parametrize("path", ["decisions", "decisions/stream", "prechecks", "batches"])
@pytest.mark.parametrize(("fields", "message"), FORGED.values(), ids=FORGED)
def test_submitted_media_that_pass_as_read_are_refused(
    client: TestClient, services: Services, path: str, fields: Json, message: str
) -> None:
    case = {"id": "forged", **fields}
    response = client.post(f"/v1/{path}", json=[case] if path == "batches" else case)
    assert (response.status_code, message in response.text) == (422, True), response.text
    assert not [one for one in services.store.list(100) if one.case_id == "forged"]


def test_case_of_a_stored_decision_is_not_submitted_again(client: TestClient, services: Services) -> None:
    made = services.decide(Case.model_validate({"id": "shown", **SEEN}), "local")
    case = client.get(f"/v1/decisions/{made.decision_id}/case").json()["case"]
    assert case["media"][0]["sha256"] == "0" * 64
    assert client.post("/v1/decisions", json=case).status_code == 422


def test_transcript_with_times_may_be_submitted(client: TestClient) -> None:
    region = {"media_id": "v", "start_ms": 0, "end_ms": 900}
    content = [{"kind": "transcript", "text": CURE, "region": region}]
    case = {"id": "given", "media": [{"id": "v", "source": LINK}], "content": content}
    assert client.post("/v1/decisions", json=case).json()["verdict"]["outcome"] == "violation"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (LINK, "127.0.0.1 has an internal address"),
        ("/etc/passwd", "a path is read on the command line only"),
        ("data:image/png;base64,AAAA", "the file is none of a picture"),
    ],
)
def test_media_that_were_not_read_need_a_person(client: TestClient, source: str, problem: str) -> None:
    decision = decide(client, HARMLESS, media=[{"id": "photo-1", "source": source}])
    verdict = decision["verdict"]
    assert verdict["outcome"] == "needs_review"
    ((code, text),) = [(reason["code"], reason["text"]) for reason in verdict["review_reasons"]]
    assert code == "media_unread"
    assert text.startswith(f"photo-1 was not read: {problem}")


def test_violation_in_the_text_stands_beside_media_that_were_not_read(client: TestClient) -> None:
    verdict = decide(client, CURE, media=[{"id": "photo-1", "source": LINK}])["verdict"]
    assert verdict["outcome"] == "violation"
    assert [reason["code"] for reason in verdict["review_reasons"]] == ["media_unread"]


def test_case_with_unread_media_alone_is_no_pass(client: TestClient) -> None:
    verdict = client.post("/v1/decisions", json={"id": "alone", "media": [{"source": LINK}]}).json()["verdict"]
    assert verdict["outcome"] == "needs_review"
    assert "media-1 was not read" in " ".join(reason["text"] for reason in verdict["review_reasons"])


@pytest.mark.parametrize(
    "media", [[{"id": "a"}], [{"id": "a", "source": "x", "problem": "y"}], [{"id": "a", "source": "x"}] * 2]
)
def test_media_without_a_source_are_refused_without_repeating_it(client: TestClient, media: list[Json]) -> None:
    response = client.post("/v1/decisions", json={"id": "bad", "media": media})
    assert response.status_code == 422
    assert "media" in response.text


def test_neither_bytes_nor_the_secret_of_a_link_are_stored(
    client: TestClient, services: Services, data_dir: Path
) -> None:
    damaged = "data:image/png;base64,U0VDUkVUQllURVM="
    media = [{"id": "photo-1", "source": LINK}, {"id": "photo-2", "source": damaged}]
    cases = [{"id": "stored", "content": [{"text": HARMLESS}], "media": media}]
    batch = client.post("/v1/batches", json=cases).json()
    assert wait_until_finished(client, batch["batch_id"])["failed"] == 0
    (line,) = client.get(f"/v1/batches/{batch['batch_id']}/results").text.splitlines()
    assert json.loads(line)["decision"]["verdict"]["outcome"] == "needs_review"
    decide(client, HARMLESS, media=media, name="again")
    stored = services.store.get(json.loads(line)["decision"]["decision_id"])
    assert stored is not None
    assert [one.source for one in stored.case.media] == [None, None]
    kept = services.store.batches.cases(batch["batch_id"], [0])[0]
    assert kept is not None
    assert "secret" not in kept.model_dump_json()
    assert "U0VDUkVU" not in kept.model_dump_json()


@pytest.mark.slow
def test_text_in_a_picture_is_judged(client: TestClient) -> None:
    drawn = picture("this tea cured my diabetes", "in two weeks", size=(900, 300))
    body = {"id": "drawn", "media": [{"id": "photo-1", "source": data_url(drawn)}]}
    decision = client.post("/v1/decisions", json=body).json()
    assert decision["verdict"]["outcome"] == "violation"
    quote = decision["verdict"]["findings"][0]["content_quotes"][0]
    assert quote["region"]["media_id"] == "photo-1"
    assert 0 < quote["region"]["box"]["y"] < 0.3
    case = client.get(f"/v1/decisions/{decision['decision_id']}/case").json()["case"]
    assert case["content"][0]["text"] == "this tea cured my diabetes\nin two weeks"
    assert "base64" not in json.dumps(case)
