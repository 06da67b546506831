"""Answers of a chat model become findings; faulty answers become unclear findings."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from agent.judges.base import JudgeInput, JudgeOutput, Lesson
from agent.judges.limits import MODEL_LIMITS
from agent.judges.model.answer_schema import NOT_LISTED, Answer, AnswerQuote, Answers, Bearing, ExceptionAnswer
from agent.judges.model.judge import LlmJudge
from domain.case import Case, ContentItem
from domain.clause import ClauseKind, Proof, Reference, Relation
from domain.decision import Degradation
from domain.evidence import FoundPrecedent
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
    fields = {"clause_id": clause, "reasoning": f"On {clause}.", "quotes": []}
    return Answer.model_validate(fields | {"bearing": bearing, "probability": probability} | changes)


def exception(clause: str, applies: str, probability: float) -> ExceptionAnswer:
    return ExceptionAnswer.model_validate(
        {"clause_id": clause, "reasoning": f"On {clause}.", "applies": applies, "probability": probability}
    )


def answers(*found: Answer, other_rules: tuple[str, ...] = (), look_up: tuple[str, ...] = ()) -> Answers:
    return Answers(findings=[*found], other_rules=[*other_rules], look_up=[*look_up])


ANSWERS = answers(
    answer(
        "A-1",
        "caught",
        0.9,
        quotes=[AnswerQuote(item_id="i1", text="cured my diabetes")],
        counterpoint="A joke?",
        would_change="A doctor's word.",
        exceptions=[exception("A-9", "no", 0.1)],
    ),
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


def test_one_question_covers_all_rules_and_the_answer_lists_those_that_bear_on_the_post() -> None:
    output, (request,) = run_judge([ANSWERS])
    assert statuses(output) == {
        "A-1": (FindingStatus.VIOLATED, 0.9),
        "B-1": (FindingStatus.SATISFIED, NOT_LISTED),
        "F-1": (FindingStatus.NOT_APPLICABLE, NOT_LISTED),
        "A-9": (FindingStatus.NOT_APPLICABLE, 0.1),
    }
    violated = next(f for f in output.findings if f.clause_id == "A-1")
    assert violated.content_quotes == (DraftQuote(item_id="i1", text="cured my diabetes", start=9),)
    assert (violated.rationale, violated.counterpoint, violated.judge) == ("On A-1.", "A joke?", "llm")
    assert (violated.would_change, violated.clause_quote) == ("A doctor's word.", "Words of A-1.")
    assert [*output.prompts] == ["all_rules"]
    assert (output.review_reasons, output.degraded, output.follow_up_queries) == ((), (), ())
    assert output.limits == MODEL_LIMITS
    assert "Exceptions: A-9." in request.text


def test_empty_list_passes_the_post() -> None:
    output, _ = run_judge([answers()])
    assert {p for _, p in statuses(output).values()} == {NOT_LISTED}
    assert statuses(output).keys() == {"A-1", "B-1", "F-1"}
    assert (output.review_reasons, output.degraded) == ((), ())


@pytest.mark.parametrize("reply", ["{}", '{"other_rules": []}', '{"verdict": "no violation"}'])
def test_answer_without_findings_is_no_pass(reply: str) -> None:
    output, requests = run_judge([reply, reply])
    assert (len(requests), output.findings) == (2, ())
    assert [reason.code for reason in output.review_reasons] == [ReviewCode.MODEL_FAILED]


def test_per_clause_mode_asks_once_per_rule_with_its_exceptions() -> None:
    def reply(question: ChatRequest) -> ScriptedReply:
        return ANSWERS if "\nWords of A-1." in question.text else answers()

    output, requests = run_judge(reply, QuestionMode.PER_CLAUSE)
    assert sorted(statuses(output)) == ["A-1", "A-9", "B-1", "F-1"]
    assert statuses(output)["A-1"] == (FindingStatus.VIOLATED, 0.9)
    assert len(requests) == 3
    assert [*output.prompts] == ["per_rule"]


@pytest.mark.parametrize(
    ("bearing", "probability", "status"),
    [
        ("caught", 0.9, FindingStatus.UNCLEAR),
        ("unclear", 0.6, FindingStatus.UNCLEAR),
        ("not_caught", 0.1, FindingStatus.NOT_APPLICABLE),
    ],
)
def test_rule_that_needs_a_missing_fact_is_never_called_violated(
    bearing: str, probability: float, status: FindingStatus
) -> None:
    output, (request,) = run_judge([answers(answer("F-1", bearing, probability))])
    assert "Needs facts that are not given: hours." in request.text
    found = next(f for f in output.findings if f.clause_id == "F-1")
    assert (found.status, found.probability) == (status, probability)
    assert found.missing_evidence == (("facts.hours",) if status is FindingStatus.UNCLEAR else ())


def test_answer_on_another_clause_is_ignored() -> None:
    forged = answers(answer("ZZZ-9", "not_caught", 0.1), answer("D-1", "caught", 1.0), *ANSWERS.findings)
    assert run_judge([forged])[0] == run_judge([ANSWERS])[0]


def test_answer_on_a_clause_that_does_not_exist_is_no_pass() -> None:
    """The model found something violated, and nobody knows what."""
    output, _ = run_judge([answers(answer("ZZZ-9", "caught", 1.0))])
    assert output.findings == ()
    reason = "the model answered on ZZZ-9, which is no clause in force"
    assert output.degraded == (Degradation(component="llm", reason=reason),)


@pytest.mark.parametrize("written", ["a-1", " A-1 ", "A-1: Words", "[A-1]", "A-1.", "**A-1** (rule)", "A-1 — Words of"])
def test_id_may_be_written_in_other_ways(written: str) -> None:
    assert statuses(run_judge([answers(answer(written, "caught", 0.9))])[0])["A-1"] == (FindingStatus.VIOLATED, 0.9)


def test_finding_on_a_rule_that_was_not_asked_about_asks_for_it() -> None:
    judge_input = make_judge_input(CASE, CLAUSES)
    judge_input = replace(judge_input, in_force={c.id: c for c in (*CLAUSES, make_rule("Z-1"))})
    output, _ = run_judge([answers(answer("Z-1", "caught", 0.9))], judge_input=judge_input)
    assert output.other_rules == ("Z-1",)
    assert "Z-1" not in statuses(output)


def test_exception_that_the_rule_does_not_have_is_ignored() -> None:
    forged = answer("B-1", "caught", 0.9, exceptions=[exception("A-9", "yes", 0.9), exception("Z-9", "yes", 0.9)])
    found = statuses(run_judge([answers(forged)])[0])
    assert found["B-1"][0] is FindingStatus.VIOLATED
    assert set(found) == {"A-1", "B-1", "F-1"}


def test_two_answers_on_a_clause_that_differ_are_unclear() -> None:
    twice = answers(*ANSWERS.findings, answer("A-1", "not_caught", 0.0))
    assert statuses(run_judge([twice])[0])["A-1"] == (FindingStatus.UNCLEAR, 0.9)
    twice = answers(*ANSWERS.findings, answer("A-1", "caught", 0.6))
    assert statuses(run_judge([twice])[0])["A-1"] == (FindingStatus.VIOLATED, 0.9)


def test_rule_that_a_check_decided_is_asked_about_for_its_exceptions_alone() -> None:
    rule = make_rule("A-1", check="facts.hours > 3", references=CLAUSES[0].references)
    case = CASE.model_copy(update={"facts": {"hours": 4}})
    judge_input = replace(make_judge_input(case, (CLAUSES[1],)), decided_clauses={"A-1": rule})
    reply = answers(answer("A-1", "not_caught", 0.0, exceptions=[exception("A-9", "yes", 0.9)]))
    output, (request,) = run_judge([reply], judge_input=judge_input)
    assert statuses(output) == {"A-9": (FindingStatus.EXEMPTED, 0.9)}
    assert "Caught already, by the facts. List it only to judge its exceptions." in request.text


def test_other_rules_are_real_open_and_few() -> None:
    named = ("A-1", "Z-1", "ZZZ-9", "D-1", " Z-2 ", "Z-3", "Z-1", "Z-4")
    others = [make_rule(f"Z-{n}") for n in range(1, 5)]
    judge_input = make_judge_input(CASE, CLAUSES)
    judge_input = replace(judge_input, in_force={c.id: c for c in (*CLAUSES, *others)})
    output, (request,) = run_judge([answers(other_rules=named)], judge_input=judge_input)
    assert output.other_rules == ("Z-1", "Z-2", "Z-3")
    assert "\nZ-4 Z-4\n" in request.text
    assert "Words of Z-4." not in request.text


def test_prompt_has_a_budget_and_at_least_one_rule() -> None:
    rules = [make_rule(f"R-{n}", text=f"Rule {n} forbids " + "many words " * 100) for n in range(40)]
    output, (request,) = run_judge([answers()], judge_input=make_judge_input(CASE, rules), max_rules=40)
    assert 10 < len(output.findings) < 40
    assert len(request.text) / 4 < 8_000
    long_post = Case(id="c", content=(ContentItem(id="i1", text="a long talk about tea " * 5_000),))
    output, (request,) = run_judge([answers()], judge_input=make_judge_input(long_post, rules), max_rules=40)
    assert 1 <= len(output.findings) < 10
    assert request.text.count("a long talk about tea") == 5_000


@pytest.mark.parametrize(
    ("bearing", "probability", "expected"),
    [
        ("caught", 0.5, 0.5),
        ("caught", 0.1, 0.5),
        ("not_caught", 0.9, 0.5),
        ("not_caught", 0.5, 0.5),
        ("unclear", 0.05, 0.05),
        ("unclear", 0.99, 0.99),
    ],
)
def test_unclear_has_its_own_probability_and_a_contradiction_one_half(
    bearing: str, probability: float, expected: float
) -> None:
    output, _ = run_judge([answers(answer("A-1", bearing, probability))])
    assert statuses(output)["A-1"] == (FindingStatus.UNCLEAR, expected)
    applies = {"caught": "yes", "not_caught": "no", "unclear": "unclear"}[bearing]
    listed = answer("A-1", "caught", 0.9, exceptions=[exception("A-9", applies, probability)])
    assert statuses(run_judge([answers(listed)])[0])["A-9"] == (FindingStatus.UNCLEAR, expected)


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
    assert output.findings == ()
    code = ReviewCode.MODEL_REFUSED if kind is LlmErrorKind.REFUSED else ReviewCode.MODEL_FAILED
    assert [(reason.code, reason.text) for reason in output.review_reasons] == [
        (code, "The judge llm could not judge A-1, B-1, F-1: no luck.")
    ]
    assert output.degraded == (Degradation(component="llm", reason="no luck"),)


@pytest.mark.parametrize("questions", QuestionMode)
@pytest.mark.parametrize("kind", [LlmErrorKind.UNAUTHORISED, LlmErrorKind.UNREACHABLE, LlmErrorKind.UNKNOWN_MODEL])
def test_configuration_error_is_raised(kind: LlmErrorKind, questions: QuestionMode) -> None:
    with pytest.raises(LlmError, match="change a setting"):
        run_judge(lambda question: LlmError(kind, "change a setting"), questions)


def test_one_failed_question_leaves_only_its_clauses_open() -> None:
    def reply(question: ChatRequest) -> ScriptedReply | Exception:
        return LlmError(LlmErrorKind.REFUSED, "no") if "\nWords of B-1." in question.text else ANSWERS

    output, _ = run_judge(reply, QuestionMode.PER_CLAUSE)
    assert statuses(output)["A-1"] == (FindingStatus.VIOLATED, 0.9)
    assert "B-1" not in statuses(output)
    assert output.degraded == (Degradation(component="llm", reason="no"),)


def precedent(number: int, *violated: str) -> FoundPrecedent:
    return FoundPrecedent(id=f"P{number}", precedent_id=f"p-{number}", text="alike", violated=violated, score=0.9)


@pytest.mark.parametrize(
    ("precedents", "shown"),
    [
        ((precedent(1, "A-1"), precedent(2)), ["P1", "P2"]),
        ((precedent(1, "A-1"), precedent(2), precedent(3, "A-1")), ["P1", "P2"]),
        ((precedent(1, "A-1"), precedent(3, "B-1")), []),
        ((precedent(1), precedent(2)), []),
        ((precedent(1, "Z-1"), precedent(2)), []),
    ],
)
def test_precedents_are_shown_in_equal_parts_and_of_the_asked_rules(
    precedents: tuple[FoundPrecedent, ...], shown: list[str]
) -> None:
    judge_input = make_judge_input(CASE, CLAUSES)
    evidence = judge_input.evidence.model_copy(update={"precedents": precedents})
    _, (request,) = run_judge([answers()], judge_input=replace(judge_input, evidence=evidence))
    assert re.findall(r"^(P\d): It", request.text, re.MULTILINE) == shown


def test_question_is_about_the_nearest_rules() -> None:
    rules = [make_rule(f"R-{n}") for n in range(30)]
    judge_input = replace(make_judge_input(CASE, rules), nearest_rules=("R-20", "R-3"))
    output, _ = run_judge([answers()], judge_input=judge_input, max_rules=2)
    assert [finding.clause_id for finding in output.findings] == ["R-20", "R-3"]


def test_many_failed_clauses_are_counted() -> None:
    output, _ = run_judge(
        ["prose", "prose"], judge_input=make_judge_input(CASE, [make_rule(f"R-{n}") for n in range(30)])
    )
    assert output.findings == ()
    assert "could not judge 7 clauses (R-0, R-1, R-2, …)" in output.review_reasons[0].text


def test_exhausted_budget_needs_human_review() -> None:
    output, requests = run_judge(["prose", "prose"], budget=BudgetLimits(max_requests=1))
    assert len(requests) == 1
    assert [reason.code for reason in output.review_reasons] == [ReviewCode.MODEL_FAILED]


def test_follow_up_queries_are_limited() -> None:
    reply = answers(*ANSWERS.findings, look_up=("what is\n a cure?", "", "what is a cure?", "b", "c", "x" * 999))
    assert run_judge([reply])[0].follow_up_queries == ("what is a cure?", "b", "c")


def test_model_is_not_asked_without_clauses() -> None:
    output, requests = run_judge([], judge_input=make_judge_input(CASE, CLAUSES[4:]))
    assert (requests, output) == ([], JudgeOutput())


def test_bearings_have_their_json_values() -> None:
    assert [bearing.value for bearing in Bearing] == ["caught", "not_caught", "unclear"]


def test_lessons_are_those_of_the_rules_that_were_asked() -> None:
    spoken = {"explanation": "People may stop a treatment.", "steps": ["Take it out."]}
    found = [
        answer("A-1", "caught", 0.9, **spoken),
        answer("B-1", "caught", 0.9),
        answer("D-1", "caught", 0.9, **spoken),
    ]
    output, (request,) = run_judge([answers(*found)])
    assert output.lessons == {"A-1": Lesson("People may stop a treatment.", ("Take it out.",))}
    assert request.text.endswith("Language of the letter: English.")


@pytest.mark.parametrize(("language", "name"), [("es", "Spanish"), ("de-AT", "German (du)"), ("fi", "English")])
def test_lesson_is_asked_for_in_the_language_of_the_letter(language: str, name: str) -> None:
    case = CASE.model_copy(update={"language": language})
    _, (request,) = run_judge([answers()], judge_input=make_judge_input(case, CLAUSES))
    assert request.text.endswith(f"Language of the letter: {name}.")
