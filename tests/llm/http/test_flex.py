"""Questions that may wait are asked at OpenAI's lower price first, and at the usual price where there is none."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import httpx2
import pytest
import respx

from llm.budget import CaseBudget
from llm.errors import LlmError, LlmErrorKind
from llm.http.flex import PAUSE_S, FlexState, FlexTransport
from llm.http.transport import ConcurrencyLimit, RetryingTransport
from llm.options import OPENAI_URL, BudgetLimits, LlmOptions, Price
from llm.server import LazyServer, ModelServer, PatientModels, for_batches
from tests.llm.server_responses import FINDING, Finding, SleepRecorder, chat_response, error_response, server

CHAT = f"{OPENAI_URL}/chat/completions"
USAGE = {
    "prompt_tokens": 1_000_000,
    "completion_tokens": 100_000,
    "total_tokens": 1_100_000,
    "prompt_tokens_details": {"cached_tokens": 600_000},
}
NO_ROOM = error_response(429, "Resource unavailable: there is no room for flex processing")


def answer_of(tier: str | None) -> httpx.Response:
    body = json.loads(chat_response(FINDING.model_dump_json(), usage=USAGE).content)
    return httpx.Response(200, json=body | ({"service_tier": tier} if tier else {}))


def by_tier(at_flex: httpx.Response, usual: httpx.Response) -> Any:
    return lambda request: at_flex if "service_tier" in json.loads(request.content) else usual


def tiers(route: respx.Route) -> list[str | None]:
    return [json.loads(call.request.content).get("service_tier") for call in route.calls]


def openai_server(**settings: Any) -> ModelServer:
    return server(base_url=OPENAI_URL, chat_model="gpt-6-luna", **settings)


def test_answer_at_the_lower_price_costs_less(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(CHAT).mock(side_effect=by_tier(answer_of("flex"), answer_of("default")))
    models = openai_server()
    patient, usual = models.open(may_wait=True), models.open()
    for session in (patient, usual):
        assert session.ask("system", "user", Finding).value == FINDING
    assert tiers(route) == ["flex", None]
    low, high = patient.usage(), usual.usage()
    assert (low.flex_answers, high.flex_answers) == (1, 0)
    assert low.cost is not None
    assert low.cost == pytest.approx((high.cost or 0) / 2)
    assert (low.input_tokens, low.cached_tokens, low.output_tokens) == (1_000_000, 600_000, 100_000)


def test_price_of_the_settings_is_halved(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(CHAT).mock(return_value=answer_of("flex"))
    session = openai_server(prices={"gpt-6-luna": Price(input=1, cached=0.1, output=4)}).open(may_wait=True)
    session.ask("system", "user", Finding)
    assert session.usage().cost == pytest.approx((0.4 + 0.06 + 0.4) / 2)


def test_answer_that_came_at_the_usual_price_is_counted_so(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(CHAT).mock(return_value=answer_of("default"))
    session = openai_server(prices={"gpt-6-luna": Price(input=1, output=0)}).open(may_wait=True)
    session.ask("system", "user", Finding)
    assert (session.usage().cost, session.usage().flex_answers) == (1.0, 0)


@pytest.mark.parametrize("settings", [{"base_url": "http://models.example/v1"}, {"flex_batches": False}])
def test_other_servers_and_the_setting_get_no_tier(httpx2_mock: respx.Router, settings: dict[str, Any]) -> None:
    options = {"base_url": OPENAI_URL} | settings
    route = httpx2_mock.post(f"{options['base_url']}/chat/completions").mock(return_value=answer_of(None))
    server(**options).open(may_wait=True).ask("system", "user", Finding)
    assert tiers(route) == [None]


def test_provider_without_room_is_asked_at_the_usual_price_for_some_minutes(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(CHAT).mock(side_effect=by_tier(NO_ROOM, answer_of("default")))
    sleep = SleepRecorder()
    models = server(sleep, base_url=OPENAI_URL)
    for _ in range(2):
        assert models.open(may_wait=True).ask("system", "user", Finding).value == FINDING
    assert (tiers(route), sleep.waits) == (["flex", None, None], [])


def test_model_without_the_tier_is_asked_at_the_usual_price(httpx2_mock: respx.Router) -> None:
    refusal = error_response(400, "Invalid service_tier argument")
    route = httpx2_mock.post(CHAT).mock(side_effect=by_tier(refusal, answer_of("default")))
    models = openai_server()
    for _ in range(2):
        assert models.open(may_wait=True).ask("system", "user", Finding).value == FINDING
    assert tiers(route) == ["flex", None, None]


def test_question_that_fails_at_both_prices_does_not_end_the_lower_one(httpx2_mock: respx.Router) -> None:
    too_long = error_response(400, "This model's maximum context length is 8192 tokens")
    route = httpx2_mock.post(CHAT).mock(side_effect=[too_long, too_long, answer_of("flex")])
    models = openai_server()
    with pytest.raises(LlmError, match="lower CLAUSEWISE_LLM__MAX_PROMPT_TOKENS"):
        models.open(may_wait=True).ask("system", "user", Finding)
    models.open(may_wait=True).ask("system", "user", Finding)
    assert tiers(route) == ["flex", None, "flex"]


def test_wrong_key_is_not_sent_twice(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=error_response(401))
    with pytest.raises(LlmError) as raised:
        openai_server().open(may_wait=True).ask("system", "user", Finding)
    assert (raised.value.kind, tiers(route)) == (LlmErrorKind.UNAUTHORISED, ["flex"])


def test_pause_ends() -> None:
    now = [0.0]
    state = FlexState(lambda: now[0])
    state.pause()
    assert not state.is_open
    now[0] = PAUSE_S
    assert state.is_open
    state.refuse()
    now[0] = 99 * PAUSE_S
    assert not state.is_open


def test_only_a_server_has_two_prices() -> None:
    lazy = LazyServer(LlmOptions(api_key="sk-secret"))
    patient = for_batches(lazy)
    assert isinstance(patient, PatientModels)
    assert patient.options is lazy.options
    assert for_batches(patient) is patient


@contextmanager
def flex_server(seconds_at_flex: float) -> Iterator[tuple[str, list[str | None]]]:
    """A server on a socket that answers at the lower price only after some seconds, and the tiers it was asked for."""
    asked: list[str | None] = []
    end = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(body.get("service_tier"))
            if asked[-1]:
                end.wait(seconds_at_flex)
            answer = answer_of(asked[-1]).content
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """No log."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.server_address[1]}/v1", asked
    finally:
        end.set()
        listening.shutdown()
        listening.server_close()


@pytest.mark.parametrize(("delay", "expected"), [(0.0, ["flex"]), (30.0, ["flex", None])])
def test_slow_answer_over_a_socket_is_asked_for_at_the_usual_price(delay: float, expected: list[str | None]) -> None:
    with flex_server(delay) as (url, asked), httpx2.Client() as pool:
        budget, limit = CaseBudget(BudgetLimits(max_seconds=20)), ConcurrencyLimit(2)
        options = LlmOptions(base_url=url, max_retries=0)
        once = RetryingTransport(pool, limit, budget, options.model_copy(update={"timeout_seconds": 0.3}))
        usual = RetryingTransport(pool, limit, budget, options)
        with httpx2.Client(transport=FlexTransport(once, usual, FlexState())) as client:
            answer = client.post(f"{url}/chat/completions", json={"model": "m", "messages": []}).json()
    assert (asked, answer.get("service_tier")) == (expected, expected[-1])
