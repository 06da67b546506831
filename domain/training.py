"""Training: a quiz about a clause made of the examples of the policies, its questions, and how it was answered."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from domain.base import FrozenModel
from domain.credit import Account

MAX_QUESTIONS = 20


class QuestionKind(StrEnum):
    """`breaks`: does this post break the clause? `which`: which clause does this post break?"""

    BREAKS = "breaks"
    WHICH = "which"


class QuizOption(FrozenModel):
    """`id` is what an answer names: `yes`, `no`, or the id of a clause."""

    id: str
    text: str


class Question(FrozenModel):
    """As a creator sees it. `example_id` names the example of the policies, for the repetition."""

    example_id: str
    kind: QuestionKind
    post: str
    text: str
    options: tuple[QuizOption, ...]


class AnsweredQuestion(FrozenModel):
    """`given` and `right` are ids of options. `explanation`: the clause in its own words, and what the example shows;
    empty for a right answer."""

    question: Question
    given: str
    right: str
    explanation: str = ""

    @property
    def is_right(self) -> bool:
        return self.given == self.right


class Quiz(FrozenModel):
    """A quiz with its right answers, which only the service reads. `clause_key` is the version of the clause asked."""

    quiz_id: str
    account: Account
    clause_id: str
    clause_key: str
    seed: int
    created_at: datetime
    questions: tuple[Question, ...] = Field(min_length=1, max_length=MAX_QUESTIONS)
    right: tuple[str, ...]
    given: tuple[str, ...] | None = None
    answered_at: datetime | None = None


class QuizOut(FrozenModel):
    """A quiz as the creator gets it: without the right answers."""

    quiz_id: str
    clause_id: str
    title: str
    language: str
    questions: tuple[Question, ...]
    needed: int


class GradedQuiz(FrozenModel):
    """`points`: the credit that this quiz earned, 0 without; `note` says why. `again_on`: the day on which the first of
    its examples is due again."""

    quiz_id: str
    clause_id: str
    right: int
    asked: int
    passed: bool
    points: int
    note: str
    again_on: date
    answers: tuple[AnsweredQuestion, ...]
