"""A decision while it is made: evidence, findings, verdict and at last the whole, as server-sent events."""

from collections.abc import Iterator
from dataclasses import replace
from queue import SimpleQueue
from threading import Thread
from typing import Annotated

import structlog
from fastapi import APIRouter, Body
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from api.problem import problem, problem_of, responses
from api.routes.decisions import EXAMPLES
from api.security import Decider, Guarded, PartsOf
from api.services import Services
from domain.case import Case
from domain.errors import InputError, OperationError
from domain.evidence import Evidence
from domain.verdict import Verdict

router = APIRouter(prefix="/v1/decisions", tags=["decisions"], route_class=Guarded)
log = structlog.get_logger("clausewise.api")
EVENTS = "text/event-stream"
Event = tuple[str, BaseModel]


@router.post(
    "/stream",
    response_class=StreamingResponse,
    responses={200: {"content": {EVENTS: {}}}, **responses(400, 401, 403, 408, 413, 422, 429, 503)},
)
def stream(
    case: Annotated[Case, Body(openapi_examples=EXAMPLES)],
    parts: PartsOf,
    caller: Decider,
) -> StreamingResponse:
    """Events `evidence` (again where a model looked up more), `verdict` (with its findings, every quote checked), and
    `decision` or `problem`.
    The decision is recorded also where the caller has gone."""
    return StreamingResponse(_events(parts, case, caller.key_id), media_type=EVENTS)


def _events(parts: Services, case: Case, who: str) -> Iterator[str]:
    told: SimpleQueue[Event | None] = SimpleQueue()
    Thread(target=_decide, args=(parts, case, who, told), name="stream", daemon=False).start()
    while (event := told.get()) is not None:
        name, value = event
        yield f"event: {name}\ndata: {value.model_dump_json()}\n\n"


def _decide(parts: Services, case: Case, who: str, told: "SimpleQueue[Event | None]") -> None:
    def watch(stage: Evidence | Verdict) -> None:
        told.put(("evidence" if isinstance(stage, Evidence) else "verdict", stage))

    try:
        watched = replace(parts, adjudicator=replace(parts.adjudicator, watch=watch))
        told.put(("decision", watched.decide(case, who)))
    except (InputError, OperationError) as error:
        told.put(("problem", problem_of(error)))
    except Exception as error:
        log.error("defect", error=type(error).__name__)
        detail = "a defect stopped this decision: tell whoever runs the service"
        told.put(("problem", problem(500, "internal", detail)))
    finally:
        told.put(None)
