"""Whatever a server does, a chat request ends in an answer or in a named error within the case's time."""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import httpx2
import langsmith
import pytest
import respx

from domain.usage import Usage
from llm.errors import LlmError, LlmErrorKind
from llm.options import BudgetLimits, LlmOptions, Price, ResponseFormat
from llm.predicates import Predicate
from llm.server import LazyServer, ModelServer
from llm.session import Session
from tests.llm.server_responses import (
    BASE,
    CHAT,
    DECISIONS,
    FINDING,
    Finding,
    SleepRecorder,
    chat_response,
    error_response,
    seconds,
    server,
    valid_response,
)

ROOT = Path(__file__).parents[2]
MODELS = f"{BASE}/models"
LAZY_SERVER_IMPORTS = """
import sys
from llm.options import LlmOptions
from llm.server import LazyServer

lazy = LazyServer(LlmOptions(api_key="sk-secret"))
before = {"openai", "langchain_openai"} & sys.modules.keys()
lazy.server
print(sorted(before), sorted({"openai", "langchain_openai"} & sys.modules.keys()))
"""
USAGE = {
    "prompt_tokens": 1000,
    "completion_tokens": 100,
    "total_tokens": 1100,
    "prompt_tokens_details": {"cached_tokens": 600},
}


def ask_error(session: Session) -> LlmError:
    with pytest.raises(LlmError) as raised:
        session.ask("system", "user", Finding)
    assert "sk-secret" not in str(raised.value)
    return raised.value


def error_kind(session: Session) -> LlmErrorKind:
    return ask_error(session).kind


@pytest.mark.parametrize("variable", ["LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING"])
def test_variables_of_other_programs_send_no_question_elsewhere(
    httpx2_mock: respx.Router, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "true")
    langsmith.configure(enabled=None)
    langsmith.utils.get_env_var.cache_clear()  # type: ignore[attr-defined]  # its overloads hide the cache
    httpx2_mock.post(CHAT).mock(return_value=valid_response())
    assert server().open().ask("system", "user", Finding).value == FINDING
    assert not langsmith.utils.tracing_is_enabled()


def test_request_has_the_strict_schema_and_the_key(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=valid_response())
    output = server().open().ask("system", "user", Finding)
    assert (output.value, output.repaired) == (FINDING, False)
    sent = route.calls.last.request
    body = json.loads(sent.content)
    assert sent.headers["authorization"] == "Bearer sk-secret"
    assert body["messages"] == [{"content": "system", "role": "system"}, {"content": "user", "role": "user"}]
    assert body["response_format"]["json_schema"]["strict"] is True
    assert body["response_format"]["json_schema"]["schema"]["required"] == ["clause", "probability"]
    assert "temperature" not in body
    assert "tools" not in body


