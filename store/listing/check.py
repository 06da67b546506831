"""Finds decisions that the lists show otherwise than they are stored, with their reviews, and counts that are wrong."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from store.listing.listing_schema import CandidateClauseRow, CurrentViolationRow
from store.listing.listing_schema import DecisionStateRow as State
from store.listing.rebuild import Listed, listed_anew
from store.listing.recount import wrong_counts
from store.schema import DecisionRow, table

REPAIR = "clausewise audit rebuild-lists writes the lists anew"


def list_problems(connection: Connection) -> Iterator[str]:
    """Within a snapshot, so that nothing is changed meanwhile. Words are not compared."""
    for some in listed_anew(connection):
        yield from _problems(connection, some)
    unknown = select(State.decision_id).where(State.decision_id.not_in(select(DecisionRow.decision_id)))
    for decision_id in connection.scalars(unknown.order_by(State.decision_id)):
        yield f"decision {decision_id} is in the lists, and is not stored: {REPAIR}"
    for count in wrong_counts(connection):
        yield f"the count of {count} is wrong: {REPAIR}"


def _problems(connection: Connection, some: list[Listed]) -> Iterator[str]:
    ids = [one.values["decision_id"] for one in some]
    rows = connection.execute(select(table(State)).where(State.decision_id.in_(ids))).mappings()
    states = {row["decision_id"]: dict(row) for row in rows}
    numbers = [state["number"] for state in states.values()]
    violated, candidates = (_clauses(connection, row, numbers) for row in (CurrentViolationRow, CandidateClauseRow))
    for one in some:
        state = states.get(one.values["decision_id"])
        if state is None:
            yield f"decision {one.values['decision_id']} is missing in the lists: {REPAIR}"
            continue
        number = state.pop("number")
        differing = [name for name, value in one.values.items() if state[name] != value]
        differing += ["violated"] if violated[number] != one.violated else []
        differing += ["candidates"] if candidates[number] != one.candidates else []
        if differing:
            yield f"decision {state['decision_id']} is listed with a wrong {', '.join(differing)}: {REPAIR}"


def _clauses(connection: Connection, row: Any, numbers: list[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for number, clause_id in connection.execute(select(row.number, row.clause_id).where(row.number.in_(numbers))):
        found[number].add(clause_id)
    return found
