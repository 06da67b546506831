"""The filters of the list of decisions, as conditions on their states."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from domain.appeal import AppealStatus
from domain.decision import DecisionState
from domain.message import MessageStatus
from domain.verdict import Outcome
from store.listing.listing_schema import CurrentViolationRow, SearchWordRow
from store.listing.listing_schema import DecisionStateRow as State
from store.queue.jobs import IS_OPEN
from store.queue.queue_schema import JobRow
from store.service_schema import AppealRow, MessageRow
from text.search_words import is_prefix, search_words

AFTER_EVERY_WORD = "\U0010ffff"
FREQUENT = 2_000  # entries of a word, from which on sorting them takes longer than trying the newest decisions


class DecisionFilters(TypedDict, total=False):
    """A missing filter or None does not filter; a decision must match all others. `outcome`, `clause_id` and
    `clause_ids` (one of them is violated): of the review in effect, without one of the decision itself.
    `decided_outcome`: as decided. `text`: words that the content has, in any order; one of three letters or more may be
    the start of a longer word."""

    creator_id: str | None
    case_id: str | None
    outcome: Outcome | None
    decided_outcome: Outcome | None
    reviewed: bool | None
    state: DecisionState | None
    clause_id: str | None
    clause_ids: Collection[str] | None
    market: str | None
    language: str | None
    judge: str | None
    since: datetime | None
    until: datetime | None
    text: str | None


def conditions(session: Session, filters: DecisionFilters) -> Iterator[ColumnElement[bool]]:
    """The session counts how frequent the words of `text` are."""
    for name, value in filters.items():
        if name == "text" and value is not None:
            yield from _has_words(session, str(value))
        elif value is not None:
            yield from CONDITIONS[name](value)


def _equal(column: Any) -> Callable[[Any], Iterator[ColumnElement[bool]]]:
    def condition(value: Any) -> Iterator[ColumnElement[bool]]:
        yield column == value

    return condition


def _violated(clause_ids: Collection[str]) -> Iterator[ColumnElement[bool]]:
    found = select(CurrentViolationRow.number).where(CurrentViolationRow.clause_id.in_(clause_ids))
    yield State.number.in_(found)


def _has_words(session: Session, text: str) -> Iterator[ColumnElement[bool]]:
    """If a word is rare, its decisions are found by it; else the newest decisions are tried one after another."""
    matches = [_matches(word) for word in dict.fromkeys(search_words(text))]
    counts = [_count(session, matching) for matching in matches]
    rarest = counts.index(min(counts)) if counts else 0
    for i, matching in enumerate(matches):
        if i == rarest and counts[i] < FREQUENT:
            yield State.number.in_(select(SearchWordRow.number).where(*matching))
        else:
            yield exists().where(SearchWordRow.number == State.number, *matching)


def _matches(word: str) -> tuple[ColumnElement[bool], ...]:
    if is_prefix(word):
        return SearchWordRow.word >= word, SearchWordRow.word < word + AFTER_EVERY_WORD
    return (SearchWordRow.word == word,)


def _count(session: Session, matching: tuple[ColumnElement[bool], ...]) -> int:
    """At most FREQUENT."""
    found = select(SearchWordRow.number).where(*matching).limit(FREQUENT).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def _in_state(state: DecisionState) -> Iterator[ColumnElement[bool]]:
    match state:
        case DecisionState.WAITING:
            yield exists().where(JobRow.decision_id == State.decision_id, IS_OPEN)
        case DecisionState.APPEALED:
            unclosed = AppealRow.status != AppealStatus.CLOSED.value
            yield exists().where(AppealRow.decision_id == State.decision_id, unclosed)
        case DecisionState.LETTER_HELD:
            held = MessageRow.status == MessageStatus.HELD.value
            yield exists().where(MessageRow.decision_id == State.decision_id, held)
        case DecisionState.ERASED:
            yield State.erased.is_(True)


CONDITIONS: Mapping[str, Callable[[Any], Iterator[ColumnElement[bool]]]] = {
    "creator_id": _equal(State.creator_id),
    "case_id": _equal(State.case_id),
    "outcome": _equal(State.outcome),
    "decided_outcome": _equal(State.decided_outcome),
    "reviewed": _equal(State.reviewed),
    "state": _in_state,
    "clause_id": lambda clause_id: _violated([clause_id]),
    "clause_ids": _violated,
    "market": _equal(State.market),
    "language": _equal(State.language),
    "judge": _equal(State.judge),
    "since": lambda at: iter([State.decided_at >= at]),
    "until": lambda at: iter([State.decided_at < at]),
}
