"""A model chooses what it reads and writes reasons; code keeps those that the lines prove, and settles the rest."""

from dataclasses import replace

import pytest
from langchain_core.messages import AIMessage

from agent.assessment.assessor import AccountAssessor
from agent.assessment.model_reading import AssessmentDraft, ModelReader, ReasonDraft
from domain.assessment import PriorityLevel
from domain.decision import Decision
from domain.verdict import Outcome
from llm.errors import LlmError, LlmErrorKind
from llm.scripted import ChatRequest, Script, ScriptedModels, ScriptedReply
from tests.agent.assessment.accounts import GOOD, PIRATE, add_links, reader
from warehouse.engines.base import Engine

DONE = "done"
PROVEN = ReasonDraft(text="8 of 20 posts show an earlier post of another creator.", evidence_ids=["K1"])
INVENTED = ReasonDraft(text="90 of 100 posts are stolen.", evidence_ids=["K1"])
UNREAD = ReasonDraft(text="The content is poor.", evidence_ids=["Q1"])
WITHOUT_LINE = ReasonDraft(text="This creator is a thief.", evidence_ids=[])


def calls(*names: str) -> AIMessage:
    made = [{"name": name, "args": {}, "id": f"call_{n}", "type": "tool_call"} for n, name in enumerate(names)]
    return AIMessage("", tool_calls=made)


def assess(
    assessor: AccountAssessor, engine: Engine, name: str, *turns: ScriptedReply | Exception
) -> tuple[Decision, list[ChatRequest]]:
    script: Script[ChatRequest, ScriptedReply] = Script(turns)
    with_model = replace(assessor, model_reader=ModelReader(ScriptedModels(script)))
    return with_model.assess(reader(engine, name))[1], script.requests


def test_reasons_that_lines_prove_stay(assessor: AccountAssessor, engine: Engine) -> None:
    draft = AssessmentDraft(reasons_for=[PROVEN, INVENTED, UNREAD, WITHOUT_LINE], reasons_against=[])
    decision, requests = assess(assessor, engine, PIRATE, calls("copies_of", "creator_timeline"), DONE, draft)
    assert decision.assessment is not None
    assert [reason.text for reason in decision.assessment.reasons_for] == [PROVEN.text]
    assert [call.name for call in decision.trace.tool_calls] == ["copies_of", "creator_timeline"]
    assert "K1" in decision.trace.tool_calls[0].evidence_ids
    assert any("3 reasons of the model dropped" in one.reason for one in decision.trace.degraded)
    assert set(decision.trace.prompts) == {"assessment_search", "assessment_reasons"}
    assert decision.assessment.writer == "scripted"
    assert decision.verdict.violated == ("ACC-2.1",)
    assert f"{PIRATE}-1 shows 90% of {GOOD}-1" in requests[-1].text


def test_model_is_never_shown_links(assessor: AccountAssessor, engine: Engine) -> None:
    add_links(engine, GOOD, "c_other")
    draft = AssessmentDraft(reasons_for=[], reasons_against=[])
    decision, requests = assess(assessor, engine, GOOD, calls("linked_accounts", "copies_of"), DONE, draft)
    assert all("grp_1" not in request.text and "c_other" not in request.text for request in requests)
    assert "no reason may rest on them" in requests[1].text
    assert decision.assessment is not None
    assert decision.assessment.priority.level is PriorityLevel.HIGH
    assert decision.verdict.outcome is Outcome.NO_VIOLATION


def test_tools_take_no_arguments(assessor: AccountAssessor, engine: Engine) -> None:
    _, (first, *_) = assess(assessor, engine, GOOD, DONE)
    tools = [tool["function"] for tool in first.arguments["tools"]]
    assert [tool["name"] for tool in tools] == [
        *("quality_breakdown", "behaviour_pattern", "copies_of", "linked_accounts", "creator_timeline")
    ]
    assert [tool["parameters"]["properties"] for tool in tools] == [{}] * 5


DOWN = LlmError(LlmErrorKind.UNAVAILABLE, "the server does not answer")


@pytest.mark.parametrize("turns", [(DOWN,), (calls("copies_of"), DONE, DOWN), (DONE,)])
def test_without_the_model_the_rules_write_the_reasons(
    assessor: AccountAssessor, engine: Engine, turns: tuple[ScriptedReply | Exception, ...]
) -> None:
    decision, _ = assess(assessor, engine, PIRATE, *turns)
    by_rules = assessor.assess(reader(engine, PIRATE))[1]
    assert decision.assessment == by_rules.assessment
    assert decision.verdict == by_rules.verdict
    assert [one.component for one in decision.trace.degraded if one.component != "signals"] in (
        ["assessment"],
        ["assessment", "assessment"],
    )
