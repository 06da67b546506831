"""A decision as server-sent events while it is made: evidence, verdict and decision."""

from collections.abc import Iterator
from queue import SimpleQueue
from threading import Thread
from typing import Annotated

import structlog
from fastapi import APIRouter, Body
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from api.problem import problem, problem_of, responses
from api.routes.decisions import EXAMPLES
from api.security import AuthenticatedRoute, Decider, ServicesDependency
from api.services import Services
from domain.case import Case
from domain.errors import InputError, OperationError
from domain.evidence import Evidence
from domain.verdict import Verdict

router = APIRouter(prefix="/v1/decisions", tags=["decisions"], route_class=AuthenticatedRoute)
log = structlog.get_logger("clausewise.api")
EVENT_STREAM = "text/event-stream"
Event = tuple[str, BaseModel]


@router.post(
    "/stream",
    response_class=StreamingResponse,
    responses={200: {"content": {EVENT_STREAM: {}}}, **responses(400, 401, 403, 408, 413, 422, 429, 503)},
)
def stream_decision(
    case: Annotated[Case, Body(openapi_examples=EXAMPLES)], services: ServicesDependency, caller: Decider
) -> StreamingResponse:
    """Decides a case and sends events: `evidence` (again if a model looked up more), `verdict` (with findings and
    verified quotes), and finally `decision` or `problem`. The decision is stored even if the caller disconnects."""
    return StreamingResponse(_event_lines(services, case, caller.key_id), media_type=EVENT_STREAM)


def _event_lines(services: Services, case: Case, caller_id: str) -> Iterator[str]:
    events: SimpleQueue[Event | None] = SimpleQueue()
    Thread(target=_decide, args=(services, case, caller_id, events), name="stream", daemon=False).start()
    while (event := events.get()) is not None:
        name, value = event
        yield f"event: {name}\ndata: {value.model_dump_json()}\n\n"


def _decide(services: Services, case: Case, caller_id: str, events: "SimpleQueue[Event | None]") -> None:
    def on_progress(result: Evidence | Verdict) -> None:
        events.put(("evidence" if isinstance(result, Evidence) else "verdict", result))

    try:
        events.put(("decision", services.decide(case, caller_id, on_progress=on_progress)))
    except (InputError, OperationError) as error:
        events.put(("problem", problem_of(error)))
    except Exception as error:
        log.error("internal error", error=type(error).__name__)
        detail = "an internal error stopped this decision: tell the operator of the service"
        events.put(("problem", problem(500, "internal-error", detail)))
    finally:
        events.put(None)
