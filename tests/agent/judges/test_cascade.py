"""Judges take turns: who is asked about what, who settles it, and what stands where one of them fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.cascade import Cascade
from domain.case import Case
from domain.clause import ClauseKind, Reference, Relation
from domain.decision import Degradation, JudgeContribution
from domain.finding import DraftFinding, FindingStatus
from domain.verdict import ReviewCode, ReviewReason
from llm.errors import Failing, LlmError
from llm.lazy_session import LazySession
from llm.options import Band
from llm.scripted import ScriptedModels
from tests.agent.judges.judge_inputs import brief, rule

UNREAD = ReviewReason(code=ReviewCode.LANGUAGE_UNKNOWN, text="not read")
FAILED = ReviewReason(code=ReviewCode.MODEL_FAILED, text="no answer")
BY_FACTS = rule("A-1", references=(Reference(relation=Relation.EXCEPT, target="X-1"),))
LAW = (
    BY_FACTS,
    rule("B-1", references=(Reference(relation=Relation.EXCEPT, target="X-2"),)),
    rule("C-1"),
    rule("X-1", kind=ClauseKind.EXCEPTION),
    rule("X-2", kind=ClauseKind.EXCEPTION),
    rule("D-1", kind=ClauseKind.DEFINITION),
)
CASE = Case(id="c", facts={"x": 1})
NOTHING = JudgeOutput()


@dataclass
class Scripted:
    """Gives each clause that it is shown the probability it was told, or fails."""

    name: str
    says: Mapping[str, float]
    opinion: JudgeOutput = NOTHING
    trouble: LlmError | None = None
    unclear: tuple[str, ...] = ()
    shown: list[list[str]] = field(default_factory=list)
    beside: list[list[str]] = field(default_factory=list)

    @property
    def model(self) -> str:
        return f"{self.name}-model"

    def judge(self, brief: JudgeInput) -> JudgeOutput:
        self.shown.append([*brief.clauses])
        self.beside.append([*brief.decided_clauses])
        if self.trouble is not None:
            raise self.trouble
        told = tuple(self.finding(name, p) for name, p in self.says.items() if name in brief.clauses)
        return replace(self.opinion, findings=told)

    def finding(self, name: str, probability: float, **given: Any) -> DraftFinding:
        clear = FindingStatus.VIOLATED if probability >= 0.5 else FindingStatus.SATISFIED
        status = FindingStatus.UNCLEAR if name in self.unclear else clear
        plain = {"clause_id": name, "status": status, "probability": probability, "rationale": "so", "judge": self.name}
        return DraftFinding.model_validate(plain | given)


def ask(
    local: Scripted, *models: Scripted, rules: Scripted | None = None, given: JudgeInput | None = None
) -> JudgeOutput:
    cascade = Cascade(rules or Scripted("rules", {}), local, models, local_band=Band(low=0.05, high=0.95), band=Band())
    return cascade.judge(given or brief(CASE, LAW))


def stand(opinion: JudgeOutput) -> dict[str, tuple[str, float]]:
    return {f.clause_id: (f.judge, f.probability) for f in opinion.findings}


def test_each_clause_is_settled_by_the_first_that_is_sure_of_it() -> None:
    rules = Scripted("rules", {"A-1": 1.0})
    local = Scripted("local", {"B-1": 0.4, "C-1": 0.01, "X-1": 0.02, "X-2": 0.0})
    quick = Scripted("decisions", {"B-1": 0.6, "X-2": 0.1})
    slow = Scripted(
        "llm", {"B-1": 0.9, "X-2": 0.3}, JudgeOutput(follow_up_queries=("what is a cure",), prompts={"judging": "ab"})
    )
    opinion = ask(local, quick, slow, rules=rules)
    assert stand(opinion) == {
        "A-1": ("rules", 1.0),
        "B-1": ("llm", 0.9),
        "C-1": ("local", 0.01),
        "X-1": ("local", 0.02),
        "X-2": ("llm", 0.3),
    }
    assert opinion.judge_contributions == (
        JudgeContribution(
            judge="rules",
            model="rules-model",
            clauses_read=("A-1", "B-1", "C-1", "X-1", "X-2"),
            clauses_settled=("A-1",),
        ),
        JudgeContribution(
            judge="local",
            model="local-model",
            clauses_read=("B-1", "C-1", "X-1", "X-2"),
            clauses_settled=("C-1", "X-1"),
        ),
        JudgeContribution(judge="decisions", model="decisions-model", clauses_read=("B-1", "X-2")),
        JudgeContribution(judge="llm", model="llm-model", clauses_read=("B-1", "X-2"), clauses_settled=("B-1",)),
    )
    assert (quick.shown, quick.beside) == ([["B-1", "X-2", "D-1"]], [["A-1", "C-1", "X-1"]])
    assert (opinion.follow_up_queries, opinion.prompts) == (("what is a cure",), {"judging": "ab"})


def test_who_is_sure_of_all_spares_the_models() -> None:
    models = Scripted("decisions", {}), Scripted("llm", {})
    local = Scripted("local", {"A-1": 0.01, "B-1": 0.02, "C-1": 0.99, "X-1": 0.5, "X-2": 0.5})
    opinion = ask(local, *models)
    assert [model.shown for model in models] == [[], []]
    assert opinion.judge_contributions[-1].clauses_settled == ("A-1", "B-1", "C-1", "X-1", "X-2")


def test_an_exception_of_a_broken_rule_stays_open_until_it_is_sure() -> None:
    local = Scripted("local", {"A-1": 0.99, "B-1": 0.99, "C-1": 0.01, "X-1": 0.5, "X-2": 0.99})
    llm = Scripted("llm", {"X-1": 0.9})
    opinion = ask(local, llm)
    assert llm.shown == [["X-1", "D-1"]]
    assert stand(opinion)["X-1"] == ("llm", 0.9)


@pytest.mark.parametrize("kind", [Failing.UNAUTHORISED, Failing.NO_ENDPOINT])
def test_where_a_model_cannot_be_asked_the_next_one_is(kind: Failing) -> None:
    local = Scripted("local", {"A-1": 0.3, "B-1": 0.01, "C-1": 0.01, "X-1": 0.0, "X-2": 0.0})
    models = LazySession(ScriptedModels())
    broken = Scripted("decisions", {}, trouble=LlmError(kind, "nobody there"))
    opinion = ask(local, broken, Scripted("llm", {"A-1": 0.1}), given=replace(brief(CASE, LAW), models=models))
    assert opinion.degraded == (Degradation(component="decisions", reason="nobody there"),)
    assert stand(opinion)["A-1"] == ("llm", 0.1)
    if kind is Failing.UNAUTHORISED:
        with pytest.raises(LlmError, match="nobody there"):
            models.open()
    else:
        assert models.open().options == ScriptedModels().options


def test_where_none_can_be_asked_the_embedded_judge_stands_with_its_doubts() -> None:
    local = Scripted("local", {"A-1": 0.3}, JudgeOutput(review=(UNREAD,)))
    lost = [Scripted(name, {}, trouble=LlmError(Failing.RATE_LIMITED, "too many")) for name in ("decisions", "llm")]
    opinion = ask(local, *lost)
    assert (stand(opinion), opinion.review) == ({"A-1": ("local", 0.3)}, (UNREAD,))
    assert [d.component for d in opinion.degraded] == ["decisions", "llm"]


def test_what_the_embedder_cannot_read_is_read_by_a_model() -> None:
    local = Scripted("local", {"A-1": 0.01}, JudgeOutput(review=(UNREAD,)))
    llm = Scripted("llm", {"A-1": 0.9, "B-1": 0.1, "C-1": 0.1, "X-1": 0.1, "X-2": 0.1})
    opinion = ask(local, llm)
    assert llm.shown == [["A-1", "B-1", "C-1", "X-1", "X-2", "D-1"]]
    assert (stand(opinion)["A-1"], opinion.review) == (("llm", 0.9), ())


def test_half_an_answer_counts_where_it_is_clear() -> None:
    local = Scripted("local", {"A-1": 0.3, "B-1": 0.4, "C-1": 0.01, "X-1": 0.0, "X-2": 0.0})
    trouble = Degradation(component="llm", reason="one of two questions was refused")
    half = Scripted(
        "llm", {"A-1": 0.9, "B-1": 0.5}, JudgeOutput(review=(FAILED,), degraded=(trouble,)), unclear=("B-1",)
    )
    opinion = ask(local, half)
    assert (stand(opinion)["A-1"], stand(opinion)["B-1"]) == (("llm", 0.9), ("local", 0.4))
    assert (opinion.review, opinion.degraded) == ((), (trouble,))


def test_a_rule_whose_facts_are_missing_is_put_to_nobody_else() -> None:
    local = Scripted("local", {"B-1": 0.01, "C-1": 0.01, "X-1": 0.0, "X-2": 0.0})
    missing = JudgeOutput((local.finding("A-1", 0.5, missing_evidence=("facts.approval",)),))

    class Rules(Scripted):
        def judge(self, brief: JudgeInput) -> JudgeOutput:
            return missing

    llm = Scripted("llm", {})
    assert stand(ask(local, llm, rules=Rules("rules", {})))["A-1"] == ("local", 0.5)
    assert llm.shown == []


@given(st.floats(0, 1), st.floats(0.01, 0.99))
def test_a_turning_point_is_laid_on_one_half_in_order(probability: float, turn: float) -> None:
    local = Scripted("local", {"A-1": probability}, JudgeOutput(threshold=turn))
    laid = stand(ask(local))["A-1"][1]
    assert 0 <= laid <= 1
    assert laid == pytest.approx(0.5) or (laid > 0.5) == (probability > turn)
