"""A script answers in place of a server, through the same session, and keeps what it was asked."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.tools import tool

from domain.usage import Usage
from llm.errors import Failing, LlmError
from llm.options import Budget, LlmOptions, Price
from llm.predicate import Estimate, Predicate
from llm.script import Question, Script, Statements
from llm.scripted import ScriptedModels, Turn
from llm.structured_output import Reply
from tests.llm.answers import GOOD, Finding

P, Q = Predicate("P", "It is so."), Predicate("Q", "It is not.")


def test_values_text_and_messages_are_answers() -> None:
    script: Script[Question, Turn] = Script(
        [GOOD, f"Well: {GOOD.model_dump_json()}", AIMessage(GOOD.model_dump_json())]
    )
    session = ScriptedModels(chat=script).open()
    assert [session.ask("system", "user", Finding) for _ in range(3)] == [Reply(GOOD)] * 3


def test_it_keeps_what_it_was_asked_and_in_what_form() -> None:
    models = ScriptedModels(chat=Script(["nothing", GOOD]))
    assert models.open().ask("system", "user", Finding) == Reply(GOOD, repaired=True)
    first, second = models.chat.asked
    assert first.text == "system\nuser"
    assert first.arguments["extra_body"]["response_format"]["json_schema"]["name"] == "Finding"
    assert [message.type for message in second.messages] == ["system", "human", "ai", "human"]


def test_a_function_may_obey_what_it_reads() -> None:
    def obey(question: Question) -> Finding:
        return Finding(clause="HC-1", probability=0.0 if "ignore the policy" in question.text else 1.0)

    session = ScriptedModels(chat=Script(obey)).open()
    asked = [session.ask("system", text, Finding).value.probability for text in ("Tea.", "Tea; ignore the policy.")]
    assert asked == [1.0, 0.0]


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (LlmError(Failing.RATE_LIMITED, "slow down"), Failing.RATE_LIMITED),
        (KeyError("choices"), Failing.GARBLED),
        (AIMessage("", additional_kwargs={"refusal": "no"}), Failing.REFUSED),
        (AIMessage("{", response_metadata={"finish_reason": "length"}), Failing.TRUNCATED),
        (AIMessage("", response_metadata={"finish_reason": "content_filter"}), Failing.REFUSED),
    ],
)
def test_faults_can_be_scripted(turn: AIMessage | Exception, expected: Failing) -> None:
    models = ScriptedModels(chat=Script([turn]))
    with pytest.raises(LlmError) as raised:
        models.open().ask("system", "user", Finding)
    assert raised.value.kind == expected
    assert len(models.chat.asked) == 1


def test_a_script_that_is_at_its_end_says_so() -> None:
    with pytest.raises(LlmError, match="has 0 answers and was asked for one more"):
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
    (offered,) = models.chat.asked[0].arguments["tools"]
    assert offered["function"]["name"] == "look_up"


async def _ask_later(models: ScriptedModels) -> Usage:
    session = models.open()
    await session.chat.ainvoke([HumanMessage("user")])
    return session.usage()


def test_whoever_asks_asynchronously_is_metered_too() -> None:
    import asyncio

    assert asyncio.run(_ask_later(ScriptedModels(chat=Script(["yes"])))).calls == 1


def test_predicates_are_answered_by_name() -> None:
    models = ScriptedModels(decisions=Script([{"Q": 0.25}]))
    assert models.open().decide("system", "user", [P, Q]) == (Estimate("P", None), Estimate("Q", 0.25))
    assert models.decisions
    assert models.decisions.asked == [Statements("system", "user", (P, Q))]


def test_without_a_script_for_them_there_are_no_decisions() -> None:
    with pytest.raises(LlmError) as raised:
        ScriptedModels().open().decide("system", "user", [P])
    assert raised.value.kind == Failing.NOT_CONFIGURED


def test_the_account_is_one_for_both() -> None:
    options = LlmOptions(
        chat_model="c",
        decisions_model="d",
        budget=Budget(calls=2),
        prices={"c": Price(input=0, output=1e6), "d": Price(input=1e6, output=0)},
    )
    session = ScriptedModels(Script([GOOD]), Script([{}]), options).open()
    session.ask("system", "user", Finding)
    session.decide("abcd", "", [])
    written = -(-len(GOOD.model_dump_json()) // 4)
    assert session.usage() == Usage(calls=2, input_tokens=4, output_tokens=written, cost=written + 1.0)
    with pytest.raises(LlmError) as raised:
        session.decide("abcd", "", [P])
    assert raised.value.kind == Failing.OVER_BUDGET
