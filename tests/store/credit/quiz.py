"""A quiz of two questions."""

from datetime import UTC, datetime

from domain.credit import Account
from domain.training import Question, QuestionKind, Quiz, QuizOption

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
YES_OR_NO = (QuizOption(id="yes", text="Yes"), QuizOption(id="no", text="No"))


def make_quiz(quiz_id: str, account: Account, clause_id: str = "HLT-2.1", at: datetime = AT) -> Quiz:
    questions = tuple(
        Question(
            example_id=f"{clause_id}:{number}",
            kind=QuestionKind.BREAKS,
            post=f"post {number}",
            text="Does it?",
            options=YES_OR_NO,
        )
        for number in range(2)
    )
    return Quiz(
        quiz_id=quiz_id,
        account=account,
        clause_id=clause_id,
        clause_key=f"{clause_id}@1.0",
        seed=2**40,
        created_at=at,
        questions=questions,
        right=("yes", "no"),
    )
