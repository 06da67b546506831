"""Whatever shape a server gives its answer, it is read as OpenAI's."""

import gzip
import json
from contextlib import suppress
from typing import Any

import httpx
import httpx2
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from llm.errors import LlmError
from llm.http.response_body import openai_body
from llm.options import LlmOptions
from llm.server import ModelServer
from tests.llm.server_responses import CHAT, FINDING, Finding, server

ANSWER = FINDING.model_dump_json()
MESSAGE = {"role": "assistant", "content": ANSWER}
CALL = {"function": {"name": "respond", "arguments": json.loads(ANSWER)}}
FIELDS = st.sampled_from(["choices", "message", "content", "error", "code", "role", "tool_calls", "text", "function"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "body",
    [
        {"choices": [{"message": MESSAGE}]},
        {"choices": [{"message": {"content": ANSWER, "role": None}, "finish_reason": None}], "usage": None},
        {"choices": [{"message": {"content": [{"type": "text", "text": ANSWER}]}}]},
        {"choices": [{"message": {"content": ["", {"text": "hm", "thought": True}, ANSWER]}}]},
        {
            "choices": [
                {"message": {"content": [{"type": "reasoning", "text": "{}"}, {"type": "text", "text": ANSWER}]}}
            ]
        },
        {"choices": [{"message": {"content": json.loads(ANSWER)}}]},
        {"choices": [{"message": {"content": None, "reasoning_content": ANSWER}}]},
        {"choices": [{"message": {"content": " ", "reasoning": f"So: {ANSWER}"}}]},
        {"choices": [{"message": {"content": ANSWER, "reasoning_content": "{}"}}]},
        {"choices": [{"message": {"content": None, "tool_calls": [CALL]}, "finish_reason": "tool_calls"}]},
        {"choices": [{"delta": MESSAGE}]},
        {"choices": [{"text": ANSWER}]},
        {"message": MESSAGE, "done": True},
        {"choices": [{"message": MESSAGE}], "error": None},
        {"code": 0, "msg": "ok", "data": {"choices": [{"message": MESSAGE}]}},
        {"success": True, "result": {"response": ANSWER}},
        [{"choices": [{"message": MESSAGE}]}],
        json.dumps({"choices": [{"message": MESSAGE}]}),
        {"model": "m", "response": ANSWER, "done": True, "done_reason": "stop"},
        {"type": "message", "role": "assistant", "content": [{"type": "text", "text": ANSWER}]},
    ],
)
def test_answer_is_read_in_every_shape(httpx2_mock: respx.Router, body: Any) -> None:
    httpx2_mock.post(CHAT).mock(return_value=httpx.Response(200, json=body))
    output = server().open().ask("system", "user", Finding)
    assert (output.value, output.repaired) == (FINDING, False)


EVENTS = [{"choices": [{"delta": {"content": part}}]} for part in (ANSWER[:9], ANSWER[9:])]
LINES = [{"message": {"content": part}, "done": False} for part in (ANSWER[:9], ANSWER[9:])] + [
    {"message": {"content": ""}, "done": True, "done_reason": "stop"}
]


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(json.dumps({"choices": [{"message": MESSAGE}]}).encode()),
        json.dumps({"choices": [{"message": MESSAGE}]}).encode("utf-16"),
        ": keep-alive\n\n" + "".join(f"event: message\ndata: {json.dumps(chunk)}\n\n" for chunk in EVENTS),
        "".join(f"data: {json.dumps(chunk)}\r\n\r\n" for chunk in EVENTS) + "data: [DONE]\r\n",
        "".join(json.dumps(line) + "\n" for line in LINES),
    ],
)
def test_answer_is_read_in_every_encoding(httpx2_mock: respx.Router, content: bytes | str) -> None:
    httpx2_mock.post(CHAT).mock(return_value=httpx.Response(200, content=content))
    assert server().open().ask("system", "user", Finding).value == FINDING


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("upstream connect error", "the model server answered this in place of JSON: upstream connect error; is"),
        ("<h1>Service Unavailable</h1>", "in place of JSON: <h1>Service Unavailable</h1>; is"),
        ("", "the model server answered nothing, with status 200; is"),
        ("data: {", "the model server answered a stream that is not complete; is"),
        ('{"choices": []}', "answered no choices, as some providers do when their filter stops the answer"),
        ('{"choices": null}', "answered no choices"),
        ('{"choices": [{"index": 0}]}', "answered a choice without a message"),
        ('{"candidates": []}', "another form than OpenAI's chat completions: its fields are candidates; is"),
        ("7", "JSON without an answer: 7"),
        ('{"detail": "Not authenticated"}', "the model server answered 200: Not authenticated"),
        ('{"status": "error", "message": "Worker crashed"}', "the model server answered 200: Worker crashed"),
    ],
)
def test_body_without_an_answer_is_told_in_its_own_words(httpx2_mock: respx.Router, content: str, told: str) -> None:
    httpx2_mock.post(CHAT).mock(return_value=httpx.Response(200, content=content.encode()))
    with pytest.raises(LlmError) as raised:
        server().open().ask("system", "user", Finding)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


def test_wrong_content_encoding_is_told() -> None:
    body = httpx2.ByteStream(json.dumps({"choices": [{"message": MESSAGE}]}).encode())
    answer = httpx2.Response(200, headers={"Content-Encoding": "gzip"}, stream=body)
    pool = httpx2.Client(transport=httpx2.MockTransport(lambda _: answer))
    with pytest.raises(LlmError, match="is not compressed as its header Content-Encoding says"):
        ModelServer(LlmOptions(base_url="http://127.0.0.1/v1"), pool=pool).open().ask("system", "user", Finding)


def test_byte_order_mark_is_ignored(httpx2_mock: respx.Router) -> None:
    body = "\ufeff" + json.dumps({"choices": [{"message": MESSAGE}]})
    httpx2_mock.post(CHAT).mock(return_value=httpx.Response(200, content=body.encode()))
    assert server().open().ask("system", "user", Finding).value == FINDING


@given(JSON)
def test_any_json_gives_a_body_or_a_named_error(value: Any) -> None:
    with suppress(LlmError):
        json.loads(openai_body("/v1", json.dumps(value).encode()))


def stream(*chunks: Any) -> httpx.Response:
    events = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks]
    return httpx.Response(200, text="".join([*events, "data: [DONE]\n\n"]))


def test_stream_that_nobody_asked_for_is_joined(httpx2_mock: respx.Router) -> None:
    deltas = [{"delta": {"role": "assistant", "content": part}} for part in ("", ANSWER[:9], ANSWER[9:])]
    chunks = [{"choices": [choice]} for choice in [*deltas, {"delta": {}, "finish_reason": "stop"}]]
    httpx2_mock.post(CHAT).mock(return_value=stream(*chunks, {"choices": [], "usage": {"prompt_tokens": 7}}))
    session = server().open()
    assert session.ask("system", "user", Finding).value == FINDING
    assert session.usage().input_tokens == 7


@pytest.mark.parametrize("chunk", [{"error": {"message": "busy", "code": 503}}, [1], {"choices": 7}])
def test_broken_stream_is_a_named_error(httpx2_mock: respx.Router, chunk: Any) -> None:
    httpx2_mock.post(CHAT).mock(return_value=stream(chunk))
    with pytest.raises(LlmError):
        server().open().ask("system", "user", Finding)
