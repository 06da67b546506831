"""Which judge reads which clause, which judge settles it, and what remains where a judge fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.cascade import Cascade, JudgeSequence
from domain.case import Case
from domain.clause import ClauseKind, Reference, Relation
from domain.decision import Degradation, JudgeContribution
from domain.finding import DraftFinding, FindingStatus
from domain.verdict import ReviewCode, ReviewReason
from llm.errors import LlmError, LlmErrorKind
from llm.options import Band
from llm.scripted import ScriptedModels
from llm.session import LazySession
from tests.agent.judges.judge_inputs import make_judge_input, make_rule

LANGUAGE_UNKNOWN = ReviewReason(code=ReviewCode.LANGUAGE_UNKNOWN, text="not read")
NOT_TRAINED = ReviewReason(code=ReviewCode.CLASSIFIER_NOT_TRAINED, text="no examples")
MODEL_FAILED = ReviewReason(code=ReviewCode.MODEL_FAILED, text="no answer")
CLAUSES = (
    make_rule("A-1", references=(Reference(relation=Relation.EXCEPT, target="X-1"),)),
    make_rule("B-1", references=(Reference(relation=Relation.EXCEPT, target="X-2"),)),
    make_rule("C-1"),
    make_rule("X-1", kind=ClauseKind.EXCEPTION),
    make_rule("X-2", kind=ClauseKind.EXCEPTION),
    make_rule("D-1", kind=ClauseKind.DEFINITION),
)
CASE = Case(id="c", facts={"x": 1})
EMPTY = JudgeOutput()


@dataclass
class ScriptedJudge:
    """Gives each clause that it reads the scripted probability, or raises `error`. Records what it was shown."""

    name: str
    probabilities: Mapping[str, float]
    output: JudgeOutput = EMPTY
    error: LlmError | None = None
    unclear: tuple[str, ...] = ()
    clauses_shown: list[list[str]] = field(default_factory=list)
    decided_shown: list[list[str]] = field(default_factory=list)

    @property
    def model(self) -> str:
        return f"{self.name}-model"

    def judge(self, judge_input: JudgeInput) -> JudgeOutput:
        self.clauses_shown.append([*judge_input.clauses])
        self.decided_shown.append([*judge_input.decided_clauses])
        if self.error is not None:
            raise self.error
        names = [name for name in self.probabilities if name in judge_input.clauses]
        return replace(self.output, findings=tuple(self.finding(name, self.probabilities[name]) for name in names))

    def finding(self, name: str, probability: float, **changes: Any) -> DraftFinding:
        clear = FindingStatus.VIOLATED if probability >= 0.5 else FindingStatus.SATISFIED
        fields = {
            "clause_id": name,
            "status": FindingStatus.UNCLEAR if name in self.unclear else clear,
            "probability": probability,
            "rationale": "so",
            "judge": self.name,
        }
        return DraftFinding.model_validate(fields | changes)


def run_cascade(
    local: ScriptedJudge,
    *models: ScriptedJudge,
    rules: ScriptedJudge | None = None,
    judge_input: JudgeInput | None = None,
) -> JudgeOutput:
    cascade = Cascade(
        rules or ScriptedJudge("rules", {}), local, models, local_band=Band(low=0.05, high=0.95), band=Band()
    )
    return cascade.judge(judge_input or make_judge_input(CASE, CLAUSES))


def judges_and_probabilities(output: JudgeOutput) -> dict[str, tuple[str, float]]:
    return {f.clause_id: (f.judge, f.probability) for f in output.findings}


def test_first_sure_judge_settles_each_clause() -> None:
    rules = ScriptedJudge("rules", {"A-1": 1.0})
    local = ScriptedJudge("local", {"B-1": 0.4, "C-1": 0.01, "X-1": 0.02, "X-2": 0.0})
    fast = ScriptedJudge("decisions", {"B-1": 0.6, "X-2": 0.1})
    slow = ScriptedJudge(
        "llm", {"B-1": 0.9, "X-2": 0.3}, JudgeOutput(follow_up_queries=("what is a cure",), prompts={"judging": "ab"})
    )
    output = run_cascade(local, fast, slow, rules=rules)
    assert judges_and_probabilities(output) == {
        "A-1": ("rules", 1.0),
        "B-1": ("llm", 0.9),
        "C-1": ("local", 0.01),
        "X-1": ("local", 0.02),
        "X-2": ("llm", 0.3),
    }
    assert output.judge_contributions == (
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
    assert (fast.clauses_shown, fast.decided_shown) == ([["B-1", "X-2", "D-1"]], [["A-1", "C-1", "X-1"]])
    assert (output.follow_up_queries, output.prompts) == (("what is a cure",), {"judging": "ab"})


def test_models_are_not_called_when_the_local_judge_is_sure() -> None:
    models = ScriptedJudge("decisions", {}), ScriptedJudge("llm", {})
    local = ScriptedJudge("local", {"A-1": 0.01, "B-1": 0.02, "C-1": 0.99, "X-1": 0.5, "X-2": 0.5})
    output = run_cascade(local, *models)
    assert [model.clauses_shown for model in models] == [[], []]
    assert output.judge_contributions[-1].clauses_settled == ("A-1", "B-1", "C-1", "X-1", "X-2")


def test_exception_of_a_violated_rule_stays_open_until_sure() -> None:
    local = ScriptedJudge("local", {"A-1": 0.99, "B-1": 0.99, "C-1": 0.01, "X-1": 0.5, "X-2": 0.99})
    llm = ScriptedJudge("llm", {"X-1": 0.9})
    output = run_cascade(local, llm)
    assert llm.clauses_shown == [["X-1", "D-1"]]
    assert judges_and_probabilities(output)["X-1"] == ("llm", 0.9)


@pytest.mark.parametrize("kind", [LlmErrorKind.UNAUTHORISED, LlmErrorKind.ENDPOINT_MISSING])
def test_next_model_is_asked_when_one_cannot_be_reached(kind: LlmErrorKind) -> None:
    local = ScriptedJudge("local", {"A-1": 0.3, "B-1": 0.01, "C-1": 0.01, "X-1": 0.0, "X-2": 0.0})
    models = LazySession(ScriptedModels())
    unreachable = ScriptedJudge("decisions", {}, error=LlmError(kind, "nobody there"))
    judge_input = replace(make_judge_input(CASE, CLAUSES), models=models)
    output = run_cascade(local, unreachable, ScriptedJudge("llm", {"A-1": 0.1}), judge_input=judge_input)
    assert output.degraded == (Degradation(component="decisions", reason="nobody there"),)
    assert judges_and_probabilities(output)["A-1"] == ("llm", 0.1)
    if kind is LlmErrorKind.UNAUTHORISED:
        with pytest.raises(LlmError, match="nobody there"):
            models.open()
    else:
        assert models.open().options == ScriptedModels().options


def test_local_finding_remains_when_no_model_can_be_reached() -> None:
    local = ScriptedJudge("local", {"A-1": 0.3}, JudgeOutput(review_reasons=(LANGUAGE_UNKNOWN,)))
    error = LlmError(LlmErrorKind.RATE_LIMITED, "too many")
    output = run_cascade(local, *(ScriptedJudge(name, {}, error=error) for name in ("decisions", "llm")))
    assert judges_and_probabilities(output) == {"A-1": ("local", 0.3)}
    assert output.review_reasons == (LANGUAGE_UNKNOWN,)
    assert [d.component for d in output.degraded] == ["decisions", "llm"]


def test_model_reads_all_clauses_when_the_embedder_cannot_read_the_content() -> None:
    local = ScriptedJudge("local", {"A-1": 0.01}, JudgeOutput(review_reasons=(LANGUAGE_UNKNOWN,)))
    llm = ScriptedJudge("llm", {"A-1": 0.9, "B-1": 0.1, "C-1": 0.1, "X-1": 0.1, "X-2": 0.1})
    output = run_cascade(local, llm)
    assert llm.clauses_shown == [["A-1", "B-1", "C-1", "X-1", "X-2", "D-1"]]
    assert (judges_and_probabilities(output)["A-1"], output.review_reasons) == (("llm", 0.9), ())


def test_clear_findings_of_a_degraded_judge_count() -> None:
    local = ScriptedJudge("local", {"A-1": 0.3, "B-1": 0.4, "C-1": 0.01, "X-1": 0.0, "X-2": 0.0})
    degradation = Degradation(component="llm", reason="one of two questions was refused")
    partial = JudgeOutput(review_reasons=(MODEL_FAILED,), degraded=(degradation,))
    output = run_cascade(local, ScriptedJudge("llm", {"A-1": 0.9, "B-1": 0.5}, partial, unclear=("B-1",)))
    findings = judges_and_probabilities(output)
    assert (findings["A-1"], findings["B-1"]) == (("llm", 0.9), ("local", 0.4))
    assert (output.review_reasons, output.degraded) == ((), (degradation,))


def test_rule_with_missing_facts_goes_to_no_other_judge() -> None:
    local = ScriptedJudge("local", {"B-1": 0.01, "C-1": 0.01, "X-1": 0.0, "X-2": 0.0})
    missing = JudgeOutput((local.finding("A-1", 0.5, missing_evidence=("facts.approval",)),))

    class MissingFacts(ScriptedJudge):
        def judge(self, judge_input: JudgeInput) -> JudgeOutput:
            return missing

    llm = ScriptedJudge("llm", {})
    output = run_cascade(local, llm, rules=MissingFacts("rules", {}))
    assert judges_and_probabilities(output)["A-1"] == ("local", 0.5)
    assert llm.clauses_shown == []


@given(st.floats(0, 1), st.floats(0.01, 0.99))
def test_thresholds_of_several_judges_are_rescaled_to_one_half(probability: float, threshold: float) -> None:
    local = ScriptedJudge("local", {"A-1": probability, "B-1": 0.5}, JudgeOutput(threshold=threshold))
    output = run_cascade(local, ScriptedJudge("llm", {"B-1": 0.1}))
    rescaled = judges_and_probabilities(output)["A-1"][1]
    assert output.threshold == 0.5
    assert 0 <= rescaled <= 1
    assert rescaled == pytest.approx(0.5) or (rescaled > 0.5) == (probability > threshold)


@pytest.mark.parametrize("kind", [LlmErrorKind.TIMED_OUT, LlmErrorKind.OVER_BUDGET, LlmErrorKind.REFUSED])
def test_verdict_is_the_local_judges_own_when_no_model_judged(kind: LlmErrorKind) -> None:
    """With its findings, its threshold and its reasons; the failures remain visible."""
    local_output = JudgeOutput(threshold=0.3, review_reasons=(NOT_TRAINED,))
    local = ScriptedJudge("local", {"A-1": 0.2, "B-1": 0.4}, local_output)
    rules = ScriptedJudge("rules", {"C-1": 1.0})
    error = LlmError(kind, "no answer in 30 s")
    failed = JudgeOutput(review_reasons=(MODEL_FAILED,), degraded=(Degradation(component="llm", reason="no answer"),))
    output = run_cascade(
        local, ScriptedJudge("decisions", {}, error=error), ScriptedJudge("llm", {}, failed), rules=rules
    )
    assert judges_and_probabilities(output) == {"C-1": ("rules", 1.0), "A-1": ("local", 0.2), "B-1": ("local", 0.4)}
    assert (output.threshold, output.review_reasons) == (0.3, (NOT_TRAINED,))
    assert [d.component for d in output.degraded] == ["decisions", "llm"]


def test_refusal_is_a_reason_for_review() -> None:
    """The provider's filter found the content harmful, or its author found out what the model does not read."""
    refused = ReviewReason(code=ReviewCode.MODEL_REFUSED, text="no")
    local = ScriptedJudge("local", {"A-1": 0.2})
    degraded = (Degradation(component="llm", reason="no"),)
    output = run_cascade(local, ScriptedJudge("llm", {}, JudgeOutput((), (refused,), degraded=degraded)))
    assert (output.review_reasons, judges_and_probabilities(output)) == ((refused,), {"A-1": ("local", 0.2)})


