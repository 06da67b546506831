"""The tools that decide cases, and those that read decisions and creators. Each answers as its route does."""

import json
from typing import Any

from anyio import to_thread

from agent.credit.report import CreditReport
from agent.precheck import PrecheckReport
from api.assessment_schemas import AssessmentIn
from api.explanation import ModeratorExplanation
from api.mcp.arguments import AccountToAssess, CaseToDecide, CreatorName, DecisionName, DraftPost
from api.mcp.tool import McpTool, Session
from api.routes import assessments, credit, decisions, prechecks
from domain.access import Scope
from domain.decision import Decision


async def _adjudicate(session: Session, given: CaseToDecide) -> Any:
    response = await decisions.decide(
        given.case, session.services, session.pool, session.caller, given.as_of, given.idempotency_key
    )
    return json.loads(bytes(response.body))


async def _precheck(session: Session, given: DraftPost) -> PrecheckReport:
    return await prechecks.check_draft(given.case, session.services, session.pool, session.caller, given.as_of)


async def _explain(session: Session, given: DecisionName) -> Any:
    return await to_thread.run_sync(
        decisions.explain_decision, given.decision_id, session.services, session.caller, "moderator", "json"
    )


async def _standing(session: Session, given: CreatorName) -> CreditReport:
    return await to_thread.run_sync(
        credit.get_creator_credit, given.creator_id, session.services, session.caller, given.as_of
    )


async def _assess(session: Session, given: AccountToAssess) -> Any:
    body = AssessmentIn(as_of=given.as_of, judge=given.judge)
    response = await assessments.assess_creator(
        given.creator_id, session.services, session.pool, session.caller, body, given.idempotency_key
    )
    return json.loads(bytes(response.body))


CASE_TOOLS = (
    McpTool(
        "adjudicate",
        "Decide a case",
        "Decides whether a post violates a clause, with quotes and reasons, and stores the decision. To try a text "
        "without any consequence, use precheck.",
        CaseToDecide,
        Decision,
        Scope.DECIDE,
        _adjudicate,
        writes=True,
    ),
    McpTool(
        "precheck",
        "Check a draft",
        "Says what in the draft of a post may violate a clause, why, and how to fix it. Nothing is stored, and nothing "
        "follows from it. Finding no problem is no guarantee.",
        DraftPost,
        PrecheckReport,
        Scope.DECIDE,
        _precheck,
    ),
    McpTool(
        "explain_decision",
        "Explain a decision",
        "Why a stored decision was made: findings with their quotes, reasons for and against, what would change it, "
        "and the reviews of people.",
        DecisionName,
        ModeratorExplanation,
        Scope.READ,
        _explain,
    ),
    McpTool(
        "creator_standing",
        "Read a creator's standing",
        "The credit of a creator's account: its balance, its tier and what that gives, and what each line was for.",
        CreatorName,
        CreditReport,
        Scope.READ,
        _standing,
    ),
    McpTool(
        "assess_creator",
        "Assess an account",
        "Assesses how a creator's account is run over the four weeks up to a day, and stores the decision. It needs a "
        "warehouse of events, and says so where there is none.",
        AccountToAssess,
        Decision,
        Scope.DECIDE,
        _assess,
        writes=True,
    ),
)
