"""Makes quizzes for an account and takes its answers."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from agent.credit.rules import CreditRules
from agent.training.grading import Grader, needed
from agent.training.questions import QuestionMaker
from agent.training.repetition import boxes
from domain.clause import Clause
from domain.credit import Account, AccountKind
from domain.errors import InputError
from domain.training import GradedQuiz, Quiz, QuizOut
from policies.library import Library
from prompts.render import FALLBACK_LOCALE
from store.credit.quizzes import Quizzes
from store.database import Database
from store.violations import Violations

SEED_CHARS = 12


@dataclass(frozen=True)
class Trainer:
    """`actor` is named in the audit log."""

    database: Database
    library: Library
    rules: CreditRules
    actor: str
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    new_id: Callable[[], str] = lambda: f"quiz_{secrets.token_hex(8)}"

    def ask(
        self, account: Account, clause_id: str | None = None, language: str | None = None, seed: int | None = None
    ) -> QuizOut:
        """A new quiz. Without a clause: about what is due again, else about the account's last violation. Without a
        seed, each quiz of an account has its own. Raises InputError and QuizConflict."""
        now = self.now()
        earlier = Quizzes(self.database).of_account(account)
        maker = QuestionMaker(self.library, now.date())
        clause = maker.clause(clause_id or self._clause_to_ask(account, maker, earlier))
        rules = self.rules.training
        seed = _seed(account, clause.id, len(earlier)) if seed is None else seed
        asked = maker.questions(clause, rules.questions, seed, boxes(earlier))
        quiz = Quiz(
            quiz_id=self.new_id(),
            account=account,
            clause_id=clause.id,
            clause_key=clause.key,
            seed=seed,
            created_at=now,
            questions=tuple(one.question for one in asked),
            right=tuple(one.right for one in asked),
        )
        Quizzes(self.database).add(quiz, self.actor, rules.max_quizzes_a_day)
        shown = clause.in_language(language or FALLBACK_LOCALE)
        return QuizOut(
            quiz_id=quiz.quiz_id,
            clause_id=clause.id,
            title=shown.title,
            language=(language or FALLBACK_LOCALE) if clause.translation(language or "") else FALLBACK_LOCALE,
            questions=quiz.questions,
            needed=needed(rules, len(asked)),
        )

    def answer(self, quiz_id: str, given: tuple[str, ...], language: str | None = None) -> GradedQuiz:
        """Raises QuizNotFound, QuizConflict, or InputError for answers that do not fit the questions."""
        quizzes = Quizzes(self.database)
        quiz, _ = quizzes.get(quiz_id)
        maker = QuestionMaker(self.library, quiz.created_at.date())
        asked = {clause.id: clause for clause in maker.rules}

        def clause_of(clause_id: str) -> Clause | None:
            clause = asked.get(clause_id)
            return clause and clause.in_language(language or FALLBACK_LOCALE)

        earlier = tuple(one for one in quizzes.of_account(quiz.account) if one.quiz_id != quiz_id)
        return quizzes.answer(quiz_id, given, self.actor, self.now(), Grader(self.rules, clause_of, earlier).grade)

    def _clause_to_ask(self, account: Account, maker: QuestionMaker, earlier: tuple[Quiz, ...]) -> str:
        known = {clause.id for clause in maker.rules}
        due = sorted((box.due, example.rpartition(":")[0]) for example, box in boxes(earlier).items())
        again = [clause_id for day, clause_id in due if day <= maker.day and clause_id in known]
        if again:
            return again[0]
        if account.kind is AccountKind.CREATOR:
            violated = [one.clause_id for one in Violations(self.database).of_creator(account.id) if one.active]
            found = next((clause_id for clause_id in reversed(violated) if clause_id in known), None)
            if found is not None:
                return found
        raise InputError(f"nothing is due for {account.id}, and no violation names a clause with a quiz: name a clause")


def _seed(account: Account, clause_id: str, number: int) -> int:
    digest = hashlib.sha256(f"{account.kind}\n{account.id}\n{clause_id}\n{number}".encode()).hexdigest()
    return int(digest[:SEED_CHARS], 16)
