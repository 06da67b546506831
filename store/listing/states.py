"""Keeps the present state of each decision: written with the decision, changed by reviews, emptied by an erasure."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from domain.case import Case
from domain.review import Review
from domain.verdict import Outcome
from store.decision_rows import StoredDecision
from store.errors import CaseErased
from store.listing.listing_schema import CurrentViolationRow, DecisionStateRow, SearchWordRow
from store.schema import DecisionRow, ViolatedClauseRow, table
from text.search_words import distinct_words

MAX_WORDS = 5_000  # different words of a case by which it is found: a book chapter; more would only slow writing down
INSERT_STATE = insert(table(DecisionStateRow)).returning(DecisionStateRow.number)
INSERT_VIOLATIONS = insert(table(CurrentViolationRow))
INSERT_WORDS = insert(table(SearchWordRow))
NUMBER = select(DecisionStateRow.number).where(DecisionStateRow.decision_id == bindparam("decision_id"))


def insert_state(connection: Connection, stored: StoredDecision) -> None:
    """The state of a decision that was just made."""
    case, decision = stored.case, stored.decision
    values = {
        "decision_id": decision.decision_id,
        "decided_at": decision.decided_at,
        "case_id": case.id,
        "creator_id": case.creator_id,
        "decided_outcome": decision.verdict.outcome.value,
        "outcome": decision.verdict.outcome.value,
        "reviewed": False,
        "erased": False,
        "market": case.market,
        "language": case.language or decision.evidence.language,
        "judge": decision.trace.judge,
    }
    add_state(connection, values, stored.violated, words_of_case(case))


def add_state(
    connection: Connection, values: dict[str, Any], violated: Collection[str], words: Collection[str]
) -> None:
    """`values` are those of a DecisionStateRow but its number; `violated` the clauses of the current outcome."""
    number = connection.execute(INSERT_STATE, values).scalar_one()
    _add_violations(connection, number, violated)
    if words:
        connection.execute(INSERT_WORDS, [{"word": word, "number": number} for word in sorted(words)])


def words_of_case(case: Case) -> frozenset[str]:
    """The words of its content."""
    return distinct_words((item.text for item in case.content), MAX_WORDS)


def apply_review(session: Session, decision_id: str, review: Review | None) -> None:
    """Makes the result of the review the current one; None: the decision's own, as after an undone review."""
    if review is not None:
        set_current(session, decision_id, review.outcome, review.violated, reviewed=True)
        return
    outcome = Outcome(session.scalars(select(DecisionRow.outcome).where(DecisionRow.decision_id == decision_id)).one())
    found = select(ViolatedClauseRow.clause_id).where(ViolatedClauseRow.decision_id == decision_id)
    set_current(session, decision_id, outcome, session.scalars(found).all(), reviewed=False)


def set_current(
    session: Session, decision_id: str, outcome: Outcome, violated: Sequence[str], *, reviewed: bool
) -> None:
    connection = session.connection()
    number = connection.execute(NUMBER, {"decision_id": decision_id}).scalar_one()
    values = {"outcome": outcome.value, "reviewed": reviewed}
    session.execute(update(DecisionStateRow).where(DecisionStateRow.number == number).values(**values))
    connection.execute(delete(CurrentViolationRow).where(CurrentViolationRow.number == number))
    _add_violations(connection, number, violated)


def require_not_erased(session: Session, decision_id: str) -> None:
    """Raises CaseErased: what a person writes about an erased case may repeat it, and no erasure would find it."""
    query = select(DecisionStateRow.erased).where(DecisionStateRow.decision_id == decision_id)
    if session.scalar(query):
        raise CaseErased(
            f"the case of {decision_id} was erased meanwhile: nothing is left to decide, and nothing was stored"
        )


def erase_state(session: Session, decision_id: str, erased_id: str) -> None:
    """Removes the words, and what the case said of its creator; outcome, clauses and judge remain."""
    number = session.connection().execute(NUMBER, {"decision_id": decision_id}).scalar_one()
    nothing = {"case_id": erased_id, "creator_id": None, "market": None, "language": None, "erased": True}
    session.execute(update(DecisionStateRow).where(DecisionStateRow.number == number).values(**nothing))
    session.execute(delete(SearchWordRow).where(SearchWordRow.number == number))


def _add_violations(connection: Connection, number: int, violated: Collection[str]) -> None:
    if violated:
        rows = [{"clause_id": clause_id, "number": number} for clause_id in sorted({*violated})]
        connection.execute(INSERT_VIOLATIONS, rows)