def test_local_judge_replaces_an_unsure_model_when_the_next_one_fails() -> None:
    """What the unsure model leaned to is one reason for review, and the language is again unknown."""
    local = ScriptedJudge(
        "local", {"A-1": 0.3, "B-1": 0.4, "C-1": 0.9}, JudgeOutput(review_reasons=(LANGUAGE_UNKNOWN,))
    )
    unsure = ScriptedJudge("decisions", {"A-1": 0.7, "B-1": 0.5, "C-1": 0.05})
    output = run_cascade(local, unsure, ScriptedJudge("llm", {}, error=LlmError(LlmErrorKind.TIMED_OUT, "slow")))
    assert judges_and_probabilities(output) == {
        "A-1": ("local", 0.3),
        "B-1": ("local", 0.4),
        "C-1": ("decisions", 0.05),
    }
    assert [reason.code for reason in output.review_reasons] == [ReviewCode.LANGUAGE_UNKNOWN, ReviewCode.MODEL_FAILED]
    assert "leans to a violation of A-1." in output.review_reasons[1].text


def test_sequence_gives_each_judge_the_undecided_clauses() -> None:
    first = ScriptedJudge("first", {"A-1": 0.9}, JudgeOutput((), (LANGUAGE_UNKNOWN,), 0.9))
    second = ScriptedJudge("second", {"B-1": 0.9, "C-1": 0.9}, JudgeOutput((), (NOT_TRAINED,), 0.4))
    sequence = JudgeSequence([first, second])
    output = sequence.judge(make_judge_input(CASE, [make_rule("A-1"), make_rule("B-1"), make_rule("C-1")]))
    assert (sequence.name, sequence.model) == ("first+second", "first-model+second-model")
    assert (first.clauses_shown, second.clauses_shown) == ([["A-1", "B-1", "C-1"]], [["B-1", "C-1"]])
    assert (first.decided_shown, second.decided_shown) == ([[]], [["A-1"]])
    findings = (first.finding("A-1", 0.9), second.finding("B-1", 0.9), second.finding("C-1", 0.9))
    assert output == JudgeOutput(findings, (LANGUAGE_UNKNOWN, NOT_TRAINED), 0.4)


def test_sequence_without_judges_has_an_empty_output() -> None:
    assert JudgeSequence([]).judge(make_judge_input(CASE, [make_rule("A-1")])) == JudgeOutput()
