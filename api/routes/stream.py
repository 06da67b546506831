"""A decision as server-sent events while it is made: evidence, verdict and decision."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from typing import Annotated

import structlog
from fastapi import APIRouter, Body, Depends
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from api.decision_pool import DecisionPool
from api.error_handlers import problem_of
from api.problem import problem, responses
from api.routes.decisions import EXAMPLES
from api.security import AuthenticatedRoute, Decider, DecisionPoolDependency, ServicesDependency
from api.services import Services
from api.submitted_case import SubmittedCase
from domain.case import Case
from domain.errors import InputError, OperationError
from domain.evidence import Evidence
from domain.verdict import Verdict

router = APIRouter(prefix="/v1/decisions", tags=["decisions"], route_class=AuthenticatedRoute)
log = structlog.get_logger("clausewise.api")
EVENT_STREAM = "text/event-stream"
Send = Callable[[str, BaseModel], None]  # name and value of an event


async def take_place(pool: DecisionPoolDependency, caller: Decider) -> AsyncIterator[None]:
    """One of the streams of the key until the answer ends or its caller is gone."""
    with pool.streams.take(caller.key_id):
        yield


@router.post(
    "/stream",
    response_class=StreamingResponse,
    dependencies=[Depends(take_place)],
    responses={200: {"content": {EVENT_STREAM: {}}}, **responses(400, 401, 403, 408, 413, 415, 422, 429, 503)},
)
async def stream_decision(
    case: Annotated[SubmittedCase, Body(openapi_examples=EXAMPLES)],
    services: ServicesDependency,
    pool: DecisionPoolDependency,
    caller: Decider,
) -> StreamingResponse:
    """Decides a case and sends events: `evidence` (again if a model looked up more), `verdict` (with findings and
    verified quotes), and finally `decision` or `problem`. Once begun, the decision is stored even if the caller
    disconnects. A key has few streams at once: send many cases as a batch."""
    return StreamingResponse(_event_lines(pool, services, case, caller.key_id), media_type=EVENT_STREAM)


async def _event_lines(pool: DecisionPool, services: Services, case: Case, caller_id: str) -> AsyncIterator[str]:
    """Waits without a thread. If the caller disconnects, a decision that has not begun is dropped."""
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str | None]()

    def send(name: str, value: BaseModel) -> None:
        line = f"event: {name}\ndata: {value.model_dump_json()}\n\n"
        with suppress(RuntimeError):  # the service has stopped
            loop.call_soon_threadsafe(lines.put_nowait, line)

    decision = asyncio.ensure_future(pool.run(caller_id, partial(_decide, services, case, caller_id, send)))
    decision.add_done_callback(lambda _: lines.put_nowait(None))
    try:
        while (line := await lines.get()) is not None:
            yield line
    finally:
        decision.cancel()


def _decide(services: Services, case: Case, caller_id: str, send: Send) -> None:
    def on_progress(result: Evidence | Verdict) -> None:
        send("evidence" if isinstance(result, Evidence) else "verdict", result)

    try:
        send("decision", services.decide(case, caller_id, on_progress=on_progress))
    except (InputError, OperationError) as error:
        send("problem", problem_of(error))
    except Exception as error:
        log.error("internal error", error=type(error).__name__)
        detail = "an internal error stopped this decision: tell the operator of the service"
        send("problem", problem(500, "internal-error", detail))
