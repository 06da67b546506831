from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from domain.signals import CreatorSignals, QualityScore, SignalCondition, SignalReading
from signals.errors import SignalsTokenError, SignalsUrlError
from signals.sources.http_source import MAX_BODY_BYTES, HttpSignals, creator_path

BASE = "https://signals.example/v1"
TOKEN = "s3cret-token"
MAYA = CreatorSignals(creator_id="cr_maya", quality=QualityScore(score=86), violations=(), strikes=0)
BODY = MAYA.model_dump_json()
KNOWN = SignalReading(condition=SignalCondition.KNOWN, source="http", signals=MAYA)


def unreachable(detail: str) -> SignalReading:
    return SignalReading(condition=SignalCondition.UNREACHABLE, source="http", detail=detail)


def unknown(detail: str) -> SignalReading:
    return SignalReading(condition=SignalCondition.UNKNOWN_CREATOR, source="http", detail=detail)


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def source(waits: list[float]) -> Iterator[HttpSignals]:
    """A source that records its waits and does not spend them."""
    with HttpSignals(BASE, TOKEN, sleep=waits.append, draw=lambda: 0.5) as opened:
        yield opened


@respx.mock
def test_request_has_the_token_and_the_answer_is_read_completely(source: HttpSignals) -> None:
    route = respx.get(f"{BASE}/creators/cr_maya").respond(text=BODY)
    assert source.read("cr_maya") == KNOWN
    assert route.calls.last.request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in repr(source)


@respx.mock
def test_without_a_token_there_is_no_authorization_header() -> None:
    route = respx.get(f"{BASE}/creators/cr_maya").respond(text=BODY)
    with HttpSignals(BASE) as source:
        assert source.read("cr_maya") == KNOWN
    assert "Authorization" not in route.calls.last.request.headers


@respx.mock
@pytest.mark.parametrize(
    ("answer", "reading"),
    [
        (httpx.Response(404), unknown("the signals service does not know this creator")),
        (
            httpx.Response(401, text=TOKEN),
            unreachable("the signals service answered 401: set CLAUSEWISE_SIGNALS_TOKEN to a token it accepts"),
        ),
        (
            httpx.Response(403),
            unreachable("the signals service answered 403: set CLAUSEWISE_SIGNALS_TOKEN to a token it accepts"),
        ),
        (
            httpx.Response(302, headers={"Location": "https://elsewhere.example/"}),
            unreachable("the signals service answered 302: check CLAUSEWISE_SIGNALS_URL"),
        ),
        (
            httpx.Response(204),
            unreachable("the signals service answered 204: check CLAUSEWISE_SIGNALS_URL"),
        ),
        (httpx.Response(200, text="<html>"), unreachable("the answer is not a creator's signals (1 errors)")),
        (
            httpx.Response(200, json={"creator_id": "cr_maya", "violation": [], "strikes": -2}),
            unreachable("the answer is not a creator's signals (2 errors)"),
        ),
        (
            httpx.Response(200, json={"creator_id": "cr_maya", "strikes": 0}),
            unreachable("the answer has no `violations`; a creator without violations has an empty list"),
        ),
        (
            httpx.Response(200, json={"creator_id": "cr_noor", "violations": []}),
            unreachable("the signals service answered for another creator"),
        ),
        (
            httpx.Response(200, content=b" " * (MAX_BODY_BYTES + 1)),
            unreachable(f"the signals service answered more than {MAX_BODY_BYTES} bytes"),
        ),
    ],
)
def test_lasting_failure_is_not_retried(
    source: HttpSignals, waits: list[float], answer: httpx.Response, reading: SignalReading
) -> None:
    route = respx.get(f"{BASE}/creators/cr_maya").mock(return_value=answer)
    assert source.read("cr_maya") == reading
    assert (route.call_count, waits) == (1, [])


@respx.mock
@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (httpx.ConnectError("refused"), "the signals service did not answer (ConnectError)"),
        (httpx.ConnectTimeout("slow"), "the signals service did not answer (ConnectTimeout)"),
        (httpx.ReadTimeout("slow"), "the signals service did not answer (ReadTimeout)"),
        (httpx.RemoteProtocolError("cut"), "the signals service did not answer (RemoteProtocolError)"),
        (httpx.Response(429), "the signals service answered 429"),
        (httpx.Response(500, text=TOKEN), "the signals service answered 500"),
        (httpx.Response(503), "the signals service answered 503"),
    ],
)
def test_transient_failure_is_retried_and_then_reported(
    source: HttpSignals, waits: list[float], fault: Any, why: str
) -> None:
    route = respx.get(f"{BASE}/creators/cr_maya").mock(side_effect=[fault] * 3 + [httpx.Response(200, text=BODY)])
    assert source.read("cr_maya") == unreachable(f"{why}; attempts: 3")
    assert (route.call_count, waits) == (3, [0.1, 0.2])
    assert source.read("cr_maya") == KNOWN


@respx.mock
def test_retry_after_is_honoured_up_to_a_maximum(source: HttpSignals, waits: list[float]) -> None:
    answers = [
        httpx.Response(429, headers={"Retry-After": "2"}),
        httpx.Response(503, headers={"Retry-After": "3600"}),
        httpx.Response(200, text=BODY),
    ]
    respx.get(f"{BASE}/creators/cr_maya").mock(side_effect=answers)
    assert source.read("cr_maya") == KNOWN
    assert waits == [2.0, 5.0]


@respx.mock
def test_wait_longer_than_the_total_is_not_started(waits: list[float]) -> None:
    route = respx.get(f"{BASE}/creators/cr_maya").respond(429, headers={"Retry-After": "4"})
    with HttpSignals(BASE, TOKEN, total_s=3.0, sleep=waits.append) as source:
        assert source.read("cr_maya") == unreachable("the signals service answered 429; attempts: 1")
    assert (route.call_count, waits) == (1, [])


@respx.mock
@pytest.mark.parametrize("creator_id", ["", ".", "..", "c" * 257])
def test_id_that_would_change_the_path_is_not_requested(source: HttpSignals, creator_id: str) -> None:
    reading = unknown("no creator can have this id; no request was sent")
    assert source.read(creator_id) == reading
    assert respx.calls.call_count == 0


CLIENT = httpx.Client(base_url=BASE)


@given(st.text(min_size=1, max_size=64).filter(lambda text: text.strip(".")))
def test_any_id_is_one_segment_of_the_path(creator_id: str) -> None:
    path = CLIENT.build_request("GET", creator_path(creator_id)).url.raw_path.decode()
    root, segment = path.rsplit("/", 1)
    assert (root, unquote(segment)) == ("/v1/creators", creator_id)


@pytest.mark.parametrize("url", ["", "signals.example", "/v1", "ftp://signals.example", "http://", "http://a:b:c/"])
def test_unusable_url_is_refused(url: str) -> None:
    with pytest.raises(SignalsUrlError, match="CLAUSEWISE_SIGNALS_URL"):
        HttpSignals(url, TOKEN)


@pytest.mark.parametrize("token", ["", "s3cret\n", "s3 cret", "s3crét"])
def test_token_that_no_header_can_carry_is_refused_and_not_shown(token: str) -> None:
    with pytest.raises(SignalsTokenError) as caught:
        HttpSignals(BASE, token)
    assert "s3" not in str(caught.value)