def test_usage_is_reported_and_priced(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(CHAT).mock(return_value=chat_response(FINDING.model_dump_json(), usage=USAGE))
    session = server(prices={"small": Price(input=2, cached=0.5, output=10)}).open()
    session.ask("system", "user", Finding)
    assert session.usage() == Usage(calls=1, input_tokens=1000, cached_tokens=600, output_tokens=100, cost=0.0021)


def test_answer_without_usage_is_estimated_and_counted_as_unmetered(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(CHAT).mock(return_value=chat_response(FINDING.model_dump_json(), usage={}))
    session = server().open()
    session.ask("s" * 40, "u" * 40, Finding)
    written = -(-len(FINDING.model_dump_json()) // 4)
    expected = Usage(calls=1, input_tokens=20, output_tokens=written, cost=None, unpriced=("small",), unmetered=1)
    assert session.usage() == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (error_response(401, "Incorrect API key provided: sk-secret"), LlmErrorKind.UNAUTHORISED),
        (error_response(403), LlmErrorKind.UNAUTHORISED),
        (error_response(404, "The model `small` does not exist"), LlmErrorKind.UNKNOWN_MODEL),
        (error_response(400, "model_not_found: sk-secret"), LlmErrorKind.UNKNOWN_MODEL),
        (httpx.Response(404, text="404 page not found"), LlmErrorKind.ENDPOINT_MISSING),
        (error_response(400, "This model's maximum context length is 8192 tokens"), LlmErrorKind.PROMPT_TOO_LONG),
        (error_response(413), LlmErrorKind.PROMPT_TOO_LONG),
        (httpx.Response(307, headers={"location": "http://elsewhere.example/v1"}), LlmErrorKind.ENDPOINT_MISSING),
        (chat_response(None, refusal="I can't help with that"), LlmErrorKind.REFUSED),
        (chat_response([{"type": "refusal", "refusal": "I can't"}]), LlmErrorKind.REFUSED),
        (chat_response("", finish="content_filter"), LlmErrorKind.REFUSED),
        (chat_response('{"clause": "HC-1", "proba', finish="length"), LlmErrorKind.TRUNCATED),
        (chat_response('{"clause": "HC-1", "proba', finish="MAX_TOKENS"), LlmErrorKind.TRUNCATED),
        (httpx.Response(200, json={"choices": []}), LlmErrorKind.INVALID_RESPONSE),
        (httpx.Response(200, json={"choices": None}), LlmErrorKind.INVALID_RESPONSE),
        (httpx.Response(200, json={"choices": [7]}), LlmErrorKind.INVALID_RESPONSE),
        (httpx.Response(200, json={"choices": [{"message": None}]}), LlmErrorKind.INVALID_RESPONSE),
        (httpx.Response(200, json={"error": {"message": "no", "code": 401}}), LlmErrorKind.UNAUTHORISED),
        (httpx.Response(200, json=[1, 2]), LlmErrorKind.INVALID_RESPONSE),
        (httpx.Response(200, text="<html>Welcome to the router</html>"), LlmErrorKind.ENDPOINT_MISSING),
        (httpx.Response(200, content=b""), LlmErrorKind.INVALID_RESPONSE),
        (httpx.Response(200, content=b'{"choices": [{"mess'), LlmErrorKind.INVALID_RESPONSE),
        (httpx.Response(200, content=b"\xff\xfe\x00"), LlmErrorKind.INVALID_RESPONSE),
        (chat_response("x" * 1_000_000), LlmErrorKind.RESPONSE_TOO_LARGE),
    ],
)
def test_unusable_response_has_an_error_kind(
    httpx2_mock: respx.Router, answer: httpx.Response, expected: LlmErrorKind
) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=answer)
    assert error_kind(server().open()) == expected
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
def test_unusable_answer_is_repaired_once(httpx2_mock: respx.Router, content: str) -> None:
    route = httpx2_mock.post(CHAT).mock(side_effect=[chat_response(content), valid_response()])
    session = server().open()
    output = session.ask("system", "user", Finding)
    assert (output.value, output.repaired) == (FINDING, True)
    assert [message["role"] for message in json.loads(route.calls.last.request.content)["messages"]] == [
        "system",
        "user",
        "assistant",
        "user",
    ]
    assert session.usage().calls == 2


def test_schema_that_the_server_ignored_is_in_the_second_question(httpx2_mock: respx.Router) -> None:
    def ignores_schemas(request: httpx.Request) -> httpx.Response:
        return valid_response() if '\\"probability\\"' in str(request.content.decode()) else chat_response('{"a": 1}')

    httpx2_mock.post(CHAT).mock(side_effect=ignores_schemas)
    assert server().open().ask("system", "user", Finding).value == FINDING


def test_only_one_repair_is_requested(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=chat_response("no idea"))
    assert error_kind(server().open()) == LlmErrorKind.UNPARSABLE_OUTPUT
    assert route.call_count == 2


def test_rate_limit_waits_as_long_as_the_server_asks(httpx2_mock: respx.Router) -> None:
    sleep = SleepRecorder()
    httpx2_mock.post(CHAT).mock(side_effect=[error_response(429, headers={"Retry-After": "3"}), valid_response()])
    assert server(sleep).open().ask("system", "user", Finding).value == FINDING
    assert sleep.waits == [3.0]


