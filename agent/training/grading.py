"""Grades a quiz: which answers are right, what the clause says about the others, and what it earns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agent.credit.earning import Earning
from agent.credit.index import CreditIndex
from agent.credit.rules import CreditRules, TrainingRules
from agent.training.questions import NO
from agent.training.repetition import INTERVALS, boxes
from domain.clause import Clause
from domain.credit import CreditLine
from domain.errors import InputError
from domain.training import AnsweredQuestion, GradedQuiz, Question, QuestionKind, Quiz


@dataclass(frozen=True)
class Grader:
    """`clause_of`: a clause by its id, in the version that was asked, in the words of the creator's language; None: the
    policies have it no more. `earlier`: the quizzes of the account before this one."""

    rules: CreditRules
    clause_of: Callable[[str], Clause | None]
    earlier: Sequence[Quiz]

    def grade(self, quiz: Quiz, lines: tuple[CreditLine, ...]) -> tuple[GradedQuiz, tuple[CreditLine, ...]]:
        """`quiz` has the answers and their time; `lines` are those of the account. Raises InputError for answers that
        do not fit the questions."""
        given = self._given(quiz)
        answers = tuple(map(self._answered, quiz.questions, given, quiz.right))
        right = sum(answer.is_right for answer in answers)
        passed = right >= needed(self.rules.training, len(answers))
        day = (quiz.answered_at or quiz.created_at).date()
        earned, note = self._credit(quiz, lines, day) if passed else ((), self._not_passed(len(answers)))
        result = GradedQuiz(
            quiz_id=quiz.quiz_id,
            clause_id=quiz.clause_id,
            right=right,
            asked=len(answers),
            passed=passed,
            points=sum(line.points for line in earned),
            note=note,
            again_on=self._again_on(quiz, day),
            answers=answers,
        )
        return result, earned

    def _given(self, quiz: Quiz) -> tuple[str, ...]:
        given = quiz.given or ()
        if len(given) != len(quiz.questions):
            raise InputError(f"the quiz has {len(quiz.questions)} questions, and {len(given)} answers were given")
        for number, (question, answer) in enumerate(zip(quiz.questions, given, strict=True), 1):
            options = [option.id for option in question.options]
            if answer not in options:
                raise InputError(f"question {number} has no option {answer!r}: choose {' or '.join(options)}")
        return given

    def _answered(self, question: Question, given: str, right: str) -> AnsweredQuestion:
        named = right if question.kind is QuestionKind.WHICH else question.example_id.rpartition(":")[0]
        explanation = "" if given == right else _explanation(self.clause_of(named), question, right)
        return AnsweredQuestion(question=question, given=given, right=right, explanation=explanation)

    def _credit(self, quiz: Quiz, lines: tuple[CreditLine, ...], day: date) -> tuple[tuple[CreditLine, ...], str]:
        index, earning = CreditIndex(lines), Earning(self.rules)
        earned = tuple(earning.training(quiz.account, quiz.clause_id, quiz.quiz_id, day, index))
        if earned:
            return earned, f"Passed: {sum(line.points for line in earned)} points."
        if earning.earned_by_training(quiz.account, quiz.clause_id, day, index):
            period = self.rules.training.period_days
            return (), f"Passed. A quiz about this clause has earned points in the last {period} days already."
        return (), "Passed. Quizzes have earned all the points that a day or the period has."

    def _not_passed(self, asked: int) -> str:
        return f"Not passed: {needed(self.rules.training, asked)} of {asked} right answers are needed."

    def _again_on(self, quiz: Quiz, day: date) -> date:
        found = boxes([*self.earlier, quiz])
        due = (found[question.example_id].due for question in quiz.questions if question.example_id in found)
        return min(due, default=day + timedelta(days=INTERVALS[0]))


def needed(rules: TrainingRules, asked: int) -> int:
    """Right answers that pass a quiz with so many questions; a clause with few examples has fewer of them."""
    return -(-rules.needed * asked // rules.questions)


def _explanation(clause: Clause | None, question: Question, right: str) -> str:
    """The clause in its own words, why it exists, and what the example is."""
    is_near_miss = question.kind is QuestionKind.BREAKS and right == NO
    example = (
        "This post is one of its compliant examples: it is close to the rule and does not violate it."
        if is_near_miss
        else "This post is one of its violating examples."
    )
    if clause is None:
        return example
    why = clause.teaching.why if clause.teaching else ""
    return " ".join(part for part in (f"{clause.id}, {clause.title}: {clause.text}", why, example) if part)
