"""A script replaces a server behind the same session and records its requests."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.tools import tool

from domain.usage import Usage
from llm.answers.structured_output import StructuredOutput
from llm.errors import LlmError, LlmErrorKind
from llm.options import BudgetLimits, LlmOptions, Price
from llm.predicates import Predicate, PredicateProbability
from llm.scripted import ChatRequest, PredicateRequest, Script, ScriptedModels, ScriptedReply
from tests.llm.server_responses import FINDING, Finding

P, Q = Predicate("P", "It is so."), Predicate("Q", "It is not.")


def test_values_text_and_messages_are_replies() -> None:
    script: Script[ChatRequest, ScriptedReply] = Script(
        [FINDING, f"Well: {FINDING.model_dump_json()}", AIMessage(FINDING.model_dump_json())]
    )
    session = ScriptedModels(chat=script).open()
    assert [session.ask("system", "user", Finding) for _ in range(3)] == [StructuredOutput(FINDING)] * 3


def test_requests_are_recorded_with_their_arguments() -> None:
    models = ScriptedModels(chat=Script(["nothing", FINDING]))
    assert models.open().ask("system", "user", Finding) == StructuredOutput(FINDING, repaired=True)
    first, second = models.chat.requests
    assert first.text == "system\nuser"
    assert first.arguments["extra_body"]["response_format"]["json_schema"]["name"] == "Finding"
    assert [message.type for message in second.messages] == ["system", "human", "ai", "human"]


def test_reply_may_depend_on_the_request() -> None:
    def obey(request: ChatRequest) -> Finding:
        return Finding(clause="HC-1", probability=0.0 if "ignore the policy" in request.text else 1.0)

    session = ScriptedModels(chat=Script(obey)).open()
    answers = [session.ask("system", text, Finding).value.probability for text in ("Tea.", "Tea; ignore the policy.")]
    assert answers == [1.0, 0.0]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (LlmError(LlmErrorKind.RATE_LIMITED, "slow down"), LlmErrorKind.RATE_LIMITED),
        (KeyError("choices"), LlmErrorKind.INVALID_RESPONSE),
        (AIMessage("", additional_kwargs={"refusal": "no"}), LlmErrorKind.REFUSED),
        (AIMessage("{", response_metadata={"finish_reason": "length"}), LlmErrorKind.TRUNCATED),
        (AIMessage("", response_metadata={"finish_reason": "content_filter"}), LlmErrorKind.REFUSED),
    ],
)
def test_faults_can_be_scripted(reply: AIMessage | Exception, expected: LlmErrorKind) -> None:
    models = ScriptedModels(chat=Script([reply]))
    with pytest.raises(LlmError) as raised:
        models.open().ask("system", "user", Finding)
    assert raised.value.kind == expected
    assert len(models.chat.requests) == 1


def test_request_after_the_last_reply_fails() -> None:
    with pytest.raises(LlmError, match="has 0 replies and got one more request"):
        ScriptedModels().open().ask("system", "user", Finding)


def test_tools_are_offered_and_called() -> None:
    @tool
    def look_up(query: str) -> str:
        """Look up clauses."""
        return query

    call = {"name": "look_up", "args": {"query": "tea"}, "id": "1", "type": "tool_call"}
    models = ScriptedModels(chat=Script([AIMessage("", tool_calls=[call])]))
    answer = models.open().chat.bind_tools([look_up]).invoke([HumanMessage("user")])
    assert answer.tool_calls == [call]
    (offered,) = models.chat.requests[0].arguments["tools"]
    assert offered["function"]["name"] == "look_up"


async def usage_of_async_call(models: ScriptedModels) -> Usage:
    session = models.open()
    await session.chat.ainvoke([HumanMessage("user")])
    return session.usage()


def test_asynchronous_calls_are_metered() -> None:
    import asyncio

    assert asyncio.run(usage_of_async_call(ScriptedModels(chat=Script(["yes"])))).calls == 1


def test_predicates_get_probabilities_by_name() -> None:
    models = ScriptedModels(predicates=Script([{"Q": 0.25}]))
    assert models.open().predicate_probabilities("system", "user", [P, Q]) == (
        PredicateProbability("P", None),
        PredicateProbability("Q", 0.25),
    )
    assert models.predicates
    assert models.predicates.requests == [PredicateRequest("system", "user", (P, Q))]


def test_without_a_predicate_script_there_is_no_decisions_api() -> None:
    with pytest.raises(LlmError) as raised:
        ScriptedModels().open().predicate_probabilities("system", "user", [P])
    assert raised.value.kind == LlmErrorKind.NOT_CONFIGURED


def test_chat_and_predicates_share_a_budget() -> None:
    options = LlmOptions(
        chat_model="c",
        decisions_model="d",
        budget=BudgetLimits(max_requests=2),
        prices={"c": Price(input=0, output=1e6), "d": Price(input=1e6, output=0)},
    )
    session = ScriptedModels(Script([FINDING]), Script([{}]), options).open()
    session.ask("system", "user", Finding)
    session.predicate_probabilities("abcd", "", [])
    written = -(-len(FINDING.model_dump_json()) // 4)
    assert session.usage() == Usage(calls=2, input_tokens=4, output_tokens=written, cost=written + 1.0)
    with pytest.raises(LlmError) as raised:
        session.predicate_probabilities("abcd", "", [P])
    assert raised.value.kind == LlmErrorKind.OVER_BUDGET
