"""Whatever a server does to a chat question ends in an answer or in a failure with a name, in the case's time."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import httpx
import httpx2
import pytest
import respx

from domain.usage import Usage
from llm.errors import Failing, LlmError
from llm.options import AnswerForm, Budget, LlmOptions, Price
from llm.server import ModelServer
from llm.session import Session
from tests.llm.answers import BASE, CHAT, GOOD, Finding, Naps, chat, good, refused, seconds, server

USAGE = {
    "prompt_tokens": 1000,
    "completion_tokens": 100,
    "total_tokens": 1100,
    "prompt_tokens_details": {"cached_tokens": 600},
}


def failing(session: Session) -> LlmError:
    with pytest.raises(LlmError) as raised:
        session.ask("system", "user", Finding)
    assert "sk-secret" not in str(raised.value)
    return raised.value


def kind(session: Session) -> Failing:
    return failing(session).kind


def test_a_question_is_asked_once_with_the_strict_schema_and_the_key(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=good())
    reply = server().open().ask("system", "user", Finding)
    assert (reply.value, reply.repaired) == (GOOD, False)
    sent = route.calls.last.request
    body = json.loads(sent.content)
    assert sent.headers["authorization"] == "Bearer sk-secret"
    assert body["messages"] == [{"content": "system", "role": "system"}, {"content": "user", "role": "user"}]
    assert body["response_format"]["json_schema"]["strict"] is True
    assert body["response_format"]["json_schema"]["schema"]["required"] == ["clause", "probability"]
    assert "temperature" not in body
    assert "tools" not in body


def test_what_was_used_is_told_and_priced(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(CHAT).mock(return_value=chat(GOOD.model_dump_json(), usage=USAGE))
    session = server(prices={"small": Price(input=2, cached=0.5, output=10)}).open()
    session.ask("system", "user", Finding)
    assert session.usage() == Usage(calls=1, input_tokens=1000, cached_tokens=600, output_tokens=100, cost=0.0021)


def test_an_answer_without_usage_is_estimated_and_said_to_be(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(CHAT).mock(return_value=chat(GOOD.model_dump_json(), usage={}))
    session = server().open()
    session.ask("s" * 40, "u" * 40, Finding)
    written = -(-len(GOOD.model_dump_json()) // 4)
    told = Usage(calls=1, input_tokens=20, output_tokens=written, cost=None, unpriced=("small",), unmetered=1)
    assert session.usage() == told


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refused(401, "Incorrect API key provided: sk-secret"), Failing.UNAUTHORISED),
        (refused(403), Failing.UNAUTHORISED),
        (refused(404, "The model `small` does not exist"), Failing.UNKNOWN_MODEL),
        (refused(400, "model_not_found: sk-secret"), Failing.UNKNOWN_MODEL),
        (httpx.Response(404, text="404 page not found"), Failing.NO_ENDPOINT),
        (refused(400, "This model's maximum context length is 8192 tokens"), Failing.TOO_LONG),
        (refused(413), Failing.TOO_LONG),
        (refused(400, "temperature is out of range"), Failing.REJECTED),
        (httpx.Response(307, headers={"location": "http://elsewhere.example/v1"}), Failing.REJECTED),
        (chat(None, refusal="I can't help with that"), Failing.REFUSED),
        (chat("", finish="content_filter"), Failing.REFUSED),
        (chat('{"clause": "HC-1", "proba', finish="length"), Failing.TRUNCATED),
        (httpx.Response(200, json={"choices": []}), Failing.GARBLED),
        (httpx.Response(200, json={"choices": None}), Failing.GARBLED),
        (httpx.Response(200, json={"choices": [7]}), Failing.GARBLED),
        (httpx.Response(200, json={"choices": [{"message": None}]}), Failing.GARBLED),
        (httpx.Response(200, json={"error": "out of luck"}), Failing.GARBLED),
        (httpx.Response(200, json=[1, 2]), Failing.GARBLED),
        (httpx.Response(200, text="<html>Welcome to the router</html>"), Failing.GARBLED),
        (httpx.Response(200, content=b""), Failing.GARBLED),
        (httpx.Response(200, content=b'{"choices": [{"mess'), Failing.GARBLED),
        (httpx.Response(200, content=b"\xff\xfe\x00"), Failing.GARBLED),
        (chat("x" * 1_000_000), Failing.OVERSIZED),
    ],
)
def test_an_answer_that_is_none_has_a_name(
    httpx2_mock: respx.Router, answer: httpx.Response, expected: Failing
) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=answer)
    assert kind(server().open()) == expected
    assert route.call_count == 1


@pytest.mark.parametrize(
    "content",
    [
        "",
        "I think it breaks the rule.",
        '{"clause": "HC-1", "proba',
        '{"clause": "HC-1", "probability": "very likely"}',
        '{"clause": "HC-1", "probability": 7}',
        '{"clause": ["HC-1"], "probability": 0.9}',
        '<tool_call>{"name": "search_clauses", "arguments": {"query": "cure"}}</tool_call>',
        '{"clause": "HC-1", "probability": 0.9} or {"clause": "HC-1", "probability": 0.0}',
        "[" * 5_000,
        '{"a":' * 5_000,
    ],
)
def test_an_answer_that_cannot_be_used_is_repaired_once(httpx2_mock: respx.Router, content: str) -> None:
    route = httpx2_mock.post(CHAT).mock(side_effect=[chat(content), good()])
    session = server().open()
    reply = session.ask("system", "user", Finding)
    assert (reply.value, reply.repaired) == (GOOD, True)
    assert [message["role"] for message in json.loads(route.calls.last.request.content)["messages"]] == [
        "system",
        "user",
        "assistant",
        "user",
    ]
    assert session.usage().calls == 2


def test_after_the_repair_nothing_more_is_asked(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=chat("no idea"))
    assert kind(server().open()) == Failing.UNPARSABLE
    assert route.call_count == 2


def test_a_rate_limit_is_waited_out_as_told(httpx2_mock: respx.Router) -> None:
    naps = Naps()
    httpx2_mock.post(CHAT).mock(side_effect=[refused(429, headers={"Retry-After": "3"}), good()])
    assert server(naps).open().ask("system", "user", Finding).value == GOOD
    assert naps.taken == [3.0]


def test_without_a_word_on_when_the_wait_grows(httpx2_mock: respx.Router) -> None:
    naps = Naps()
    route = httpx2_mock.post(CHAT).mock(return_value=refused(429))
    assert kind(server(naps, retries=3).open()) == Failing.RATE_LIMITED
    assert (route.call_count, naps.taken) == (4, [0.5, 1.0, 2.0])


def test_a_wait_beyond_the_case_is_not_begun(httpx2_mock: respx.Router) -> None:
    naps = Naps()
    route = httpx2_mock.post(CHAT).mock(return_value=refused(429, headers={"Retry-After": "3600"}))
    assert kind(server(naps).open()) == Failing.RATE_LIMITED
    assert (route.call_count, naps.taken) == (1, [])


def test_an_empty_purse_is_not_asked_again(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=refused(429, "insufficient_quota"))
    assert str(failing(server().open())) == "the model server answered 429: the account has no credit left"
    assert route.call_count == 1


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 529])
def test_a_passing_fault_is_asked_again(httpx2_mock: respx.Router, status: int) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=[refused(status), refused(status), good()])
    assert server().open().ask("system", "user", Finding).value == GOOD


@pytest.mark.parametrize("status", [408, 409, 500, 503])
def test_a_fault_that_stays_has_a_name(httpx2_mock: respx.Router, status: int) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=refused(status))
    assert kind(server().open()) == Failing.UNAVAILABLE
    assert route.call_count == 3


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (httpx2.ConnectError("refused"), Failing.UNREACHABLE),
        (httpx2.ReadError("reset"), Failing.UNREACHABLE),
        (httpx2.RemoteProtocolError("cut"), Failing.UNREACHABLE),
        (httpx2.ConnectTimeout("late"), Failing.TIMED_OUT),
        (httpx2.ReadTimeout("late"), Failing.TIMED_OUT),
    ],
)
def test_a_broken_line_is_tried_again(httpx2_mock: respx.Router, error: Exception, expected: Failing) -> None:
    route = httpx2_mock.post(CHAT).mock(side_effect=[error, good()])
    assert server().open().ask("system", "user", Finding).value == GOOD
    route.mock(side_effect=error)
    assert kind(server().open()) == expected


@pytest.mark.httpx2(assert_all_called=False)
def test_a_slow_server_does_not_hold_the_case_beyond_its_time(httpx2_mock: respx.Router) -> None:
    ended = Event()

    def stuck(_: httpx.Request) -> httpx.Response:
        ended.wait(10)
        return good()

    httpx2_mock.post(CHAT).mock(side_effect=stuck)
    assert kind(server(budget=seconds(0.2)).open()) == Failing.TIMED_OUT
    ended.set()


@pytest.mark.httpx2(assert_all_called=False)
@pytest.mark.parametrize(
    ("budget", "kinds"),
    [
        (Budget(calls=1), [None, Failing.OVER_BUDGET]),
        (Budget(tokens=100), [None, Failing.OVER_BUDGET]),
        (Budget(tokens=2), [Failing.OVER_BUDGET, Failing.OVER_BUDGET]),
    ],
)
def test_a_question_over_the_budget_is_never_sent(
    httpx2_mock: respx.Router, budget: Budget, kinds: list[Failing | None]
) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=good())
    session = server(budget=budget).open()
    for expected in kinds:
        if expected:
            assert kind(session) == expected
        else:
            session.ask("system", "user", Finding)
    assert route.call_count == kinds.count(None)


@pytest.mark.parametrize("status", [400, 422, 500])
def test_a_server_that_knows_no_schema_is_asked_in_words(httpx2_mock: respx.Router, status: int) -> None:
    def plain(request: httpx.Request) -> httpx.Response:
        form = json.loads(request.content).get("response_format")
        return (
            refused(status, f"unknown response_format {form['type']}")
            if form
            else chat(f"Here: {GOOD.model_dump_json()}")
        )

    route = httpx2_mock.post(CHAT).mock(side_effect=plain)
    models = server()
    assert models.open().ask("system", "user", Finding).value == GOOD
    assert models.open().ask("system", "user", Finding).value == GOOD
    forms = [json.loads(call.request.content).get("response_format", {}).get("type") for call in route.calls]
    assert forms == ["json_schema", "json_object", None, None]
    told = json.loads(route.calls.last.request.content)["messages"][0]["content"]
    assert told.startswith("system\n\nAnswer with one JSON object and nothing else.")


def test_a_form_that_was_asked_for_is_not_left(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(CHAT).mock(return_value=refused(400, "response_format is not supported"))
    assert kind(server(answer_form=AnswerForm.SCHEMA).open()) == Failing.NO_ANSWER_FORM


def test_no_more_are_under_way_than_allowed(httpx2_mock: respx.Router) -> None:
    under_way, most = 0, 0

    def slow(_: httpx.Request) -> httpx.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        time.sleep(0.02)
        under_way -= 1
        return good()

    httpx2_mock.post(CHAT).mock(side_effect=slow)
    models = server(concurrency=3)
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda _: models.open().ask("system", "user", Finding), range(12)))
    assert most == 3


def test_the_models_on_offer_are_listed(httpx2_mock: respx.Router) -> None:
    models = [{"id": name, "object": "model", "created": 0, "owned_by": "x"} for name in ("small", "quick")]
    httpx2_mock.get(f"{BASE}/models").mock(return_value=httpx.Response(200, json={"object": "list", "data": models}))
    with server() as opened:
        assert opened.offered() == ("small", "quick")


def test_a_list_of_models_that_is_none_has_a_name(httpx2_mock: respx.Router) -> None:
    httpx2_mock.get(f"{BASE}/models").mock(return_value=httpx.Response(200, text="<html>"))
    with pytest.raises(LlmError) as raised:
        server().offered()
    assert raised.value.kind == Failing.GARBLED


def test_without_key_and_address_no_server_is_opened() -> None:
    with pytest.raises(LlmError) as raised:
        ModelServer(LlmOptions(api_key=None, base_url=None))
    assert raised.value.kind == Failing.NOT_CONFIGURED
