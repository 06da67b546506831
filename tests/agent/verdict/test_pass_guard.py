"""A model's pass stands if the embedded judge does not lean to a breach, or if the second answer agrees."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from agent.judges.base import ContentSegment, JudgeInput, JudgeOutput
from agent.judges.model.second_question import SecondQuestion
from agent.verdict.embedded_reading import BREACH, LEAN_WEIGHT, EmbeddedReading, Part
from agent.verdict.pass_guard import LED, LED_APART, PassGuard
from agent.verdict.pass_questions import LEANS, MAX_RULES
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
NAMES = tuple(f"R-{n}" for n in range(1, MAX_RULES + 2))
PASSED = JudgeOutput(tuple(make_draft(name, 0.02, judge="llm") for name in NAMES))
QUIET = EmbeddedReading(lean={}, margin=-1.0)
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

    def read(self, judge_input: JudgeInput) -> EmbeddedReading:
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
    reading = EmbeddedReading(lean={"R-1": lean}, margin=0.0, parts=(Part((1,), {"R-1": lean}),))
    return replace(reading, **fields)


@pytest.mark.parametrize(
    ("margin", "lean", "asked"),
    [
        (-1.0, BREACH - 0.01, False),
        (-1.0, BREACH, True),
        (0.0, 0.0, True),
        (-LEAN_WEIGHT, 0.9, False),
        (-LEAN_WEIGHT * 0.9, 0.9, True),
        (-LEAN_WEIGHT / 2, 0.5, True),
    ],
)
def test_pass_is_asked_again_where_text_may_speak_to_a_model_or_the_lean_is_strong(
    margin: float, lean: float, asked: bool
) -> None:
    judge = Judge([JudgeOutput()])
    confirmation = guard(leaning(lean, margin=margin), judge).confirm(KEPT, make_input(), PASSED)
    assert (confirmation.verdict, len(judge.inputs)) == (KEPT, int(asked))


def test_pass_of_a_case_in_which_the_embedded_judge_names_a_rule_is_asked_again_and_says_so() -> None:
    judge = Judge([JudgeOutput()])
    confirmation = guard(leaning(0.8, margin=-1.0, named="R-1"), judge).confirm(KEPT, make_input(), PASSED)
    assert (confirmation.verdict.outcome, len(judge.inputs)) == (KEPT.outcome, 1)
    first = confirmation.verdict.reasons_for[0].text
    assert first == "R-1: the embedded judge names it. The model was asked again and does not."


def test_pass_stands_where_the_second_answer_agrees() -> None:
    judge = Judge([JudgeOutput()])
    confirmation = guard(leaning(LEANS), judge).confirm(KEPT, make_input(), PASSED)
    assert confirmation.verdict == KEPT
    [contribution] = confirmation.contributions
    assert (contribution.judge, contribution.model) == ("second_question", "script-1")
    assert texts(judge) == [["It cured me."]]
    assert len(judge.inputs[0].clauses) == len(contribution.clauses_read) == MAX_RULES


@pytest.mark.parametrize(
    ("second", "told"), [(BROKEN, "Then R-1 is violated with a probability of 0.95."), (UNSURE, "R-1 may be violated.")]
)
def test_disagreement_needs_review(second: Verdict, told: str) -> None:
    reading = leaning(0.4, set_aside=(2,))
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
    asked = judge.inputs[0].clauses
    assert "R-1" in asked
    assert "R-2" not in asked


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
        (leaning(BREACH - 0.01, margin=-0.01), True),
        (leaning(BREACH, margin=-0.01), False),
        (leaning(LED - 0.01), True),
        (leaning(LED), False),
        (leaning(0.0, parts=(Part((1,), {}, unread=True),)), False),
    ],
)
def test_without_a_second_answer_the_embedded_judge_decides(
    failure: Callable[[], JudgeOutput | LlmError], reading: EmbeddedReading, stands: bool
) -> None:
    confirmation = guard(reading, Judge([failure()])).confirm(KEPT, make_input(), PASSED)
    assert (confirmation.verdict.outcome is Outcome.NO_VIOLATION) is stands
    assert [(d.component, d.reason) for d in confirmation.degraded] == [("second_question", "too late")]


PARTS = (Part((0,), {"R-1": 0.5}), Part((1,), {"R-2": LEANS}), Part((2,), {"R-3": LEANS - 0.01}))


def texts(judge: Judge) -> list[list[str]]:
    return [[item.text for item in seen.case.content] for seen in judge.inputs]


def test_first_part_and_each_part_that_leans_are_asked_by_themselves() -> None:
    judge = Judge([JudgeOutput()])
    guard(leaning(0.5, parts=PARTS), judge).confirm(KEPT, make_input(), PASSED)
    assert texts(judge) == [["The tea is green."], ["It cured me."]]
    assert next(iter(judge.inputs[1].clauses)) == "R-2"


def test_part_that_is_not_read_is_asked() -> None:
    judge = Judge([JudgeOutput()])
    parts = (Part((0,), {}), Part((2,), {}, unread=True))
    guard(leaning(0.0, parts=parts), judge).confirm(KEPT, make_input(), PASSED)
    assert texts(judge) == [["The tea is green."], ["Fine by us."]]


def test_no_more_is_asked_once_an_answer_disagrees() -> None:
    judge = Judge([JudgeOutput()])
    verdict = guard(leaning(0.5, parts=PARTS), judge, BROKEN).confirm(KEPT, make_input(), PASSED).verdict
    assert (verdict.outcome, len(judge.inputs)) == (Outcome.NEEDS_REVIEW, 1)


@pytest.mark.parametrize(("lean", "stands"), [(LED_APART, False), (LED_APART - 0.01, True)])
def test_text_that_may_speak_to_a_model_and_leans_needs_review(lean: float, stands: bool) -> None:
    judge = Judge([JudgeOutput()])
    found = guard(leaning(0.1, lean_apart=lean), judge).confirm(KEPT, make_input(), PASSED).verdict
    assert (found.outcome is Outcome.NO_VIOLATION, len(judge.inputs)) == (stands, int(stands))


def test_content_that_only_talks_about_its_review_needs_review_if_it_leans() -> None:
    judge = Judge([JudgeOutput()])
    nothing = EmbeddedReading(lean={"R-1": LEANS}, margin=0.0, set_aside=(0, 1, 2))
    assert guard(nothing, judge).confirm(KEPT, make_input(), PASSED).verdict.outcome is Outcome.NEEDS_REVIEW
    harmless = replace(nothing, lean={"R-1": LEANS - 0.01})
    assert guard(harmless, judge).confirm(KEPT, make_input(), PASSED).verdict == KEPT


def test_exemption_by_a_model_is_asked_again() -> None:
    exempted = make_finding("R-1", FindingStatus.EXEMPTED, 0.0, exception_id="X-1")
    verdict = KEPT.model_copy(update={"findings": (exempted,)})
    output = JudgeOutput((make_draft("R-1", 0.97, judge="local"), make_draft("X-1", 1.0, judge="llm")))
    judge = Judge([JudgeOutput()])
    found = guard(leaning(0.0), judge, BROKEN).confirm(verdict, make_input(), output).verdict
    assert found.outcome is Outcome.NEEDS_REVIEW
    assert texts(judge) == [["It cured me."]]
