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
from signals.http import BODY_LIMIT, HttpSignals, creator_path

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
    """A source that notes its waits and does not spend them."""
    with HttpSignals(BASE, TOKEN, sleep=waits.append, draw=lambda: 0.5) as opened:
        yield opened


@respx.mock
def test_a_creator_is_asked_for_with_the_token_and_read_whole(source: HttpSignals) -> None:
    route = respx.get(f"{BASE}/creators/cr_maya").respond(text=BODY)
    assert source.read("cr_maya") == KNOWN
    assert route.calls.last.request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in repr(source)


@respx.mock
def test_without_a_token_no_header_carries_one() -> None:
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
            unreachable("the signals service answered 302: check its address in the settings"),
        ),
        (
            httpx.Response(204),
            unreachable("the signals service answered 204: check its address in the settings"),
        ),
        (httpx.Response(200, text="<html>"), unreachable("the answer is not a creator's signals (1 faults)")),
        (
            httpx.Response(200, json={"creator_id": "cr_maya", "violation": [], "strikes": -2}),
            unreachable("the answer is not a creator's signals (2 faults)"),
        ),
        (
            httpx.Response(200, json={"creator_id": "cr_maya", "strikes": 0}),
            unreachable("the answer says nothing of violations; a clean record is an empty list"),
        ),
        (
            httpx.Response(200, json={"creator_id": "cr_noor", "violations": []}),
            unreachable("the signals service answered for another creator"),
        ),
        (
            httpx.Response(200, content=b" " * (BODY_LIMIT + 1)),
            unreachable(f"the signals service answered more than {BODY_LIMIT} bytes"),
        ),
    ],
)
def test_an_answer_that_asking_again_would_not_better(
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
def test_a_passing_fault_is_tried_again_and_then_named(
    source: HttpSignals, waits: list[float], fault: Any, why: str
) -> None:
    route = respx.get(f"{BASE}/creators/cr_maya").mock(side_effect=[fault] * 3 + [httpx.Response(200, text=BODY)])
    assert source.read("cr_maya") == unreachable(f"{why}; attempts: 3")
    assert (route.call_count, waits) == (3, [0.1, 0.2])
    assert source.read("cr_maya") == KNOWN


@respx.mock
def test_a_service_that_says_when_is_asked_then(source: HttpSignals, waits: list[float]) -> None:
    answers = [
        httpx.Response(429, headers={"Retry-After": "2"}),
        httpx.Response(503, headers={"Retry-After": "3600"}),
        httpx.Response(200, text=BODY),
    ]
    respx.get(f"{BASE}/creators/cr_maya").mock(side_effect=answers)
    assert source.read("cr_maya") == KNOWN
    assert waits == [2.0, 5.0]


@respx.mock
def test_no_wait_reaches_past_the_total(waits: list[float]) -> None:
    route = respx.get(f"{BASE}/creators/cr_maya").respond(429, headers={"Retry-After": "4"})
    with HttpSignals(BASE, TOKEN, total_s=3.0, sleep=waits.append) as source:
        assert source.read("cr_maya") == unreachable("the signals service answered 429; attempts: 1")
    assert (route.call_count, waits) == (1, [])


@respx.mock
@pytest.mark.parametrize("creator_id", ["", ".", "..", "c" * 257])
def test_an_id_that_would_name_another_path_is_never_asked_for(source: HttpSignals, creator_id: str) -> None:
    reading = unknown("no creator can have this id; the service was not asked")
    assert source.read(creator_id) == reading
    assert respx.calls.call_count == 0


CLIENT = httpx.Client(base_url=BASE)


@given(st.text(min_size=1, max_size=64).filter(lambda text: text.strip(".")))
def test_an_id_is_one_segment_of_the_path_whatever_it_holds(creator_id: str) -> None:
    path = CLIENT.build_request("GET", creator_path(creator_id)).url.raw_path.decode()
    root, segment = path.rsplit("/", 1)
    assert (root, unquote(segment)) == ("/v1/creators", creator_id)


@pytest.mark.parametrize("url", ["", "signals.example", "/v1", "ftp://signals.example", "http://", "http://a:b:c/"])
def test_an_address_that_cannot_be_asked_is_refused_at_once(url: str) -> None:
    with pytest.raises(SignalsUrlError, match="CLAUSEWISE_SIGNALS_URL"):
        HttpSignals(url, TOKEN)


@pytest.mark.parametrize("token", ["", "s3cret\n", "s3 cret", "s3crét"])
def test_a_token_that_no_header_can_carry_is_refused_and_not_told(token: str) -> None:
    with pytest.raises(SignalsTokenError) as caught:
        HttpSignals(BASE, token)
    assert "s3" not in str(caught.value)
