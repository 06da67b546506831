"""Whether the service lives, and whether it is ready; anybody may ask."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from api.schemas import Ready

router = APIRouter(tags=["health"])


@router.get("/healthz", response_model=dict[str, str])
async def alive() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/readyz", response_model=Ready, responses={503: {"model": Ready}})
async def ready(request: Request) -> JSONResponse:
    """Corpus and index were opened at the start; the store and the creators' signals are asked every other second at
    most, the model server twice a minute. Signals that cannot be reached withhold consequences and stop nothing; nor
    does a model that cannot, for what was decided can still be read."""
    told = await request.app.state.glance.seen()
    fine = told["store"] == "fine"
    return JSONResponse(Ready(ready=fine, components=told).model_dump(), 200 if fine else 503)
