"""Which judge reads which clause, which judge settles it, and what remains where a judge fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.cascade import Cascade, JudgeSequence
from agent.judges.limits import MODEL_LIMITS
from domain.case import Case
from domain.clause import ClauseKind, Proof, Reference, Relation
from domain.decision import Degradation, JudgeContribution
from domain.finding import DraftFinding, FactCitation, FindingStatus
from domain.verdict import ReviewCode, ReviewReason
from llm.errors import LlmError, LlmErrorKind
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
        fields = {
            "clause_id": name,
            "status": FindingStatus.VIOLATED if probability >= 0.5 else FindingStatus.SATISFIED,
            "probability": probability,
            "rationale": "so",
            "judge": self.name,
        }
        return DraftFinding.model_validate(fields | changes)


def run_cascade(
    local: ScriptedJudge,
    chat: ScriptedJudge,
    rules: ScriptedJudge | None = None,
    judge_input: JudgeInput | None = None,
) -> JudgeOutput:
    cascade = Cascade(rules or ScriptedJudge("rules", {}), local, chat)
    return cascade.judge(judge_input or make_judge_input(CASE, CLAUSES))


def judges_and_probabilities(output: JudgeOutput) -> dict[str, tuple[str, float]]:
    return {f.clause_id: (f.judge, f.probability) for f in output.findings}


def test_checks_decide_first_and_the_model_reads_all_other_clauses() -> None:
    """Also those of which the embedded judge would be sure."""
    rules = ScriptedJudge("rules", {"A-1": 1.0})
    local = ScriptedJudge("local", {"B-1": 0.01, "C-1": 0.99})
    answer = JudgeOutput(
        limits=MODEL_LIMITS, follow_up_queries=("what is a cure",), other_rules=("Z-1",), prompts={"all_rules": "ab"}
    )
    chat = ScriptedJudge("llm", {"B-1": 0.9, "C-1": 0.02, "X-2": 0.3}, answer)
    output = run_cascade(local, chat, rules)
    assert judges_and_probabilities(output) == {
        "A-1": ("rules", 1.0),
        "B-1": ("llm", 0.9),
        "C-1": ("llm", 0.02),
        "X-2": ("llm", 0.3),
    }
    assert (chat.clauses_shown, chat.decided_shown) == ([["B-1", "C-1", "X-1", "X-2", "D-1"]], [["A-1"]])
    assert local.clauses_shown == []
    assert output.judge_contributions == (
        JudgeContribution(
            judge="rules",
            model="rules-model",
            clauses_read=("A-1", "B-1", "C-1", "X-1", "X-2"),
            clauses_settled=("A-1",),
        ),
        JudgeContribution(
            judge="llm",
            model="llm-model",
            clauses_read=("B-1", "C-1", "X-1", "X-2"),
            clauses_settled=("B-1", "C-1", "X-2"),
        ),
    )
    assert (output.limits, output.threshold) == (MODEL_LIMITS, 0.5)
    assert (output.follow_up_queries, output.other_rules) == (("what is a cure",), ("Z-1",))
    assert output.prompts == {"all_rules": "ab"}


@pytest.mark.parametrize(
    ("proof", "given", "judge"),
    [
        (Proof.WORDS, "facts.recalled", "llm"),
        (Proof.FACTS, "signals.strikes", "llm"),
        (Proof.FACTS, "facts.recalled", "rules"),
    ],
)
def test_check_that_lacks_a_fact_stays_open_only_where_facts_alone_prove_it(
    proof: Proof, given: str, judge: str
) -> None:
    facts = (FactCitation(name=given, value=True),)
    finding = ScriptedJudge("rules", {}).finding("A-1", 0.5, missing_evidence=("facts.hours",), facts=facts)

    class MissingFacts(ScriptedJudge):
        def judge(self, judge_input: JudgeInput) -> JudgeOutput:
            return JudgeOutput((finding,))

    judge_input = make_judge_input(CASE, (make_rule("A-1", proof=proof),))
    chat = ScriptedJudge("llm", {"A-1": 0.02})
    output = run_cascade(ScriptedJudge("local", {}), chat, MissingFacts("rules", {}), judge_input)
    assert [found.judge for found in output.findings] == [judge]
    silent = run_cascade(ScriptedJudge("local", {}), ScriptedJudge("llm", {}), MissingFacts("rules", {}), judge_input)
    assert silent.findings == (finding,)


@pytest.mark.parametrize("kind", [LlmErrorKind.UNAUTHORISED, LlmErrorKind.TIMED_OUT, LlmErrorKind.OVER_BUDGET])
def test_embedded_judge_decides_where_the_model_cannot_be_reached(kind: LlmErrorKind) -> None:
    """With its findings, its threshold and its reasons; the failure remains visible."""
    reasons = (LANGUAGE_UNKNOWN, NOT_TRAINED)
    local = ScriptedJudge("local", {"A-1": 0.2, "B-1": 0.4}, JudgeOutput(threshold=0.3, review_reasons=reasons))
    chat = ScriptedJudge("llm", {}, error=LlmError(kind, "nobody there"))
    models = LazySession(ScriptedModels())
    judge_input = replace(make_judge_input(CASE, CLAUSES), models=models)
    output = run_cascade(local, chat, ScriptedJudge("rules", {"C-1": 1.0}), judge_input)
    assert judges_and_probabilities(output) == {"C-1": ("rules", 1.0), "A-1": ("local", 0.2), "B-1": ("local", 0.4)}
    assert (output.threshold, output.limits, output.review_reasons) == (0.3, None, reasons)
    assert output.degraded == (Degradation(component="llm", reason="nobody there"),)
    assert [(c.judge, c.clauses_settled) for c in output.judge_contributions] == [
        ("rules", ("C-1",)),
        ("llm", ()),
        ("local", ("A-1", "B-1")),
    ]
    if kind is LlmErrorKind.UNAUTHORISED:
        with pytest.raises(LlmError, match="nobody there"):
            models.open()


def test_embedded_judge_reads_only_what_the_model_left_open() -> None:
    local = ScriptedJudge("local", {"A-1": 0.3, "B-1": 0.15}, JudgeOutput(threshold=0.3))
    degraded = (Degradation(component="llm", reason="one of two questions was refused"),)
    partial = JudgeOutput(review_reasons=(MODEL_FAILED,), degraded=degraded, limits=MODEL_LIMITS)
    output = run_cascade(local, ScriptedJudge("llm", {"A-1": 0.9}, partial))
    assert judges_and_probabilities(output) == {"A-1": ("llm", 0.9), "B-1": ("local", 0.25)}
    assert (output.review_reasons, output.degraded, output.threshold) == ((), degraded, 0.5)
    assert output.limits == MODEL_LIMITS


def test_refusal_is_a_reason_for_review() -> None:
    """The provider's filter found the content harmful, or its author found out what the model does not read."""
    refused = ReviewReason(code=ReviewCode.MODEL_REFUSED, text="no")
    local = ScriptedJudge("local", {"A-1": 0.2})
    degraded = (Degradation(component="llm", reason="no"),)
    output = run_cascade(local, ScriptedJudge("llm", {}, JudgeOutput((), (refused,), degraded=degraded)))
    assert (output.review_reasons, judges_and_probabilities(output)) == ((refused,), {"A-1": ("local", 0.2)})


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
