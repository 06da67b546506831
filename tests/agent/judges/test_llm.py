"""Answers of a chat model become findings; faulty answers become unclear findings."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.llm import LlmJudge
from agent.judges.llm_schema import Answer, AnswerQuote, Answers, Bearing
from domain.case import Case, ContentItem
from domain.clause import ClauseKind, Proof, Reference, Relation
from domain.decision import Degradation
from domain.finding import DraftQuote, FindingStatus
from domain.verdict import ReviewCode
from llm.errors import LlmError, LlmErrorKind
from llm.options import BudgetLimits, LlmOptions, QuestionMode
from llm.scripted import ChatRequest, Script, ScriptedModels, ScriptedReply
from llm.session import LazySession
from tests.agent.judges.judge_inputs import make_judge_input, make_rule

TEXT = "this tea cured my diabetes"
CASE = Case(id="c", content=(ContentItem(id="i1", text=TEXT),))
CLAUSES = (
    make_rule("A-1", references=(Reference(relation=Relation.EXCEPT, target="A-9"),)),
    make_rule("A-9", kind=ClauseKind.EXCEPTION),
    make_rule("B-1"),
    make_rule("F-1", check="facts.hours > 3", proof=Proof.FACTS),
    make_rule("D-1", kind=ClauseKind.DEFINITION),
)
OPTIONS = LlmOptions(chat_model="scripted")
Reply = Callable[[ChatRequest], ScriptedReply | Exception]


def answer(clause: str, bearing: str, probability: float, **changes: Any) -> Answer:
    fields = {"clause_id": clause, "reasoning": f"On {clause}.", "counterpoint": "", "quotes": []}
    return Answer.model_validate(fields | {"bearing": bearing, "probability": probability} | changes)


def answers(*found: Answer, look_up: tuple[str, ...] = ()) -> Answers:
    return Answers(findings=[*found], look_up=[*look_up])


ANSWERS = answers(
    answer("A-1", "caught", 0.9, quotes=[AnswerQuote(item_id="i1", text="cured my diabetes")], counterpoint="A joke?"),
    answer("A-9", "not_caught", 0.1),
    answer("B-1", "not_caught", 0.05),
)


def run_judge(
    replies: "list[ScriptedReply | Exception] | Reply",
    questions: QuestionMode = QuestionMode.ALL_CLAUSES,
    judge_input: JudgeInput | None = None,
    **options: Any,
) -> tuple[JudgeOutput, list[ChatRequest]]:
    script: Script[ChatRequest, ScriptedReply] = Script(replies)
    chosen = OPTIONS.model_copy(update={"questions": questions, **options})
    models = LazySession(ScriptedModels(script, options=chosen))
    output = LlmJudge(chosen).judge(replace(judge_input or make_judge_input(CASE, CLAUSES), models=models))
    return output, script.requests


def statuses(output: JudgeOutput) -> dict[str, tuple[FindingStatus, float]]:
    return {f.clause_id: (f.status, f.probability) for f in output.findings}


def test_all_clauses_mode_asks_once() -> None:
    output, requests = run_judge([ANSWERS])
    assert len(requests) == 1
    assert statuses(output) == {
        "F-1": (FindingStatus.UNCLEAR, 0.5),
        "A-1": (FindingStatus.VIOLATED, 0.9),
        "A-9": (FindingStatus.NOT_APPLICABLE, 0.1),
        "B-1": (FindingStatus.SATISFIED, 0.05),
    }
    violated = next(f for f in output.findings if f.clause_id == "A-1")
    assert violated.content_quotes == (DraftQuote(item_id="i1", text="cured my diabetes", start=9),)
    assert (violated.rationale, violated.counterpoint, violated.judge) == ("On A-1.", "A joke?", "llm")
    assert violated.clause_quote == "Words of A-1."
    assert [*output.prompts] == ["all_clauses"]
    assert (output.review_reasons, output.degraded, output.follow_up_queries) == ((), (), ())


def test_per_clause_mode_asks_once_per_rule_with_its_exceptions() -> None:
    def reply(question: ChatRequest) -> ScriptedReply:
        findings = [a for a in ANSWERS.findings if f"- {a.clause_id}, " in question.text]
        return answers(*findings)

    output, requests = run_judge(reply, QuestionMode.PER_CLAUSE)
    assert sorted(statuses(output)) == ["A-1", "A-9", "B-1", "F-1"]
    assert statuses(output)["A-1"] == (FindingStatus.VIOLATED, 0.9)
    assert len(requests) == 2
    assert [*output.prompts] == ["per_clause"]


def test_rule_that_needs_a_missing_fact_is_not_asked_about() -> None:
    output, (requests,) = run_judge([ANSWERS])
    assert "- F-1" not in requests.text
    unprovable = next(f for f in output.findings if f.clause_id == "F-1")
    assert (unprovable.missing_evidence, unprovable.status) == (("facts.hours",), FindingStatus.UNCLEAR)


def test_answer_on_another_clause_is_ignored() -> None:
    forged = answers(answer("ZZZ-9", "caught", 1.0), answer("D-1", "caught", 1.0), *ANSWERS.findings)
    assert run_judge([forged])[0] == run_judge([ANSWERS])[0]


def test_first_answer_on_a_clause_counts() -> None:
    twice = answers(*ANSWERS.findings, answer("A-1", "not_caught", 0.0))
    assert statuses(run_judge([twice])[0])["A-1"] == (FindingStatus.VIOLATED, 0.9)


def test_clauses_missing_from_the_answer_are_one_reason_for_review() -> None:
    """A missing exception is unclear, so that it may still exempt."""
    output, _ = run_judge([answers(answer("B-1", "caught", 0.8))])
    assert statuses(output).keys() == {"F-1", "A-9", "B-1"}
    assert statuses(output)["A-9"] == (FindingStatus.UNCLEAR, 0.5)
    (reason,) = output.review_reasons
    assert (reason.code, reason.text) == (
        ReviewCode.MODEL_FAILED,
        "The judge llm could not judge A-1: the model gave no answer on A-1, A-9.",
    )
    assert output.degraded == (Degradation(component="llm", reason="the model gave no answer on A-1, A-9"),)


@pytest.mark.parametrize(
    ("bearing", "probability"),
    [("caught", 0.5), ("caught", 0.1), ("not_caught", 0.9), ("not_caught", 0.5), ("unclear", 0.99)],
)
def test_contradicting_bearing_and_probability_are_unclear(bearing: str, probability: float) -> None:
    for clause in ("A-1", "A-9"):
        output, _ = run_judge([answers(answer(clause, bearing, probability))])
        assert statuses(output)[clause] == (FindingStatus.UNCLEAR, 0.5)


def test_invented_quote_stays_for_the_citation_check() -> None:
    invented = answer("A-1", "caught", 0.9, quotes=[AnswerQuote(item_id="i1", text="it heals all")])
    found = next(f for f in run_judge([answers(invented)])[0].findings if f.clause_id == "A-1")
    assert found.content_quotes == (DraftQuote(item_id="i1", text="it heals all"),)


def test_prose_reply_is_asked_again() -> None:
    output, requests = run_judge(["VERDICT: no violation, every clause is satisfied.", ANSWERS])
    assert len(requests) == 2
    assert statuses(output)["A-1"] == (FindingStatus.VIOLATED, 0.9)


@pytest.mark.parametrize(
    "kind",
    [
        LlmErrorKind.REFUSED,
        LlmErrorKind.TRUNCATED,
        LlmErrorKind.TIMED_OUT,
        LlmErrorKind.RATE_LIMITED,
        LlmErrorKind.RESPONSE_TOO_LARGE,
    ],
)
def test_failed_model_gives_one_reason_for_review(kind: LlmErrorKind) -> None:
    output, _ = run_judge([LlmError(kind, "no luck")])
    assert statuses(output) == {"F-1": (FindingStatus.UNCLEAR, 0.5)}
    code = ReviewCode.MODEL_REFUSED if kind is LlmErrorKind.REFUSED else ReviewCode.MODEL_FAILED
    assert [(reason.code, reason.text) for reason in output.review_reasons] == [
        (code, "The judge llm could not judge A-1, B-1: no luck.")
    ]
    assert output.degraded == (Degradation(component="llm", reason="no luck"),)


@pytest.mark.parametrize("questions", QuestionMode)
@pytest.mark.parametrize("kind", [LlmErrorKind.UNAUTHORISED, LlmErrorKind.UNREACHABLE, LlmErrorKind.UNKNOWN_MODEL])
def test_configuration_error_is_raised(kind: LlmErrorKind, questions: QuestionMode) -> None:
    with pytest.raises(LlmError, match="change a setting"):
        run_judge(lambda question: LlmError(kind, "change a setting"), questions)


def test_one_failed_question_leaves_only_its_clauses_open() -> None:
    def reply(question: ChatRequest) -> ScriptedReply | Exception:
        return LlmError(LlmErrorKind.REFUSED, "no") if "- B-1" in question.text else answers(*ANSWERS.findings[:2])

    output, _ = run_judge(reply, QuestionMode.PER_CLAUSE)
    assert statuses(output)["A-1"] == (FindingStatus.VIOLATED, 0.9)
    assert "B-1" not in statuses(output)
    assert output.degraded == (Degradation(component="llm", reason="no"),)


def test_many_failed_clauses_are_counted() -> None:
    output, _ = run_judge(
        ["prose", "prose"], judge_input=make_judge_input(CASE, [make_rule(f"R-{n}") for n in range(30)])
    )
    assert output.findings == ()
    assert "could not judge 30 clauses (R-0, R-1, R-2, …)" in output.review_reasons[0].text


def test_exhausted_budget_needs_human_review() -> None:
    output, requests = run_judge(["prose", "prose"], budget=BudgetLimits(max_requests=1))
    assert len(requests) == 1
    assert [reason.code for reason in output.review_reasons] == [ReviewCode.MODEL_FAILED]


def test_follow_up_queries_are_limited() -> None:
    reply = answers(*ANSWERS.findings, look_up=("what is\n a cure?", "", "what is a cure?", "b", "c", "x" * 999))
    assert run_judge([reply])[0].follow_up_queries == ("what is a cure?", "b", "c")


def test_model_is_not_asked_without_clauses() -> None:
    output, requests = run_judge([], judge_input=make_judge_input(CASE, CLAUSES[3:]))
    assert (requests, sorted(statuses(output))) == ([], ["F-1"])


def test_bearings_have_their_json_values() -> None:
    assert [bearing.value for bearing in Bearing] == ["caught", "not_caught", "unclear"]
