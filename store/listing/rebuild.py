"""Fills the tables of the listing from the stored decisions and reviews, after a migration."""

from collections.abc import Iterator
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Connection, Text, cast, select

from store.listing.states import MAX_WORDS, add_state
from store.schema import ERASED, DecisionRow, ReviewRow, ViolatedClauseRow, table
from text.search_words import distinct_words

DECISIONS_PER_BATCH = 100  # in memory; each may be large
COLUMNS = table(DecisionRow).c
Values = dict[str, Any]


def fill_listing(connection: Connection) -> None:
    """The tables are empty."""
    for rows in _batches(connection):
        ids = [row.decision_id for row in rows]
        reviews, violated = _latest_reviews(connection, ids), _violated(connection, ids)
        for row in rows:
            outcome, clauses = reviews.get(row.decision_id, (row.outcome, violated.get(row.decision_id, [])))
            case = _read(row.case_text)
            values = _values(row, case, outcome, row.decision_id in reviews)
            add_state(connection, values, clauses, () if values["erased"] else _words(case))


def _batches(connection: Connection) -> Iterator[list[Any]]:
    """Case and decision as text: one that is damaged does not stop the migration."""
    names = ("decision_id", "decided_at", "case_id", "creator_id", "outcome")
    texts = (cast(COLUMNS[name], Text).label(f"{name}_text") for name in ("case", "decision"))
    query = select(*(COLUMNS[name] for name in names), *texts).order_by(COLUMNS.decision_id).limit(DECISIONS_PER_BATCH)
    last = ""
    while rows := list(connection.execute(query.where(COLUMNS.decision_id > last))):
        yield rows
        last = rows[-1].decision_id


def _latest_reviews(connection: Connection, ids: list[str]) -> dict[str, tuple[str, list[str]]]:
    """The last review of each decision: outcome and violated clauses."""
    reviews = table(ReviewRow).c
    columns = (reviews.decision_id, reviews.outcome, reviews.violated)
    query = select(*columns).where(reviews.decision_id.in_(ids)).order_by(reviews.number)
    return {row.decision_id: (row.outcome, list(row.violated)) for row in connection.execute(query)}


def _violated(connection: Connection, ids: list[str]) -> dict[str, list[str]]:
    violated = dict[str, list[str]]()
    clauses = table(ViolatedClauseRow).c
    for row in connection.execute(select(clauses.decision_id, clauses.clause_id).where(clauses.decision_id.in_(ids))):
        violated.setdefault(row.decision_id, []).append(row.clause_id)
    return violated


def _values(row: Any, case: Values, outcome: str, reviewed: bool) -> Values:
    decision = _read(row.decision_text)
    return {
        "decision_id": row.decision_id,
        "decided_at": row.decided_at,
        "case_id": row.case_id,
        "creator_id": row.creator_id,
        "decided_outcome": row.outcome,
        "outcome": outcome,
        "reviewed": reviewed,
        "erased": row.case_id == ERASED,
        "market": case.get("market"),
        "language": case.get("language") or _part(decision, "evidence").get("language"),
        "judge": str(_part(decision, "trace").get("judge", "")),
    }


def _words(case: Values) -> frozenset[str]:
    content = case.get("content")
    items = content if isinstance(content, list) else []
    return distinct_words((str(item.get("text", "")) for item in items if isinstance(item, dict)), MAX_WORDS)


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
