"""The filters of the list of decisions, as conditions on their states."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypedDict

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from domain.access import Caller
from domain.appeal import AppealStatus
from domain.decision import DecisionState
from domain.message import MessageStatus
from domain.verdict import Outcome
from store.listing.clause_conditions import FREQUENT, wanted_clauses
from store.listing.listing_schema import DecisionStateRow as State
from store.listing.listing_schema import SearchWordRow
from store.queue.blind_jobs import decisions_hidden_from
from store.queue.jobs import IS_OPEN
from store.queue.queue_schema import JobRow
from store.schema import DecisionRow
from store.service_schema import AppealRow, MessageRow
from store.strategies.strategies_schema import StrategyLabelRow as LabelRow
from text.search_words import is_prefix, search_words

AFTER_EVERY_WORD = "\U0010ffff"
Condition = Callable[[Any], ColumnElement[bool]]


class DecisionFilters(TypedDict, total=False):
    """A missing filter or None does not filter; a decision must match all others. `outcome`, `clause_id` and
    `clause_ids` (one of them): of the review in effect, without one of the decision itself. A clause finds decisions
    that violate it, and those with an open verdict that may violate it. `decided_outcome`: as decided. `text`: words
    that the content has, in any order; one of three letters or more may be the start of a longer word. `assessed`:
    whether it holds an assessment of an account; give the creator too, because each of their decisions is read.
    `label`: a strategy whose label is on the creator or the post and has not expired. `seen_by`: a decision whose
    reviews are hidden from this caller counts as not reviewed."""

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
    assessed: bool | None
    label: str | None
    seen_by: Caller | None


def conditions(session: Session, filters: DecisionFilters) -> Iterator[ColumnElement[bool]]:
    """The session counts how frequent the clauses and the words of `text` are."""
    wanted: dict[str, Any] = {name: value for name, value in filters.items() if value is not None}
    for name in ("clause_id", "clause_ids"):
        if name in wanted:
            wanted[name] = wanted_clauses(session, [wanted[name]] if name == "clause_id" else wanted[name])
    caller, text = wanted.pop("seen_by", None), wanted.pop("text", None)
    if text is not None:
        yield from _has_words(session, text)
    if caller is not None and AS_DECIDED.keys() & wanted.keys():
        yield _as_seen_by(caller, {name: wanted.pop(name) for name in AS_DECIDED if name in wanted})
    for name, value in wanted.items():
        yield CONDITIONS[name](value)


def _as_seen_by(caller: Caller, wanted: Mapping[str, Any]) -> ColumnElement[bool]:
    """Of the filters that follow reviews: a decision whose reviews are hidden is compared as it was decided."""
    hidden = decisions_hidden_from(caller).where(JobRow.decision_id == State.decision_id).correlate(State).exists()
    is_hidden = and_(State.reviewed, hidden)
    reviewed, decided = ([table[name](value) for name, value in wanted.items()] for table in (CONDITIONS, AS_DECIDED))
    return or_(and_(*reviewed, ~is_hidden), and_(*decided, is_hidden))


def _equal(column: Any) -> Condition:
    return lambda value: column == value


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


def _has_label(strategy: str) -> ColumnElement[bool]:
    on_creator = and_(LabelRow.creator_id == State.creator_id, LabelRow.post_id.is_(None))
    holds = (LabelRow.strategy == strategy, LabelRow.expires > datetime.now(UTC).date())
    return exists().where(or_(on_creator, LabelRow.post_id == State.case_id), *holds).correlate(State)


def _is_assessed(wanted: bool) -> ColumnElement[bool]:
    named = DecisionRow.decision["assessment", "creator_id"].as_string()
    found = exists().where(DecisionRow.decision_id == State.decision_id, named.is_not(None)).correlate(State)
    return found if wanted else ~found


def _in_state(state: DecisionState) -> ColumnElement[bool]:
    match state:
        case DecisionState.WAITING:
            return exists().where(JobRow.decision_id == State.decision_id, IS_OPEN).correlate(State)
        case DecisionState.APPEALED:
            unclosed = AppealRow.status != AppealStatus.CLOSED.value
            return exists().where(AppealRow.decision_id == State.decision_id, unclosed)
        case DecisionState.LETTER_HELD:
            held = MessageRow.status == MessageStatus.HELD.value
            return exists().where(MessageRow.decision_id == State.decision_id, held)
        case DecisionState.ERASED:
            return State.erased.is_(True)


CONDITIONS: Mapping[str, Condition] = {
    "creator_id": _equal(State.creator_id),
    "case_id": _equal(State.case_id),
    "outcome": _equal(State.outcome),
    "decided_outcome": _equal(State.decided_outcome),
    "reviewed": _equal(State.reviewed),
    "state": _in_state,
    "clause_id": lambda clauses: clauses.now,
    "clause_ids": lambda clauses: clauses.now,
    "market": _equal(State.market),
    "language": _equal(State.language),
    "judge": _equal(State.judge),
    "since": lambda at: State.decided_at >= at,
    "until": lambda at: State.decided_at < at,
    "assessed": _is_assessed,
    "label": _has_label,
}
AS_DECIDED: Mapping[str, Condition] = {
    "outcome": _equal(State.decided_outcome),
    "reviewed": lambda reviewed: false() if reviewed else true(),
    "clause_id": lambda clauses: clauses.as_decided,
    "clause_ids": lambda clauses: clauses.as_decided,
}
"""Of those that follow reviews."""
