"""Quizzes about clauses: asked of a creator, and answered."""

from fastapi import APIRouter

from agent.credit.opening import open_credit_rules, require_known
from agent.training.trainer import Trainer
from api.problem import responses
from api.security import AuthenticatedRoute, Decider, ServicesDependency
from api.services import Services
from api.training_schemas import QuizAnswersIn, QuizIn
from domain.access import Caller
from domain.case import ShortText
from domain.credit import Account
from domain.training import GradedQuiz, QuizOut

router = APIRouter(prefix="/v1", tags=["training"], route_class=AuthenticatedRoute)
COMMON = responses(400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 503)
ANY_CLAUSE = QuizIn()


@router.post("/creators/{creator_id}/quizzes", status_code=201, response_model=QuizOut, responses=COMMON)
def ask_quiz(
    creator_id: ShortText, services: ServicesDependency, caller: Decider, body: QuizIn = ANY_CLAUSE
) -> QuizOut:
    """A new quiz for a creator, made from a clause and its examples. Wrong answers come back: an example is asked again
    after 1, 2, 4, 8 and 16 days. 409 where the creator has had as many quizzes about the clause as a day has."""
    account = Account(id=creator_id)
    require_known(services.settings, services.store.database, account)
    return _trainer(services, caller).ask(account, body.clause_id, body.language)


@router.post("/quizzes/{quiz_id}/answers", response_model=GradedQuiz, responses=COMMON)
def answer_quiz(quiz_id: ShortText, body: QuizAnswersIn, services: ServicesDependency, caller: Decider) -> GradedQuiz:
    """Grades a quiz and explains each wrong answer by the clause. A passed quiz earns credit, once for each clause and
    period. The same answers again give the same result; other answers are a conflict."""
    return _trainer(services, caller).answer(quiz_id, body.answers, body.language)


def _trainer(services: Services, caller: Caller) -> Trainer:
    rules = open_credit_rules(services.settings)
    return Trainer(services.store.database, services.corpus.library, rules, caller.key_id)
