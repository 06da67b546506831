"""Requests as clients send them: HEAD, encodings, JSON that parsers read differently, and cases without ids."""

import gzip
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import CURE, HARMLESS, decide, make_case

PROBLEM, TYPE = "application/problem+json", "urn:clausewise:problem:"
JSON = {"Content-Type": "application/json"}


def post(client: TestClient, body: bytes | str, **headers: str) -> tuple[int, dict[str, Any]]:
    sent = JSON | {name.replace("_", "-"): value for name, value in headers.items()}
    answer = client.post("/v1/decisions", content=body, headers=sent)
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == PROBLEM
    return answer.status_code, answer.json()


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/v1/decisions", "/openapi.json", "/metrics"])
def test_head_is_a_get_without_its_body(client: TestClient, path: str) -> None:
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == client.get(path).headers["content-type"]


def test_head_of_what_is_not_read_is_refused(client: TestClient) -> None:
    assert client.head("/v1/decisions/stream").status_code == 404  # as a GET: there is no such decision
    assert client.head("/v1/batches").status_code == 405


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP", "gzip, identity"])
def test_gzip_body_is_read(client: TestClient, encoding: str) -> None:
    assert post(client, gzip.compress(json.dumps(make_case()).encode()), Content_Encoding=encoding)[0] == 201


@pytest.mark.parametrize("encoding", ["deflate", "br", "zstd", "gzip, gzip", "gzip, br"])
def test_other_encoding_is_refused(client: TestClient, encoding: str) -> None:
    status, problem = post(client, gzip.compress(json.dumps(make_case()).encode()), Content_Encoding=encoding)
    assert (status, problem["type"]) == (415, TYPE + "unsupported-media-type")
    assert f"encoded as {encoding}: send it as it is, or once with gzip" in problem["detail"]


def test_encodings_in_several_headers_are_one_list(client: TestClient) -> None:
    headers = [("Content-Type", "application/json"), ("Content-Encoding", "br"), ("Content-Encoding", "gzip")]
    response = client.post("/v1/decisions", content=json.dumps(make_case()), headers=headers)
    assert response.status_code == 415
    assert "encoded as br, gzip: send it as it is" in response.json()["detail"]


def test_identity_is_no_encoding(client: TestClient) -> None:
    assert post(client, json.dumps(make_case()), Content_Encoding="identity")[0] == 201


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("application/json", 201),
        ("application/json; charset=UTF-8", 201),
        ('APPLICATION/JSON;charset="utf-8"', 201),
        ("application/merge-patch+json", 201),
        ("application/json; charset=iso-8859-1", 415),
        ("application/json; charset=utf-16", 415),
        ("text/json", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
    ],
)
def test_body_is_json_in_utf_8(client: TestClient, media_type: str, status: int) -> None:
    assert post(client, json.dumps(make_case()), Content_Type=media_type)[0] == status
    batch = client.post("/v1/batches", content=json.dumps([make_case()]), headers={"Content-Type": media_type})
    assert batch.status_code == (415 if status == 415 or "+json" in media_type else 202)


@pytest.mark.parametrize(
    ("body", "status", "kind", "words"),
    [
        ("{", 400, "malformed-json", "Expecting property name enclosed in double quotes at character 1"),
        (b'{"id": "\xe9"}', 400, "malformed-json", "byte 8 is not UTF-8"),
        ("[" * 100_000, 400, "malformed-json", "it is nested too deeply"),
        ('{"id": "a", "id": "b"}', 422, "invalid-request", "the body has the field `id` twice in one object"),
        ('{"facts": {"x": {"y": 1, "y": 1}}}', 422, "invalid-request", "the field `y` twice"),
        (f'{{"facts": {{"x": {"9" * 5_000}}}}}', 422, "invalid-request", "a number of thousands of digits"),
        ('{"\\ud800": 1}', 422, "invalid-request", "see errors"),
        ('{"facts": {"x": NaN}}', 422, "invalid-request", "see errors"),
        ("[]", 422, "invalid-request", "see errors"),
        ("7", 422, "invalid-request", "see errors"),
    ],
)
def test_body_that_cannot_be_read_one_way_is_refused(
    client: TestClient, body: bytes | str, status: int, kind: str, words: str
) -> None:
    found, problem = post(client, body)
    assert (found, problem["type"]) == (status, TYPE + kind)
    assert words in problem["detail"]


def test_byte_order_mark_is_skipped(client: TestClient) -> None:
    assert post(client, b"\xef\xbb\xbf" + json.dumps(make_case()).encode())[0] == 201


def test_slash_at_the_end_is_another_path(client: TestClient) -> None:
    answer = client.post("/v1/decisions/", json=make_case())
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)
    assert "none of them with a slash at its end" in answer.json()["detail"]


def test_case_and_items_without_an_id_get_one(client: TestClient) -> None:
    case = {"content": [{"text": CURE}, {"id": "own", "text": HARMLESS}]}
    first, again, other = (
        client.post("/v1/decisions", json=one).json() for one in (case, case, {"content": [{"text": CURE}]})
    )
    (quote, *_) = first["verdict"]["findings"][0]["content_quotes"]
    assert quote["item_id"] == "content-1"
    assert first["case_id"].startswith("case-")
    assert first["case_id"] == again["case_id"] != other["case_id"]
    keyed = [client.post("/v1/decisions", json=case, headers={"Idempotency-Key": "no-id"}).json() for _ in range(2)]
    assert keyed[0]["decision_id"] == keyed[1]["decision_id"]


def test_open_api_document_asks_for_no_id(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    assert "required" not in schemas["Case"]
    assert schemas["ContentItem"]["required"] == ["text"]


@pytest.mark.parametrize("day", ["2026-10-02T23:30:00-05:00", "2026-10-02", "2026-10-02 00:00"])
def test_time_of_posting_counts_as_the_day_that_it_names(client: TestClient, day: str) -> None:
    assert decide(client, content_date=day)["trace"]["as_of"] == "2026-10-02"
    assert client.get("/v1/policies/search", params={"q": "tea", "as_of": day}).status_code == 200


@pytest.mark.parametrize("day", ["yesterday", 1_790_000_000, "2026-02-30"])
def test_other_days_are_refused_with_an_example(client: TestClient, day: str | int) -> None:
    status, problem = post(client, json.dumps(make_case(content_date=day)))
    assert (status, problem["errors"]) == (
        422,
        [{"where": "body.content_date", "message": "give the day alone, such as 2026-10-02"}],
    )


def test_review_has_no_confidence_but_a_probability(client: TestClient) -> None:
    text = "ฉันดื่มชานี้ทุกวันและรู้สึกดีขึ้นมากหลังจากสองสัปดาห์ เพื่อนของฉันก็ชอบเหมือนกัน"
    decision = decide(client, text, creator_id="cr_review")
    assert decision["verdict"]["outcome"] == "needs_review"
    assert decision["verdict"]["confidence"] is None
    (listed,) = client.get("/v1/decisions?creator_id=cr_review").json()["items"]
    assert (listed["confidence"], listed["probability"]) == (None, decision["verdict"]["probability"])
