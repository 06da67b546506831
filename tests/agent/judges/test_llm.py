"""What a chat model answers becomes findings, and whatever it gets wrong becomes doubt."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.llm import LlmJudge
from agent.judges.llm_schema import Answer, Answers, Bearing, Quoted
from domain.case import Case, ContentItem
from domain.clause import ClauseKind, Proof, Reference, Relation
from domain.decision import Degradation
from domain.finding import DraftQuote, FindingStatus
from domain.verdict import ReviewCode
from llm.errors import Failing, LlmError
from llm.lazy_session import LazySession
from llm.options import Budget, LlmOptions, QuestionMode
from llm.script import Question, Script
from llm.scripted import ScriptedModels, Turn
from tests.agent.judges.judge_inputs import brief, rule

TEXT = "this tea cured my diabetes"
CASE = Case(id="c", content=(ContentItem(id="i1", text=TEXT),))
LAW = (
    rule("A-1", references=(Reference(relation=Relation.EXCEPT, target="A-9"),)),
    rule("A-9", kind=ClauseKind.EXCEPTION),
    rule("B-1"),
    rule("F-1", check="facts.hours > 3", proof=Proof.FACTS),
    rule("D-1", kind=ClauseKind.DEFINITION),
)
OPTIONS = LlmOptions(chat_model="scripted")
Say = Callable[[Question], Turn | Exception]


def answer(clause: str, bearing: str, probability: float, **given: Any) -> Answer:
    plain = {"clause_id": clause, "reasoning": f"On {clause}.", "counterpoint": "", "quotes": []}
    return Answer.model_validate(plain | {"bearing": bearing, "probability": probability} | given)


def answers(*found: Answer, look_up: tuple[str, ...] = ()) -> Answers:
    return Answers(findings=[*found], look_up=[*look_up])


GOOD = answers(
    answer("A-1", "caught", 0.9, quotes=[Quoted(item_id="i1", text="cured my diabetes")], counterpoint="A joke?"),
    answer("A-9", "not_caught", 0.1),
    answer("B-1", "not_caught", 0.05),
)


def judge(
    said: "list[Turn | Exception] | Say",
    asking: QuestionMode = QuestionMode.ALL_CLAUSES,
    given: JudgeInput | None = None,
    **options: Any,
) -> tuple[JudgeOutput, list[Question]]:
    script: Script[Question, Turn] = Script(said)
    chosen = OPTIONS.model_copy(update={"asking": asking, **options})
    models = LazySession(ScriptedModels(script, options=chosen))
    opinion = LlmJudge(chosen).judge(replace(given or brief(CASE, LAW), models=models))
    return opinion, script.asked


def told(opinion: JudgeOutput) -> dict[str, tuple[FindingStatus, float]]:
    return {f.clause_id: (f.status, f.probability) for f in opinion.findings}


def test_all_clauses_in_one_question() -> None:
    opinion, asked = judge([GOOD])
    assert len(asked) == 1
    assert told(opinion) == {
        "F-1": (FindingStatus.UNCLEAR, 0.5),
        "A-1": (FindingStatus.VIOLATED, 0.9),
        "A-9": (FindingStatus.NOT_APPLICABLE, 0.1),
        "B-1": (FindingStatus.SATISFIED, 0.05),
    }
    broken = next(f for f in opinion.findings if f.clause_id == "A-1")
    assert broken.content_quotes == (DraftQuote(item_id="i1", text="cured my diabetes", start=9),)
    assert (broken.rationale, broken.counterpoint, broken.judge) == ("On A-1.", "A joke?", "llm")
    assert broken.clause_quote == "Words of A-1."
    assert [*opinion.prompts] == ["all_clauses"]
    assert (opinion.review, opinion.degraded, opinion.follow_up_queries) == ((), (), ())


def test_a_question_a_rule_with_its_exceptions() -> None:
    def say(question: Question) -> Turn:
        there = [a for a in GOOD.findings if f"- {a.clause_id}, " in question.text]
        return answers(*there)

    opinion, asked = judge(say, QuestionMode.PER_CLAUSE)
    assert sorted(told(opinion)) == ["A-1", "A-9", "B-1", "F-1"]
    assert told(opinion)["A-1"] == (FindingStatus.VIOLATED, 0.9)
    assert len(asked) == 2
    assert [*opinion.prompts] == ["per_clause"]


def test_a_rule_that_only_facts_prove_is_not_asked_about() -> None:
    opinion, (asked,) = judge([GOOD])
    assert "- F-1" not in asked.text
    unproved = next(f for f in opinion.findings if f.clause_id == "F-1")
    assert (unproved.missing_evidence, unproved.status) == (("facts.hours",), FindingStatus.UNCLEAR)


def test_what_was_not_asked_about_is_not_heard() -> None:
    forged = answers(answer("ZZZ-9", "caught", 1.0), answer("D-1", "caught", 1.0), *GOOD.findings)
    assert judge([forged])[0] == judge([GOOD])[0]


def test_the_first_word_on_a_clause_counts() -> None:
    twice = answers(*GOOD.findings, answer("A-1", "not_caught", 0.0))
    assert told(judge([twice])[0])["A-1"] == (FindingStatus.VIOLATED, 0.9)


def test_a_clause_left_out_is_unclear() -> None:
    opinion, _ = judge([answers(answer("B-1", "caught", 0.8))])
    assert told(opinion)["A-1"] == (FindingStatus.UNCLEAR, 0.5)
    assert told(opinion)["A-9"] == (FindingStatus.UNCLEAR, 0.5)


@pytest.mark.parametrize(
    ("bearing", "probability"),
    [("caught", 0.5), ("caught", 0.1), ("not_caught", 0.9), ("not_caught", 0.5), ("unclear", 0.99)],
)
def test_who_says_one_thing_and_bets_on_the_other_has_said_nothing(bearing: str, probability: float) -> None:
    for clause in ("A-1", "A-9"):
        opinion, _ = judge([answers(answer(clause, bearing, probability))])
        assert told(opinion)[clause] == (FindingStatus.UNCLEAR, 0.5)


def test_a_made_up_quote_is_kept_for_the_citation_check() -> None:
    lied = answer("A-1", "caught", 0.9, quotes=[Quoted(item_id="i1", text="it heals all")])
    found = next(f for f in judge([answers(lied)])[0].findings if f.clause_id == "A-1")
    assert found.content_quotes == (DraftQuote(item_id="i1", text="it heals all"),)


def test_prose_is_no_answer_and_is_asked_about_once_more() -> None:
    opinion, asked = judge(["VERDICT: no violation, every clause is kept.", GOOD])
    assert len(asked) == 2
    assert told(opinion)["A-1"] == (FindingStatus.VIOLATED, 0.9)


@pytest.mark.parametrize(
    "kind", [Failing.REFUSED, Failing.TRUNCATED, Failing.TIMED_OUT, Failing.RATE_LIMITED, Failing.OVERSIZED]
)
def test_a_question_without_an_answer_leaves_the_rules_to_a_person(kind: Failing) -> None:
    opinion, _ = judge([LlmError(kind, "no luck")])
    assert told(opinion) == dict.fromkeys(("F-1", "A-1", "B-1"), (FindingStatus.UNCLEAR, 0.5))
    assert [reason.code for reason in opinion.review] == [ReviewCode.MODEL_FAILED]
    assert opinion.degraded == (Degradation(component="llm", reason="no luck"),)


@pytest.mark.parametrize("asking", QuestionMode)
@pytest.mark.parametrize("kind", [Failing.UNAUTHORISED, Failing.UNREACHABLE, Failing.UNKNOWN_MODEL])
def test_what_a_setting_would_cure_is_raised(kind: Failing, asking: QuestionMode) -> None:
    with pytest.raises(LlmError, match="mend me"):
        judge(lambda question: LlmError(kind, "mend me"), asking)


def test_one_failure_of_several_leaves_only_its_own_clauses_open() -> None:
    def say(question: Question) -> Turn | Exception:
        return LlmError(Failing.REFUSED, "no") if "- B-1" in question.text else answers(*GOOD.findings[:2])

    opinion, _ = judge(say, QuestionMode.PER_CLAUSE)
    assert told(opinion)["A-1"] == (FindingStatus.VIOLATED, 0.9)
    assert told(opinion)["B-1"] == (FindingStatus.UNCLEAR, 0.5)
    assert opinion.degraded == (Degradation(component="llm", reason="no"),)


def test_a_budget_that_is_spent_ends_in_doubt() -> None:
    opinion, asked = judge(["prose", "prose"], budget=Budget(calls=1))
    assert len(asked) == 1
    assert [reason.code for reason in opinion.review] == [ReviewCode.MODEL_FAILED]


def test_what_it_would_look_up_is_kept_short() -> None:
    asked = answers(*GOOD.findings, look_up=("what is\n a cure?", "", "what is a cure?", "b", "c", "x" * 999))
    assert judge([asked])[0].follow_up_queries == ("what is a cure?", "b", "c")


def test_with_nothing_to_ask_nobody_is_asked() -> None:
    opinion, asked = judge([], given=brief(CASE, LAW[3:]))
    assert (asked, sorted(told(opinion))) == ([], ["F-1"])


def test_every_bearing_has_its_status() -> None:
    assert [bearing.value for bearing in Bearing] == ["caught", "not_caught", "unclear"]
