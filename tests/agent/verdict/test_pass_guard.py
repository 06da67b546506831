"""A model's pass stands if the embedded judge does not lean to a breach, or if the second answer agrees."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from agent.judges.base import ContentSegment, JudgeInput, JudgeOutput
from agent.judges.second_question import SecondQuestion
from agent.verdict.embedded_reading import EmbeddedReading
from agent.verdict.pass_guard import BREACH, LED, PassGuard
from agent.verdict.pass_questions import LEANS, MAX_PARTS, MAX_RULES, Pass
from domain.decision import Degradation
from domain.evidence import Evidence
from domain.finding import FindingStatus
from domain.verdict import Outcome, ReviewCode, ReviewReason, Verdict
from llm.errors import LlmError, LlmErrorKind
from retrieval.index import RowSimilarity
from tests.agent.clauses import make_draft, make_finding
from tests.agent.judges.judge_inputs import AS_OF, make_reading, make_rule
from tests.agent.judges.shop import make_case

TEXT = "The tea is green. It cured me. Fine by us."
NAMES = tuple(f"R-{n}" for n in range(1, 11))
PASSED = JudgeOutput(tuple(make_draft(name, 0.02, judge="llm") for name in NAMES))
QUIET = EmbeddedReading(lean={}, parts=(), talks=(), set_aside=(), unread=())
KEPT = Verdict(outcome=Outcome.NO_VIOLATION, probability=0.02, confidence=0.98, summary="Kept.")
BROKEN = Verdict(
    outcome=Outcome.VIOLATION,
    probability=0.95,
    confidence=0.95,
    summary="Broken.",
    findings=(make_finding("R-1", FindingStatus.VIOLATED, 0.95),),
)
UNSURE = Verdict(
    outcome=Outcome.NEEDS_REVIEW,
    probability=0.5,
    confidence=None,
    summary="Unsure.",
    review_reasons=(ReviewReason(code=ReviewCode.LOW_MARGIN, text="R-1 may be violated."),),
)


def make_input() -> JudgeInput:
    segments = (
        ContentSegment("i1", 0, 17, "The tea is green."),
        ContentSegment("i1", 18, 30, "It cured me."),
        ContentSegment("i1", 31, 42, "Fine by us."),
    )
    vectors = np.eye(3, dtype=np.float32)
    rules = {name: make_rule(name) for name in NAMES}
    evidence = Evidence(signals=make_reading())
    return JudgeInput(make_case(TEXT), AS_OF, segments, vectors, RowSimilarity(vectors), rules, evidence)


class NothingFound:
    def search(self, *_: object) -> tuple[()]:
        return ()


@dataclass(frozen=True)
class Reader:
    reading: EmbeddedReading
    index: NothingFound = field(default_factory=NothingFound)

    def read(self, judge_input: JudgeInput, exempted: object = None) -> EmbeddedReading:
        return self.reading


@dataclass
class Judge:
    """Answers with each of `outputs` in turn; the last answers the rest. A kind of error is raised."""

    outputs: list[JudgeOutput | LlmError]
    inputs: list[JudgeInput] = field(default_factory=list)
    name: str = "llm"
    model: str = "script-1"

    def judge(self, judge_input: JudgeInput) -> JudgeOutput:
        self.inputs.append(judge_input)
        answer = self.outputs[min(len(self.inputs), len(self.outputs)) - 1]
        if isinstance(answer, LlmError):
            raise answer
        return answer


def guard(reading: EmbeddedReading, judge: Judge, *verdicts: Verdict) -> PassGuard:
    """`verdicts` are those of the second answers, in order; the last is that of the rest."""
    settled = list(verdicts) or [KEPT]

    def settle(_: JudgeInput, __: JudgeOutput) -> Verdict:
        return settled[min(len(judge.inputs), len(settled)) - 1]

    return PassGuard(Reader(reading), SecondQuestion(judge), settle)  # type: ignore[arg-type]


def leaning(lean: float, **fields: Any) -> EmbeddedReading:
    return replace(QUIET, lean={"R-1": lean}, parts=(((1,), {"R-1": lean}),), **fields)


def test_pass_stands_without_a_question_where_the_embedded_judge_does_not_lean() -> None:
    judge = Judge([JudgeOutput()])
    confirmation = guard(leaning(LEANS - 0.01), judge).confirm(KEPT, make_input(), PASSED)
    assert (confirmation.verdict, confirmation.contributions, judge.inputs) == (KEPT, (), [])


def test_pass_stands_where_the_second_answer_agrees() -> None:
    judge = Judge([JudgeOutput()])
    confirmation = guard(leaning(LEANS), judge).confirm(KEPT, make_input(), PASSED)
    assert confirmation.verdict == KEPT
    [contribution] = confirmation.contributions
    assert (contribution.judge, contribution.model) == ("second_question", "script-1")
    assert [item.text for item in judge.inputs[0].case.content] == ["It cured me."]
    assert len(judge.inputs[0].clauses) == len(contribution.clauses_read) == MAX_RULES


@pytest.mark.parametrize(
    ("second", "told"), [(BROKEN, "Then R-1 is violated with a probability of 0.95."), (UNSURE, "R-1 may be violated.")]
)
def test_disagreement_needs_review(second: Verdict, told: str) -> None:
    reading = leaning(0.4, set_aside=(2,), talks=(2,))
    verdict = guard(reading, Judge([JudgeOutput()]), second).confirm(KEPT, make_input(), PASSED).verdict
    assert verdict.outcome is Outcome.NEEDS_REVIEW
    [reason] = verdict.review_reasons
    assert reason.code is ReviewCode.PASS_UNCONFIRMED
    assert told in reason.text
    assert reason.text.endswith("Left out as text about the review or not in words: “Fine by us.”.")
    assert verdict.summary == f"Human review required: {reason.text}"


@pytest.mark.parametrize("outcome", [Outcome.VIOLATION, Outcome.NEEDS_REVIEW])
def test_other_outcomes_are_not_asked_again(outcome: Outcome) -> None:
    judge = Judge([JudgeOutput()])
    verdict = KEPT.model_copy(update={"outcome": outcome})
    assert guard(leaning(1.0), judge, BROKEN).confirm(verdict, make_input(), PASSED).verdict == verdict
    assert judge.inputs == []


LOCAL = JudgeOutput((make_draft("R-1", 0.01, judge="local"), make_draft("R-2", 0.0, judge="rules")))


def test_pass_of_the_embedded_judge_is_asked_about_where_other_text_lowered_its_probability() -> None:
    judge = Judge([JudgeOutput()])
    verdict = guard(leaning(LEANS), judge, BROKEN).confirm(KEPT, make_input(), LOCAL).verdict
    assert verdict.outcome is Outcome.NEEDS_REVIEW
    assert set(judge.inputs[0].clauses) == {"R-1"}


def test_nothing_is_asked_again_where_no_model_could_judge() -> None:
    judge = Judge([JudgeOutput()])
    failed = replace(LOCAL, degraded=(Degradation(component="llm", reason="too late"),))
    assert guard(leaning(1.0), judge, BROKEN).confirm(KEPT, make_input(), failed).verdict == KEPT
    assert judge.inputs == []


FAILURES: list[Callable[[], JudgeOutput | LlmError]] = [
    lambda: LlmError(LlmErrorKind.TIMED_OUT, "too late"),
    lambda: JudgeOutput(degraded=(Degradation(component="llm", reason="too late"),)),
]


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize(
    ("reading", "stands"),
    [
        (leaning(BREACH - 0.01), True),
        (leaning(BREACH), False),
        (leaning(LED - 0.01, talks=(2,), set_aside=(2,)), True),
        (leaning(LED, talks=(2,), set_aside=(2,)), False),
        (replace(QUIET, unread=((1,),)), False),
    ],
)
def test_without_a_second_answer_the_embedded_judge_decides(
    failure: Callable[[], JudgeOutput | LlmError], reading: EmbeddedReading, stands: bool
) -> None:
    confirmation = guard(reading, Judge([failure()])).confirm(KEPT, make_input(), PASSED)
    assert (confirmation.verdict.outcome is Outcome.NO_VIOLATION) is stands
    assert [(d.component, d.reason) for d in confirmation.degraded] == [("second_question", "too late")]


def test_each_part_is_asked_by_itself_until_one_disagrees() -> None:
    reading = replace(
        QUIET, lean={"R-1": 0.5}, parts=(((0,), {"R-1": 0.5}), ((1,), {"R-2": 0.4}), ((2,), {"R-3": 0.3}))
    )
    judge = Judge([JudgeOutput()])
    verdict = guard(reading, judge, KEPT, BROKEN).confirm(KEPT, make_input(), PASSED).verdict
    assert verdict.outcome is Outcome.NEEDS_REVIEW
    assert [[item.text for item in seen.case.content] for seen in judge.inputs] == [
        ["The tea is green."],
        ["It cured me."],
    ]
    assert next(iter(judge.inputs[1].clauses)) == "R-2"


def test_parts_that_do_not_lean_are_asked_where_the_content_talks_about_its_review() -> None:
    parts = (((0,), {"R-1": 0.01}), ((1,), {"R-1": 0.0}))
    reading = replace(QUIET, lean={"R-1": 0.01}, parts=parts, talks=(2,), set_aside=(2,))
    judge = Judge([JudgeOutput()])
    guard(reading, judge).confirm(KEPT, make_input(), PASSED)
    assert len(judge.inputs) == len(parts)


def test_parts_beyond_the_limit_are_asked_as_one() -> None:
    parts = tuple(((row,), {"R-1": 0.9}) for row in range(MAX_PARTS + 2))
    questions = Pass(KEPT, make_input(), PASSED, replace(QUIET, lean={"R-1": 0.9}, parts=parts)).questions()
    assert [rows for _, rows in questions] == [(0,), (1,), (2,), (3, 4, 5)]


def test_content_that_only_talks_about_its_review_needs_review_if_it_leans() -> None:
    judge = Judge([JudgeOutput()])
    nothing = replace(QUIET, lean={"R-1": LEANS}, talks=(0, 1, 2), set_aside=(0, 1, 2))
    assert guard(nothing, judge).confirm(KEPT, make_input(), PASSED).verdict.outcome is Outcome.NEEDS_REVIEW
    harmless = replace(nothing, lean={"R-1": LEANS - 0.01})
    assert guard(harmless, judge).confirm(KEPT, make_input(), PASSED).verdict == KEPT


def test_exemption_by_a_model_is_asked_again() -> None:
    exempted = make_finding("R-1", FindingStatus.EXEMPTED, 0.0, exception_id="X-1")
    verdict = KEPT.model_copy(update={"findings": (exempted,)})
    output = JudgeOutput((make_draft("R-1", 0.97, judge="local"), make_draft("X-1", 1.0, judge="llm")))
    judge = Judge([JudgeOutput()])
    found = guard(replace(QUIET, exempting=(1,)), judge, BROKEN).confirm(verdict, make_input(), output).verdict
    assert found.outcome is Outcome.NEEDS_REVIEW
    assert [item.text for item in judge.inputs[0].case.content] == ["It cured me."]
