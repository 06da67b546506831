"""MCP over standard input and output, for the person whose program starts it."""

from agent.build import build
from agent.open_stores import open_decision_store, open_router
from agent.settings import Settings
from api.decision_pool import DecisionPool
from api.mcp.tool import Session
from api.metrics import Metrics
from api.services import Services
from domain.access import Caller, Scope

COMMAND_LINE = "command line"
LOCAL_PERSON = Caller(key_id=COMMAND_LINE, name=COMMAND_LINE, scopes=(Scope.ADMIN,))


def open_local_services(settings: Settings, judge: str) -> Services:
    """As a command works: a decision adds no message to the outbox and no job to the review queue. Raises the errors of
    opening the decision log, the corpus, its index and the models."""
    built = build(settings, judge=judge)
    rules = open_router(settings, built.corpus.library).rules
    appeals = built.appeal_adjudicator or built.adjudicator
    store = open_decision_store(settings)
    return Services(settings, built.corpus, built.adjudicator, store, Metrics(), appeals, rules)


def serve_stdio(services: Services) -> None:
    """Until standard input ends."""
    import anyio

    anyio.run(_serve, services)


async def _serve(services: Services) -> None:
    from mcp.server.stdio import stdio_server

    from api.mcp.server import build_server

    pool = DecisionPool(services.settings.service, calls_models=services.adjudicator.models is not None)
    session = Session(services, pool, LOCAL_PERSON, is_local=True)
    server = build_server(lambda _: session)
    try:
        async with stdio_server() as (received, sent):
            await server.run(received, sent, server.create_initialization_options())
    finally:
        pool.stop()
