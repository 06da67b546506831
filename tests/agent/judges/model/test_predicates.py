"""Probabilities become findings; a clause without one gets none."""

from dataclasses import replace

import pytest

from agent.build import Clausewise
from agent.judges.base import JudgeOutput
from agent.judges.model.predicates import PredicateJudge
from domain.clause import ClauseKind
from domain.decision import Degradation
from domain.finding import DraftQuote, FindingStatus
from domain.verdict import ReviewCode
from llm.errors import LlmError, LlmErrorKind
from llm.options import LlmOptions
from llm.scripted import PredicateRequest, Script, ScriptedModels, ScriptedProbabilities
from llm.session import LazySession
from tests.agent.judges.judge_inputs import AS_OF
from tests.agent.judges.shop import make_case

CASE = make_case("Good morning everyone.", "this tea cured my diabetes in two weeks")
OPTIONS = LlmOptions(chat_model="x", decisions_model="quick")


def run_judge(
    shop: Clausewise, answer: ScriptedProbabilities | Exception
) -> tuple[JudgeOutput, list[PredicateRequest]]:
    script: Script[PredicateRequest, ScriptedProbabilities] = Script([answer])
    models = LazySession(ScriptedModels(predicates=script, options=OPTIONS))
    judge_input = replace(shop.adjudicator.gatherer.gather(CASE, AS_OF), models=models)
    return PredicateJudge(OPTIONS, shop.corpus.index).judge(judge_input), script.requests


def test_one_request_covers_every_rule_and_exception(shop: Clausewise) -> None:
    output, (request,) = run_judge(shop, {"CLM-1": 0.9, "CLM-9": 0.2, "DSC-1": 0.1, "OFF-1": 0.0})
    clauses = shop.corpus.library.in_force(AS_OF, None)
    judged = {c.id for c in clauses if c.kind in (ClauseKind.RULE, ClauseKind.EXCEPTION)}
    assert {p.name for p in request.predicates} <= judged
    assert {"CLM-1", "CLM-9", "DSC-1", "OFF-1"} <= {p.name for p in request.predicates}
    found = {f.clause_id: f for f in output.findings}
    assert (found["CLM-1"].status, found["CLM-1"].probability) == (FindingStatus.VIOLATED, 0.9)
    assert (found["CLM-9"].status, found["CLM-9"].probability) == (FindingStatus.NOT_APPLICABLE, 0.2)
    assert found["DSC-1"].status is FindingStatus.SATISFIED
    assert [*output.prompts] == ["predicate_context"]


def test_segment_most_similar_to_the_clause_is_quoted(shop: Clausewise) -> None:
    output, _ = run_judge(shop, {"CLM-1": 0.9, "DSC-1": 0.1})
    found = {f.clause_id: f for f in output.findings}
    line = DraftQuote(item_id="i2", text="this tea cured my diabetes in two weeks", start=0)
    assert found["CLM-1"].content_quotes == (line,)
    assert found["DSC-1"].content_quotes == ()


def test_rules_without_a_probability_are_one_reason_for_review(shop: Clausewise) -> None:
    output, _ = run_judge(shop, {"CLM-1": None, "CLM-9": 0.9})
    found = {f.clause_id: (f.status, f.probability) for f in output.findings}
    assert not {"CLM-1", "DSC-1"} & found.keys()
    assert found["CLM-9"] == (FindingStatus.EXEMPTED, 0.9)
    assert [reason.code for reason in output.review_reasons] == [ReviewCode.MODEL_FAILED]
    assert [d.component for d in output.degraded] == ["decisions"]


def test_failed_model_judges_nothing(shop: Clausewise) -> None:
    output, _ = run_judge(shop, LlmError(LlmErrorKind.INVALID_RESPONSE, "not in the format"))
    assert output.findings == ()
    assert [reason.code for reason in output.review_reasons] == [ReviewCode.MODEL_FAILED]
    assert output.degraded == (Degradation(component="decisions", reason="not in the format"),)


def test_missing_endpoint_is_raised(shop: Clausewise) -> None:
    with pytest.raises(LlmError, match="no /decisions"):
        run_judge(shop, LlmError(LlmErrorKind.ENDPOINT_MISSING, "no /decisions"))
