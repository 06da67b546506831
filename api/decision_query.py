"""The filters that the list of decisions takes as query parameters."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query

from api.problem import ApiError
from domain.access import Caller
from domain.case import ShortText
from domain.clause import Severity
from domain.decision import DecisionState
from domain.verdict import Outcome
from policies.library import Library
from store.listing.decision_filters import DecisionFilters
from text.search_words import search_words

MAX_SEARCH_CHARS = 200
Name = Annotated[ShortText | None, Query(max_length=500)]
Code = Annotated[ShortText | None, Query(max_length=20)]
Label = Annotated[
    ShortText | None, Query(max_length=100, description="A strategy with a label on the creator or the post.")
]
Words = Annotated[
    ShortText | None,
    Query(max_length=MAX_SEARCH_CHARS, description="Words of the content, in any order, or how they start."),
]
Time = datetime | None


@dataclass(frozen=True)
class DecisionQuery:
    """The filters of the store, and the severity, which the policies know."""

    filters: DecisionFilters
    severity: Severity | None

    def of_store(self, library: Library, caller: Caller) -> DecisionFilters:
        filters: DecisionFilters = {**self.filters, "seen_by": caller}
        if self.severity is not None:
            filters["clause_ids"] = {clause.id for clause in library.clauses if clause.severity is self.severity}
        return filters


def decision_query(
    outcome: Annotated[Outcome | None, Query(description="Of the latest review; without one, as decided.")] = None,
    decided_outcome: Annotated[Outcome | None, Query(description="As decided, whatever reviews say.")] = None,
    reviewed: Annotated[bool | None, Query(description="Whether a review is in effect.")] = None,
    state: Annotated[DecisionState | None, Query(description="`waiting`: a job of the review queue is open.")] = None,
    creator_id: Name = None,
    case_id: Name = None,
    clause_id: Annotated[
        ShortText | None, Query(max_length=200, description="Violates this clause, or may while its verdict is open.")
    ] = None,
    severity: Annotated[Severity | None, Query(description="As `clause_id`, of any clause of this severity.")] = None,
    market: Code = None,
    language: Annotated[ShortText | None, Query(max_length=20, description="Declared or found, such as `de`.")] = None,
    judge: Annotated[ShortText | None, Query(max_length=200)] = None,
    label: Label = None,
    since: Annotated[Time, Query(description="Decided at this time or later; with a time zone.")] = None,
    until: Annotated[Time, Query(description="Decided before this time; with a time zone.")] = None,
    q: Words = None,
) -> DecisionQuery:
    """Raises ApiError."""
    if q is not None and next(search_words(q), None) is None:
        raise ApiError(422, "invalid-request", "`q` has no word: write letters or digits that the content has")
    filters = DecisionFilters(
        outcome=outcome,
        decided_outcome=decided_outcome,
        reviewed=reviewed,
        state=state,
        creator_id=creator_id,
        case_id=case_id,
        clause_id=clause_id,
        market=market.upper() if market else None,
        language=language,
        judge=judge,
        label=label,
        since=to_utc(since, "since"),
        until=to_utc(until, "until"),
        text=q,
    )
    return DecisionQuery(filters, severity)


def to_utc(at: datetime | None, name: str) -> datetime | None:
    try:
        if at is None or at.tzinfo is not None:
            return at and at.astimezone(UTC)
    except OverflowError:
        pass
    raise ApiError(422, "invalid-request", f"give `{name}` with a time zone: 2026-11-26T09:00:00Z")