def test_without_retry_after_the_wait_doubles(httpx2_mock: respx.Router) -> None:
    sleep = SleepRecorder()
    route = httpx2_mock.post(CHAT).mock(return_value=error_response(429))
    assert error_kind(server(sleep, max_retries=3).open()) == LlmErrorKind.RATE_LIMITED
    assert (route.call_count, sleep.waits) == (4, [0.5, 1.0, 2.0])


def test_wait_longer_than_the_case_is_not_started(httpx2_mock: respx.Router) -> None:
    sleep = SleepRecorder()
    route = httpx2_mock.post(CHAT).mock(return_value=error_response(429, headers={"Retry-After": "3600"}))
    assert error_kind(server(sleep).open()) == LlmErrorKind.RATE_LIMITED
    assert (route.call_count, sleep.waits) == (1, [])


def test_account_without_credit_is_not_retried(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=error_response(429, "insufficient_quota"))
    told = "the model server answered 429 (insufficient_quota): the account has no credit left"
    assert str(ask_error(server().open())) == told
    assert route.call_count == 1


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 529])
def test_transient_status_is_retried(httpx2_mock: respx.Router, status: int) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=[error_response(status), error_response(status), valid_response()])
    assert server().open().ask("system", "user", Finding).value == FINDING


@pytest.mark.parametrize(
    "reported",
    [
        {"error": {"message": "Provider returned error", "code": 502}},
        {"object": "error", "message": "busy", "code": "503"},
        {"choices": [{"finish_reason": "error", "error": {"code": 429, "message": "slow down"}, "message": {}}]},
        {"base_resp": {"status_code": 1002, "status_msg": "rate limit"}, "error": {"type": "rate_limit_error"}},
        {"error": {"type": "overloaded_error", "message": "busy"}},
    ],
)
def test_error_inside_a_200_is_retried_as_its_code_says(httpx2_mock: respx.Router, reported: Any) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=[httpx.Response(200, json=reported), valid_response()])
    assert server().open().ask("system", "user", Finding).value == FINDING


def test_error_inside_a_200_is_told_in_the_providers_words(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(CHAT).mock(return_value=httpx.Response(200, json={"error": "out of luck with sk-secret"}))
    httpx2_mock.get(MODELS).mock(return_value=error_response(404))
    assert "out of luck" in str(ask_error(server().open()))


@pytest.mark.parametrize("status", [408, 409, 500, 503])
def test_lasting_status_has_an_error_kind(httpx2_mock: respx.Router, status: int) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=error_response(status))
    assert error_kind(server().open()) == LlmErrorKind.UNAVAILABLE
    assert route.call_count == 3


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (httpx2.ConnectError("refused"), LlmErrorKind.UNREACHABLE),
        (httpx2.ReadError("reset"), LlmErrorKind.UNREACHABLE),
        (httpx2.RemoteProtocolError("cut"), LlmErrorKind.UNREACHABLE),
        (httpx2.ConnectTimeout("late"), LlmErrorKind.TIMED_OUT),
        (httpx2.ReadTimeout("late"), LlmErrorKind.TIMED_OUT),
    ],
)
def test_broken_connection_is_retried(httpx2_mock: respx.Router, error: Exception, expected: LlmErrorKind) -> None:
    route = httpx2_mock.post(CHAT).mock(side_effect=[error, valid_response()])
    assert server().open().ask("system", "user", Finding).value == FINDING
    route.mock(side_effect=error)
    assert error_kind(server().open()) == expected


@pytest.mark.httpx2(assert_all_called=False)
def test_slow_server_does_not_delay_the_case_beyond_its_time(httpx2_mock: respx.Router) -> None:
    ended = Event()

    def stuck(_: httpx.Request) -> httpx.Response:
        ended.wait(10)
        return valid_response()

    httpx2_mock.post(CHAT).mock(side_effect=stuck)
    assert error_kind(server(budget=seconds(0.2)).open()) == LlmErrorKind.TIMED_OUT
    ended.set()


