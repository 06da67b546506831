"""The bank of confirmed violations: hashes of media, by clause. No medium can be read from it."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from agent.media_bank.adding import Addition, BankAdding
from api.paging import Limit, Page
from api.problem import not_found, responses
from api.schemas import ApiModel
from api.security import AuthenticatedRoute, Lead, Reader, ServicesDependency
from api.services import Services
from domain.case import ShortText
from domain.media_bank import BankEntry, Note
from store.media_bank.bank import BankEntryNotFound, MediaBank

router = APIRouter(prefix="/v1/media-bank", tags=["media"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 422, 429, 503)
WRITES = responses(400, 404, 408, 413, 415) | COMMON
ClauseId = Annotated[ShortText | None, Query(description="Only entries of this clause.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="Entries to pass over.")]


class BankEntryIn(ApiModel):
    """`media_id` null: the media that the finding on the clause quotes, or the only one of the case."""

    decision_id: ShortText
    clause_id: ShortText
    media_id: ShortText | None = None
    note: Note = Field(default="")


@router.get("", response_model=Page[BankEntry], responses=COMMON)
def list_bank_entries(
    services: ServicesDependency, caller: Reader, clause_id: ClauseId = None, limit: Limit = 50, offset: Offset = 0
) -> Page[BankEntry]:
    """Entries with their hashes, the newest first."""
    return Page(items=_bank(services).list(clause_id, limit, offset))


@router.post("", status_code=201, response_model=Page[BankEntry], responses=WRITES)
def add_bank_entries(body: BankEntryIn, services: ServicesDependency, caller: Lead) -> Page[BankEntry]:
    """Puts the hashes of media of a stored decision into the bank. Returns the entries that are new. Confirmed reviews
    are added without this call, once the time to appeal is over."""
    stored = services.store.get(body.decision_id)
    if stored is None:
        raise not_found(f"there is no decision {body.decision_id}")
    addition = Addition(body.clause_id, caller.name, body.note, body.media_id)
    adding = BankAdding(_bank(services), services.corpus.library)
    return Page(items=tuple(adding.add_decision(stored, addition, caller.key_id, datetime.now(UTC))))


@router.delete("/{entry_id}", status_code=204, responses=responses(404) | COMMON)
def remove_bank_entry(entry_id: ShortText, services: ServicesDependency, caller: Lead) -> Response:
    """Takes an entry out of the bank, with its hashes. What a review put there is not added again."""
    try:
        _bank(services).remove(entry_id, caller.key_id, datetime.now(UTC))
    except BankEntryNotFound as error:
        raise not_found(str(error)) from error
    return Response(status_code=204)


def _bank(services: Services) -> MediaBank:
    return MediaBank(services.store.database)
