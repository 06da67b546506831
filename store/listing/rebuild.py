"""Works out the lists anew from the stored decisions and reviews: to fill them after a migration, and to check them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Connection, Text, cast, delete, select

from domain.finding import FindingStatus
from domain.verdict import Outcome
from store.listing.listing_schema import CandidateClauseRow, CurrentViolationRow, DecisionStateRow, SearchWordRow
from store.listing.recount import recount
from store.listing.states import MAX_WORDS, add_candidates, add_state
from store.schema import ERASED, DecisionRow, ReviewRow, ViolatedClauseRow, table
from text.search_words import distinct_words

DECISIONS_PER_BATCH = 100  # in memory; each may be large
COLUMNS = table(DecisionRow).c
LISTS = (SearchWordRow, CandidateClauseRow, CurrentViolationRow, DecisionStateRow)
Values = dict[str, Any]


@dataclass(frozen=True)
class Listed:
    """What the lists have of a decision: `values` of its state, the clauses of its current outcome, and those that it
    may violate. `case` is its case as plain values."""

    values: Mapping[str, Any]
    violated: Collection[str]
    candidates: Collection[str]
    case: Mapping[str, Any]

    def words(self) -> Collection[str]:
        texts = (str(item.get("text", "")) for item in _items(self.case, "content"))
        return () if self.values["erased"] else distinct_words(texts, MAX_WORDS)


def rebuild_listing(connection: Connection) -> None:
    """Replaces the lists and all counts."""
    for row in LISTS:
        connection.execute(delete(table(row)))
    fill_listing(connection)
    recount(connection)


def fill_listing(connection: Connection) -> None:
    """The tables are empty. The counts are not filled."""
    for one in chain.from_iterable(listed_anew(connection)):
        number = add_state(connection, dict(one.values), one.violated, one.words())
        add_candidates(connection, number, one.candidates)


def fill_candidates(connection: Connection) -> None:
    """Of a listing that has none yet; `clausewise audit verify` names a decision that is missing in it."""
    numbers = select(table(DecisionStateRow).c.decision_id, table(DecisionStateRow).c.number)
    open_verdicts = COLUMNS.outcome == Outcome.NEEDS_REVIEW.value
    number_of = {str(decision_id): int(number) for decision_id, number in connection.execute(numbers)}
    for one in chain.from_iterable(listed_anew(connection, open_verdicts)):
        if one.values["decision_id"] in number_of:
            add_candidates(connection, number_of[one.values["decision_id"]], one.candidates)


def listed_anew(connection: Connection, *conditions: Any) -> Iterator[list[Listed]]:
    """The decisions that meet the conditions, in the order of their ids, some at a time."""
    for rows in _batches(connection, conditions):
        ids = [row.decision_id for row in rows]
        reviews, violated = _reviews_in_effect(connection, ids), _violated(connection, ids)
        yield [_listed(row, violated.get(row.decision_id, []), reviews.get(row.decision_id)) for row in rows]


def _listed(row: Any, violated: list[str], review: tuple[str, list[str]] | None) -> Listed:
    case, decision = _read(row.case_text), _read(row.decision_text)
    outcome, clauses = review or (row.outcome, violated)
    values = {
        "decision_id": row.decision_id,
        "decided_at": row.decided_at,
        "case_id": row.case_id,
        "creator_id": row.creator_id,
        "decided_outcome": row.outcome,
        "outcome": outcome,
        "reviewed": review is not None,
        "erased": row.case_id == ERASED,
        "market": case.get("market"),
        "language": case.get("language") or _part(decision, "evidence").get("language"),
        "judge": str(_part(decision, "trace").get("judge", "")),
    }
    candidates = () if values["erased"] else _candidates(row.outcome, _part(decision, "verdict"))
    return Listed(values, frozenset(clauses), frozenset(candidates), case)


def _candidates(outcome: str, verdict: Values) -> list[str]:
    """As `Verdict.candidates`."""
    if outcome != Outcome.NEEDS_REVIEW:
        return []
    unclear = [one for one in _items(verdict, "findings") if one.get("status") == FindingStatus.UNCLEAR]
    return [str(one["clause_id"]) for one in (*_items(verdict, "shortlist"), *unclear) if "clause_id" in one]


def _batches(connection: Connection, conditions: tuple[Any, ...]) -> Iterator[list[Any]]:
    """Case and decision as text: one that is damaged does not stop the migration."""
    names = ("decision_id", "decided_at", "case_id", "creator_id", "outcome")
    texts = (cast(COLUMNS[name], Text).label(f"{name}_text") for name in ("case", "decision"))
    query = select(*(COLUMNS[name] for name in names), *texts).where(*conditions)
    query, last = query.order_by(COLUMNS.decision_id).limit(DECISIONS_PER_BATCH), ""
    while rows := list(connection.execute(query.where(COLUMNS.decision_id > last))):
        yield rows
        last = rows[-1].decision_id


def _reviews_in_effect(connection: Connection, ids: list[str]) -> dict[str, tuple[str, list[str]]]:
    """Of the decisions that have one: outcome and violated clauses."""
    reviews = table(ReviewRow).c
    columns = (reviews.decision_id, reviews.outcome, reviews.violated)
    of_ids = (reviews.decision_id.in_(ids), reviews.undone_at.is_(None), reviews.differs.is_(False))
    query = select(*columns).where(*of_ids).order_by(reviews.number)
    return {row.decision_id: (row.outcome, list(row.violated)) for row in connection.execute(query)}


def _violated(connection: Connection, ids: list[str]) -> dict[str, list[str]]:
    violated = dict[str, list[str]]()
    clauses = table(ViolatedClauseRow).c
    for row in connection.execute(select(clauses.decision_id, clauses.clause_id).where(clauses.decision_id.in_(ids))):
        violated.setdefault(row.decision_id, []).append(row.clause_id)
    return violated


def _read(text: str) -> Values:
    """Empty where the text is not a JSON object: reading the decision reports the damage."""
    try:
        value = from_json(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _part(value: Values, name: str) -> Values:
    part = value.get(name)
    return part if isinstance(part, dict) else {}


def _items(value: Mapping[str, Any], name: str) -> list[Values]:
    items = value.get(name)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
