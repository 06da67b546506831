"""The trace of a decision as a collector gets it: its stages, model calls and tool calls, and no word of the case."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from agent.build import Clausewise
from domain.decision import Decision
from llm.options import LlmOptions, QuestionMode
from llm.server import LazyServer
from policies.library import UnknownMarket
from tests.agent.judges.judge_inputs import AS_OF
from tests.agent.judges.shop import build_shop, make_case
from tests.llm.tool_server import Json, ToolServer, Turn, calls, caught, says, tool_server
from tests.tracing.collector import Collector, run_collector, traced_to

CANARY = "zebracanary"
POST = f"they paid me for this {CANARY} tea and I keep quiet about it"
STAGES = ["gather", "judge", "settle", "consequence", "educate", "save"]
TURNS = [
    calls(("search_clauses", {"query": f"promise of {CANARY}", "k": 1})),
    calls(("read_clause", {"clause_id": f"NO-{CANARY}"})),
    calls((f"tool_{CANARY}", {})),
    says(f"done with {CANARY}"),
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Clausewise:
    return build_shop(tmp_path_factory.mktemp("shop"), "agent", llm=LlmOptions(base_url="http://127.0.0.1:9/v1"))


def decide(
    shop: Clausewise,
    collector: Collector,
    patch: pytest.MonkeyPatch,
    turns: Sequence[Turn] = TURNS,
    status: int = 200,
    **llm: Any,
) -> tuple[Decision, ToolServer]:
    case = make_case(POST).model_copy(update={"id": f"case-{CANARY}", "creator_id": f"cr_{CANARY}"})
    with tool_server(turns, [caught("DSC-1", "i1", POST)], status=status) as server:
        options = LlmOptions(base_url=server.url, decisions_model=None, max_retries=0, **llm)
        deciding = replace(shop.adjudicator, models=LazyServer(options))
        with traced_to(collector, patch):
            return deciding.decide(case, AS_OF), server


def test_stages_model_calls_and_tools_are_spans(shop: Clausewise, monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector() as collector:
        decision, server = decide(shop, collector, monkeypatch)
    root = collector.one("decide")
    assert (root.parent_id, root.failed) == ("", False)
    assert sorted(collector.children(root)) == sorted(STAGES)
    assert {span.trace_id for span in collector.spans} == {root.trace_id}
    assert root.attributes == {
        "clausewise.decision.id": decision.decision_id,
        "openinference.span.kind": "CHAIN",
        "clausewise.judge": "rules+agent",
        "clausewise.as_of": AS_OF.isoformat(),
        "clausewise.policy.fingerprint": decision.trace.policy_fingerprint,
        "clausewise.outcome": decision.verdict.outcome.value,
        "clausewise.clauses.judged": len(decision.verdict.findings),
        "clausewise.clauses.violated": len(decision.verdict.violated),
        "clausewise.review.reasons": sorted({one.code.value for one in decision.verdict.review_reasons}),
        "clausewise.tool_calls": len(decision.trace.tool_calls),
        "clausewise.degraded": len(decision.trace.degraded),
        "clausewise.cached_answers": 0,
    }
    chats = [span for span in collector.spans if span.name.startswith("chat ")]
    assert len(chats) == len(server.requests)
    judge = collector.one("judge")
    assert [name for name in collector.children(judge) if name.startswith("execute_tool")] == [
        "execute_tool search_clauses",
        "execute_tool read_clause",
        "execute_tool unknown",
    ]


def test_model_call_has_the_attributes_that_phoenix_and_langfuse_read(
    shop: Clausewise, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Phoenix from 15.10 and Langfuse make a model call of these: kind, operation, provider, model and tokens."""
    with run_collector() as collector:
        decision, server = decide(shop, collector, monkeypatch)
    chats = [span for span in collector.spans if span.name == f"chat {LlmOptions().chat_model}"]
    first = chats[0]
    assert first.kind == "client"
    assert first.attributes | {"gen_ai.usage.input_tokens": 0, "gen_ai.usage.output_tokens": 0} == {
        "openinference.span.kind": "LLM",
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": LlmOptions().chat_model,
        "gen_ai.usage.input_tokens": 0,
        "gen_ai.usage.output_tokens": 0,
        "server.address": "127.0.0.1",
        "server.port": int(server.url.rsplit(":", 1)[1].removesuffix("/v1")),
    }
    usage = decision.trace.usage
    for kind, total in (("input", usage.input_tokens), ("output", usage.output_tokens)):
        assert sum(span.attributes[f"gen_ai.usage.{kind}_tokens"] for span in chats) == total > 0
    tool = collector.named("execute_tool search_clauses")[0]
    assert tool.attributes == {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "search_clauses",
        "gen_ai.tool.type": "function",
    }
    assert collector.one("execute_tool unknown").attributes["error.type"] == "tool_failed"


def test_no_word_of_case_model_or_creator_is_in_a_trace(shop: Clausewise, monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector() as collector:
        decision, server = decide(shop, collector, monkeypatch)
    sent = b"".join(collector.bodies)
    assert CANARY in decision.model_dump_json()
    assert CANARY in str(server.requests)
    assert CANARY.encode() not in sent
    assert b"paid me" not in sent
    assert all(span.events == 0 and span.status_message == "" for span in collector.spans)


def test_failure_of_a_model_is_told_by_its_kind(shop: Clausewise, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server repeats the case in its answer, as some do."""
    refusal: Json = {"error": {"message": f"bad words: {POST}"}}
    with run_collector() as collector:
        decide(shop, collector, monkeypatch, turns=[(401, refusal)], status=500)
    failed = [span for span in collector.spans if span.name.startswith("chat ")]
    assert {span.attributes["error.type"] for span in failed} <= {"unauthorised", "unavailable"}
    assert all(span.failed for span in failed)
    assert not collector.one("decide").failed
    assert CANARY.encode() not in b"".join(collector.bodies)


def test_questions_in_parallel_belong_to_the_stage(shop: Clausewise, monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector() as collector:
        decide(shop, collector, monkeypatch, turns=[says("done")], questions=QuestionMode.PER_CLAUSE)
    assert {span.trace_id for span in collector.spans} == {collector.one("decide").trace_id}
    assert len([span for span in collector.spans if span.name.startswith("chat ")]) > 2
    assert [span for span in collector.spans if span.parent_id == ""] == [collector.one("decide")]


def test_case_that_cannot_be_decided_ends_its_span(shop: Clausewise, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case(POST).model_copy(update={"market": "atlantis"})
    with run_collector() as collector:
        with traced_to(collector, monkeypatch), pytest.raises(UnknownMarket, match="atlantis"):
            shop.adjudicator.decide(case, AS_OF)
        assert collector.one("decide").attributes["error.type"] == "UnknownMarket"
        assert b"atlantis" not in b"".join(collector.bodies)


@pytest.mark.parametrize("sends", [False, True])
def test_trace_is_propagated_to_a_model_server_only_if_a_setting_says_so(
    shop: Clausewise, sends: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with run_collector() as collector:
        _, server = decide(shop, collector, monkeypatch, turns=[says("done")], send_trace_context=sends)
    trace_id = collector.one("decide").trace_id
    received = [headers.get("traceparent") for headers in server.headers]
    assert len(received) == len(server.requests) > 0
    assert [header is not None and header[3:35] == trace_id for header in received] == [sends] * len(received)