@pytest.mark.httpx2(assert_all_called=False)
@pytest.mark.parametrize(
    ("budget", "kinds"),
    [
        (BudgetLimits(max_requests=1), [None, LlmErrorKind.OVER_BUDGET]),
        (BudgetLimits(max_tokens=100), [None, LlmErrorKind.OVER_BUDGET]),
        (BudgetLimits(max_tokens=2), [LlmErrorKind.OVER_BUDGET, LlmErrorKind.OVER_BUDGET]),
    ],
)
def test_request_over_budget_is_not_sent(
    httpx2_mock: respx.Router, budget: BudgetLimits, kinds: list[LlmErrorKind | None]
) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=valid_response())
    session = server(budget=budget).open()
    for expected in kinds:
        if expected:
            assert error_kind(session) == expected
        else:
            session.ask("system", "user", Finding)
    assert route.call_count == kinds.count(None)


@pytest.mark.parametrize(
    ("status", "words"),
    [(400, "no"), (422, "I do not understand"), (500, "failed to parse grammar"), (404, "no schema")],
)
def test_server_without_schemas_gets_the_schema_in_the_prompt(
    httpx2_mock: respx.Router, status: int, words: str
) -> None:
    """After any rejection: each server words it in its own way."""

    def without_schema(request: httpx.Request) -> httpx.Response:
        form = json.loads(request.content).get("response_format")
        return error_response(status, words) if form else chat_response(f"Here: {FINDING.model_dump_json()}")

    route = httpx2_mock.post(CHAT).mock(side_effect=without_schema)
    models = server()
    assert models.open().ask("system", "user", Finding).value == FINDING
    assert models.open().ask("system", "user", Finding).value == FINDING
    formats = [json.loads(call.request.content).get("response_format", {}).get("type") for call in route.calls]
    assert formats == ["json_schema", "json_object", None, None]
    prompt = json.loads(route.calls.last.request.content)["messages"][0]["content"]
    assert prompt.startswith("system\n\nAnswer with one JSON object and nothing else.")


def test_rejection_of_every_format_is_the_last_ones_and_changes_nothing(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=error_response(400, "temperature is out of range"))
    httpx2_mock.get(MODELS).mock(return_value=error_response(404))
    models = server()
    for _ in range(2):
        assert str(ask_error(models.open())) == "the model server answered 400: temperature is out of range"
    formats = [json.loads(call.request.content).get("response_format", {}).get("type") for call in route.calls]
    assert formats == ["json_schema", "json_object", None] * 2


def test_configured_format_is_not_replaced(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(CHAT).mock(return_value=error_response(400, "response_format is not supported"))
    assert error_kind(server(response_format=ResponseFormat.SCHEMA).open()) == LlmErrorKind.RESPONSE_FORMAT_UNSUPPORTED


def test_simultaneous_requests_are_limited(httpx2_mock: respx.Router) -> None:
    running, most = 0, 0

    def slow(_: httpx.Request) -> httpx.Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.02)
        running -= 1
        return valid_response()

    httpx2_mock.post(CHAT).mock(side_effect=slow)
    models = server(max_concurrent_requests=3)
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda _: models.open().ask("system", "user", Finding), range(12)))
    assert most == 3


