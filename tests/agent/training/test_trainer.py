"""Quizzes are asked, graded once, explained by the clause, and earn credit once for a clause and period."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from agent.credit.rules_file import read_credit_rules
from agent.training.trainer import Trainer
from domain.credit import Account
from domain.errors import InputError
from domain.training import QuizOut
from policies.library import Library
from store.audit_comparison import compare_with_log
from store.credit.credit_lines import CreditLines
from store.credit.quizzes import Quizzes
from store.decisions import DecisionStore
from store.errors import QuizConflict, QuizNotFound

START = datetime(2026, 11, 3, 9, tzinfo=UTC)
MAYA = Account(id="cr_maya")


@dataclass(frozen=True)
class Class:
    """A trainer on a day."""

    trainer: Trainer

    def on(self, day: int) -> Trainer:
        return replace(self.trainer, now=lambda: START + timedelta(days=day))


@pytest.fixture
def lessons(store: DecisionStore, library: Library) -> Class:
    numbers = count(1)
    return Class(
        Trainer(store.database, library, read_credit_rules(), "test", lambda: START, lambda: f"quiz_{next(numbers)}")
    )


def right_answers(store: DecisionStore, quiz: QuizOut) -> tuple[str, ...]:
    return Quizzes(store.database).get(quiz.quiz_id)[0].right


def wrong(quiz: QuizOut, right: Sequence[str]) -> tuple[str, ...]:
    options = ([option.id for option in question.options] for question in quiz.questions)
    return tuple(next(one for one in choices if one != answer) for choices, answer in zip(options, right, strict=True))


def test_passed_quiz_earns_once_and_says_so(lessons: Class, store: DecisionStore) -> None:
    quiz = lessons.on(0).ask(MAYA, "HLT-2.1")
    graded = lessons.on(0).answer(quiz.quiz_id, right_answers(store, quiz))
    assert (graded.right, graded.asked, graded.passed, graded.points, graded.note) == (
        8,
        8,
        True,
        2,
        "Passed: 2 points.",
    )
    assert [answer.explanation for answer in graded.answers] == [""] * 8
    (line,) = CreditLines(store.database).of_account(MAYA)
    assert (line.quiz_id, line.clause_id, line.points, line.day) == (quiz.quiz_id, "HLT-2.1", 2, START.date())
    again = lessons.on(5).ask(MAYA, "HLT-2.1")
    second = lessons.on(5).answer(again.quiz_id, right_answers(store, again))
    assert (second.passed, second.points) == (True, 0)
    assert second.note == "Passed. A quiz about this clause has earned points in the last 90 days already."
    later = lessons.on(90).ask(MAYA, "HLT-2.1")
    assert lessons.on(90).answer(later.quiz_id, right_answers(store, later)).points == 2
    assert (store.audit.verify().error, compare_with_log(store.database).problems) == (None, ())


def test_daily_cap_holds_for_quizzes(lessons: Class, store: DecisionStore) -> None:
    points = []
    for clause_id in ("HLT-2.1", "DSC-1.1", "MIS-1.1"):
        quiz = lessons.on(0).ask(MAYA, clause_id)
        points.append(lessons.on(0).answer(quiz.quiz_id, right_answers(store, quiz)).points)
    assert points == [2, 2, 0]


def test_wrong_answer_is_explained_by_the_clause(lessons: Class, store: DecisionStore, library: Library) -> None:
    quiz = lessons.on(0).ask(MAYA, "HLT-2.1", seed=4)
    right = right_answers(store, quiz)
    graded = lessons.on(0).answer(quiz.quiz_id, wrong(quiz, right), "de")
    assert (graded.right, graded.passed, graded.points) == (0, False, 0)
    assert graded.note == "Not passed: 7 of 8 right answers are needed."
    german = library.versions("HLT-2.1")[-1].in_language("de")
    for answer in graded.answers:
        owner = answer.question.example_id.rpartition(":")[0]
        assert answer.explanation.startswith(owner)
        assert ("compliant examples" in answer.explanation) == (answer.right == "no")
    assert any(german.text in answer.explanation for answer in graded.answers)
    assert graded.again_on == START.date() + timedelta(days=1)
    assert CreditLines(store.database).of_account(MAYA) == ()


def test_same_answers_again_give_the_same_result_and_others_are_refused(lessons: Class, store: DecisionStore) -> None:
    quiz = lessons.on(0).ask(MAYA, "HLT-2.1")
    right = right_answers(store, quiz)
    first = lessons.on(0).answer(quiz.quiz_id, right)
    assert lessons.on(3).answer(quiz.quiz_id, right) == first
    assert len(CreditLines(store.database).of_account(MAYA)) == 1
    with pytest.raises(QuizConflict, match="is answered already"):
        lessons.on(0).answer(quiz.quiz_id, wrong(quiz, right))


def test_answers_that_do_not_fit_are_refused_and_nothing_is_stored(lessons: Class, store: DecisionStore) -> None:
    quiz = lessons.on(0).ask(MAYA, "HLT-2.1")
    with pytest.raises(InputError, match="the quiz has 8 questions, and 2 answers were given"):
        lessons.on(0).answer(quiz.quiz_id, ("yes", "no"))
    with pytest.raises(InputError, match="question 1 has no option 'perhaps': choose "):
        lessons.on(0).answer(quiz.quiz_id, ("perhaps",) * 8)
    assert Quizzes(store.database).get(quiz.quiz_id)[1] is None
    with pytest.raises(QuizNotFound, match="there is no quiz quiz_9"):
        lessons.on(0).answer("quiz_9", ("yes",))


def test_day_has_a_few_quizzes_about_a_clause(lessons: Class) -> None:
    for _ in range(3):
        lessons.on(0).ask(MAYA, "HLT-2.1")
    with pytest.raises(QuizConflict, match="a day has at most 3: go on tomorrow"):
        lessons.on(0).ask(MAYA, "HLT-2.1")
    lessons.on(0).ask(MAYA, "DSC-1.1")
    lessons.on(0).ask(Account(id="cr_li"), "HLT-2.1")
    lessons.on(1).ask(MAYA, "HLT-2.1")


def test_quizzes_differ_and_what_was_wrong_comes_back(lessons: Class, store: DecisionStore) -> None:
    with pytest.raises(InputError, match="nothing is due for cr_maya"):
        lessons.on(0).ask(MAYA)
    first = lessons.on(0).ask(MAYA, "HLT-2.1", seed=2)
    lessons.on(0).answer(first.quiz_id, wrong(first, right_answers(store, first)))
    second = lessons.on(0).ask(MAYA, "HLT-2.1")
    assert {one.post for one in first.questions} != {one.post for one in second.questions}
    due = lessons.on(1).ask(MAYA)  # without a clause: what is due
    missed = {one.example_id for one in first.questions}
    assert len(missed & {one.example_id for one in due.questions}) >= 1
    assert due.clause_id in {one.example_id.rpartition(":")[0] for one in first.questions}
