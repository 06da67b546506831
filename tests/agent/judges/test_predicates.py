"""Probabilities become findings; what has none is unclear."""

from dataclasses import replace

import pytest

from agent.build import Clausewise
from agent.judges.base import JudgeOutput
from agent.judges.predicates import DecisionsJudge
from domain.clause import ClauseKind
from domain.decision import Degradation
from domain.finding import DraftQuote, FindingStatus
from domain.verdict import ReviewCode
from llm.errors import Failing, LlmError
from llm.lazy_session import LazySession
from llm.options import LlmOptions
from llm.script import Script, Statements
from llm.scripted import ScriptedModels, Told
from tests.agent.judges.judge_inputs import ON
from tests.agent.judges.shop import said

CASE = said("Good morning everyone.", "this tea cured my diabetes in two weeks")
OPTIONS = LlmOptions(chat_model="x", decisions_model="quick")


def judge(shop: Clausewise, answer: Told | Exception) -> tuple[JudgeOutput, list[Statements]]:
    script: Script[Statements, Told] = Script([answer])
    models = LazySession(ScriptedModels(decisions=script, options=OPTIONS))
    brief = replace(shop.adjudicator.gatherer.gather(CASE, ON), models=models)
    return DecisionsJudge(OPTIONS, shop.corpus.index).judge(brief), script.asked


def test_one_request_asks_about_every_rule_and_exception(shop: Clausewise) -> None:
    opinion, (asked,) = judge(shop, {"CLM-1": 0.9, "CLM-9": 0.2, "DSC-1": 0.1, "OFF-1": 0.0})
    law = shop.corpus.library.in_force(ON, None)
    judged = {c.id for c in law if c.kind in (ClauseKind.RULE, ClauseKind.EXCEPTION)}
    assert {p.name for p in asked.predicates} <= judged
    assert {"CLM-1", "CLM-9", "DSC-1", "OFF-1"} <= {p.name for p in asked.predicates}
    found = {f.clause_id: f for f in opinion.findings}
    assert (found["CLM-1"].status, found["CLM-1"].probability) == (FindingStatus.VIOLATED, 0.9)
    assert (found["CLM-9"].status, found["CLM-9"].probability) == (FindingStatus.NOT_APPLICABLE, 0.2)
    assert found["DSC-1"].status is FindingStatus.SATISFIED
    assert [*opinion.prompts] == ["decisions"]


def test_the_line_that_reads_most_like_the_clause_is_quoted(shop: Clausewise) -> None:
    opinion, _ = judge(shop, {"CLM-1": 0.9, "DSC-1": 0.1})
    found = {f.clause_id: f for f in opinion.findings}
    line = DraftQuote(item_id="i2", text="this tea cured my diabetes in two weeks", start=0)
    assert found["CLM-1"].content_quotes == (line,)
    assert found["DSC-1"].content_quotes == ()


def test_what_has_no_probability_is_unclear(shop: Clausewise) -> None:
    opinion, _ = judge(shop, {"CLM-1": None, "CLM-9": 0.9})
    found = {f.clause_id: (f.status, f.probability) for f in opinion.findings}
    assert found["CLM-1"] == (FindingStatus.UNCLEAR, 0.5)
    assert found["DSC-1"] == (FindingStatus.UNCLEAR, 0.5)
    assert found["CLM-9"] == (FindingStatus.EXEMPTED, 0.9)


def test_no_answer_leaves_the_rules_to_a_person(shop: Clausewise) -> None:
    opinion, _ = judge(shop, LlmError(Failing.GARBLED, "not in the format"))
    assert {f.status for f in opinion.findings} == {FindingStatus.UNCLEAR}
    assert [reason.code for reason in opinion.review] == [ReviewCode.MODEL_FAILED]
    assert opinion.degraded == (Degradation(component="decisions", reason="not in the format"),)


def test_a_missing_endpoint_is_raised(shop: Clausewise) -> None:
    with pytest.raises(LlmError, match="no /decisions"):
        judge(shop, LlmError(Failing.NO_ENDPOINT, "no /decisions"))