def test_available_models_are_listed(httpx2_mock: respx.Router) -> None:
    models = [{"id": name, "object": "model", "created": 0, "owned_by": "x"} for name in ("small", "quick")]
    httpx2_mock.get(f"{BASE}/models").mock(return_value=httpx.Response(200, json={"object": "list", "data": models}))
    with server() as opened:
        assert opened.available_models() == ("small", "quick")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (httpx.Response(200, text="<html>"), LlmErrorKind.ENDPOINT_MISSING),
        (httpx.Response(200, json={"data": 7}), LlmErrorKind.INVALID_RESPONSE),
        (httpx.Response(200, content=b"["), LlmErrorKind.INVALID_RESPONSE),
        (error_response(500), LlmErrorKind.UNAVAILABLE),
    ],
)
def test_invalid_model_list_has_an_error_kind(
    httpx2_mock: respx.Router, answer: httpx.Response, expected: LlmErrorKind
) -> None:
    route = httpx2_mock.get(MODELS).mock(return_value=answer)
    with pytest.raises(LlmError) as raised:
        server().available_models()
    assert (raised.value.kind, route.call_count) == (expected, 1)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("chat", error_response(404, "model 'small' not found")),
        ("chat", error_response(400, "that did not work")),
        ("chat", httpx.Response(404, text="404 page not found")),
        ("decisions", error_response(400, "Invalid model name passed in model=quick")),
    ],
)
def test_unknown_model_is_named_with_those_the_server_has(
    httpx2_mock: respx.Router, asked: str, answer: httpx.Response
) -> None:
    names = [f"m{number}" for number in range(10)]
    models = httpx2_mock.get(MODELS).mock(return_value=httpx.Response(200, json={"models": names}))
    httpx2_mock.post(CHAT if asked == "chat" else DECISIONS).mock(return_value=answer)
    opened = server(response_format=ResponseFormat.TEXT)
    for _ in range(2):
        with pytest.raises(
            LlmError, match=r"m0, m1, m2, m3, m4, m5, m6, m7 and 2 more, and no (small|quick)"
        ) as raised:
            ask_or_predict(opened.open(), asked)
        assert raised.value.kind is LlmErrorKind.UNKNOWN_MODEL
        assert f"CLAUSEWISE_LLM__{asked.upper()}_MODEL" in str(raised.value)
    assert models.call_count == 1


def ask_or_predict(session: Session, asked: str) -> None:
    if asked == "chat":
        session.ask("system", "user", Finding)
    else:
        session.predicate_probabilities("system", "user", [Predicate("P", "It is so.")])


@pytest.mark.parametrize("listing", [error_response(404), httpx2.ReadTimeout("slow"), httpx.Response(200, json=[])])
def test_unknown_model_is_told_without_a_list(httpx2_mock: respx.Router, listing: Any) -> None:
    httpx2_mock.get(MODELS).mock(side_effect=[listing])
    httpx2_mock.post(CHAT).mock(return_value=error_response(404, "no such model"))
    assert "it does not list its models: set CLAUSEWISE_LLM__CHAT_MODEL" in str(ask_error(server().open()))


def test_model_that_the_server_lists_is_not_blamed(httpx2_mock: respx.Router) -> None:
    listed = {"data": [{"id": "models/small"}, {"id": "quick:latest"}]}
    httpx2_mock.get(MODELS).mock(return_value=httpx.Response(200, json=listed))
    httpx2_mock.post(CHAT).mock(return_value=error_response(400, "temperature is out of range"))
    assert error_kind(server().open()) is LlmErrorKind.REJECTED


def test_server_without_key_and_url_is_refused() -> None:
    with pytest.raises(LlmError) as raised:
        ModelServer(LlmOptions(api_key=None, base_url=None))
    assert raised.value.kind == LlmErrorKind.NOT_CONFIGURED


def test_lazy_server_is_opened_at_its_first_use_and_again_after_closing() -> None:
    unconfigured = LazyServer(LlmOptions(api_key=None, base_url=None))
    with pytest.raises(LlmError, match="OPENAI_API_KEY"):
        unconfigured.open()
    lazy = LazyServer(LlmOptions.model_validate({"api_key": "sk-1", "base_url": "http://127.0.0.1:9/v1"}))
    server = lazy.server
    assert lazy.server is server
    lazy.close()
    assert lazy.server is not server
    lazy.close()


def test_libraries_are_imported_once_when_the_server_is_created() -> None:
    """Under the lock of the lazy server: two cases that import them at once failed with a half imported module."""
    command = [sys.executable, "-c", LAZY_SERVER_IMPORTS]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert process.stdout.split("\n")[0] == "[] ['langchain_openai', 'openai']"
