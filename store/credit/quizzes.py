"""Quizzes as they are stored: made, answered once, and read for the repetition."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.credit import Account, AccountKind, CreditLine
from domain.training import GradedQuiz, Question, Quiz
from store.audit import AuditLog
from store.credit.credit_lines import add_lines, lines_of
from store.credit.credit_schema import QuizRow
from store.database import Database
from store.errors import QuizConflict, QuizNotFound

Grade = Callable[[Quiz, tuple[CreditLine, ...]], tuple[GradedQuiz, tuple[CreditLine, ...]]]
"""From a quiz with its answers and the lines of the account: the grade, and the lines that follow from it."""


@dataclass(frozen=True)
class Quizzes:
    database: Database

    def add(self, quiz: Quiz, actor: str, max_a_day: int) -> None:
        """Raises QuizConflict where the account has had `max_a_day` quizzes about the clause on that day."""
        row = _row_of(quiz)
        with self.database.write_transaction() as session:
            audit = AuditLog(self.database)
            audit.lock(session)
            made = _made_on(session, quiz)
            if made >= max_a_day:
                raise QuizConflict(
                    f"{made} quizzes about {quiz.clause_id} were asked for today, and a day has at most {max_a_day}: "
                    "go on tomorrow"
                )
            audit.append(session, actor, "quiz.create", quiz.quiz_id, after=quiz.clause_key)
            session.add(row)

    def get(self, quiz_id: str) -> tuple[Quiz, GradedQuiz | None]:
        """With the result once it is answered. Raises QuizNotFound."""
        with self.database.transaction() as session:
            row = _require(session, quiz_id)
            return quiz_of(row), _result(row)

    def of_account(self, account: Account) -> tuple[Quiz, ...]:
        """Oldest first."""
        of_account = (QuizRow.account_kind == account.kind.value, QuizRow.account_id == account.id)
        query = select(QuizRow).where(*of_account).order_by(QuizRow.created_at, QuizRow.quiz_id)
        with self.database.transaction() as session:
            return tuple(map(quiz_of, session.scalars(query)))

    def answer(self, quiz_id: str, given: tuple[str, ...], actor: str, now: datetime, grade: Grade) -> GradedQuiz:
        """Stores the answers with the credit that follows, in one transaction. The same answers again give the same
        result. Raises QuizNotFound, or QuizConflict for others."""
        with self.database.write_transaction() as session:
            audit = AuditLog(self.database)
            audit.lock(session)
            row = _require(session, quiz_id)
            before = _result(row)
            if before is not None:
                if tuple(row.given or ()) != given:
                    raise QuizConflict(f"quiz {quiz_id} is answered already: ask for another one")
                return before
            answered = quiz_of(row).model_copy(update={"given": given, "answered_at": now})
            result, lines = grade(answered, lines_of(session, answered.account))
            passed = "passed" if result.passed else "not passed"
            audit.append(session, actor, "quiz.answer", quiz_id, after=f"{result.right} of {result.asked}, {passed}")
            row.given, row.answered_at, row.result = list(given), now, result.model_dump(mode="json")
            add_lines(session, lines)
            return result


def _require(session: Session, quiz_id: str) -> QuizRow:
    row = session.get(QuizRow, quiz_id, with_for_update=True)
    if row is None:
        raise QuizNotFound(f"there is no quiz {quiz_id}: ask for one first")
    return row


def _made_on(session: Session, quiz: Quiz) -> int:
    start = quiz.created_at.replace(hour=0, minute=0, second=0, microsecond=0)
    same = (
        QuizRow.account_kind == quiz.account.kind.value,
        QuizRow.account_id == quiz.account.id,
        QuizRow.clause_id == quiz.clause_id,
        QuizRow.created_at >= start,
    )
    return session.scalar(select(func.count()).select_from(QuizRow).where(*same)) or 0


def _row_of(quiz: Quiz) -> QuizRow:
    return QuizRow(
        quiz_id=quiz.quiz_id,
        account_kind=quiz.account.kind.value,
        account_id=quiz.account.id,
        clause_id=quiz.clause_id,
        clause_key=quiz.clause_key,
        seed=quiz.seed,
        created_at=quiz.created_at,
        questions=[question.model_dump(mode="json") for question in quiz.questions],
        right_answers=list(quiz.right),
    )


def _result(row: QuizRow) -> GradedQuiz | None:
    return GradedQuiz.model_validate(row.result) if row.result else None


def quiz_of(row: QuizRow) -> Quiz:
    return Quiz(
        quiz_id=row.quiz_id,
        account=Account(kind=AccountKind(row.account_kind), id=row.account_id),
        clause_id=row.clause_id,
        clause_key=row.clause_key,
        seed=row.seed,
        created_at=row.created_at,
        questions=tuple(map(Question.model_validate, row.questions)),
        right=tuple(row.right_answers),
        given=tuple(row.given) if row.given is not None else None,
        answered_at=row.answered_at,
    )
