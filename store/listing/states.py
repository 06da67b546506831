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
from store.listing.counts import Standing, count_decision, count_review
from store.listing.listing_schema import CandidateClauseRow, CurrentViolationRow, SearchWordRow
from store.listing.listing_schema import DecisionStateRow as State
from store.schema import DecisionRow, ViolatedClauseRow, table
from text.search_words import distinct_words

MAX_WORDS = 5_000  # different words of a case by which it is found: a book chapter; more would only slow writing down
INSERT_STATE = insert(table(State)).returning(State.number)
INSERT_VIOLATIONS = insert(table(CurrentViolationRow))
INSERT_CANDIDATES = insert(table(CandidateClauseRow))
INSERT_WORDS = insert(table(SearchWordRow))
NUMBER = select(State.number).where(State.decision_id == bindparam("decision_id"))


def insert_state(connection: Connection, stored: StoredDecision) -> None:
    """The state of a decision that was just made, which is counted too."""
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
    number = add_state(connection, values, stored.violated, words_of_case(case))
    add_candidates(connection, number, decision.verdict.candidates)
    count_decision(connection, decision, stored.violated)


def add_state(connection: Connection, values: dict[str, Any], violated: Collection[str], words: Collection[str]) -> int:
    """`values` are those of a DecisionStateRow but its number, which is returned; `violated` the clauses of the current
    outcome."""
    number: int = connection.execute(INSERT_STATE, values).scalar_one()
    _add_violations(connection, number, violated)
    if words:
        connection.execute(INSERT_WORDS, [{"word": word, "number": number} for word in sorted(words)])
    return number


def add_candidates(connection: Connection, number: int, clause_ids: Collection[str]) -> None:
    """The clauses that an open verdict may violate."""
    rows = [{"clause_id": clause_id, "number": number} for clause_id in sorted({*clause_ids})]
    if rows:
        connection.execute(INSERT_CANDIDATES, rows)


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
    """Outcome and clauses from now on, also in the counts."""
    connection = session.connection()
    decided = select(State.number, State.decided_at, State.judge, State.decided_outcome, State.reviewed)
    state = connection.execute(decided.where(State.decision_id == decision_id)).mappings().one()
    of_state = CurrentViolationRow.number == state["number"]
    before = session.scalars(select(CurrentViolationRow.clause_id).where(of_state)).all()
    changed = update(State).where(State.number == state["number"])
    session.execute(changed.values(outcome=outcome.value, reviewed=reviewed))
    connection.execute(delete(CurrentViolationRow).where(of_state))
    _add_violations(connection, state["number"], violated)
    named = session.scalars(select(ViolatedClauseRow.clause_id).where(ViolatedClauseRow.decision_id == decision_id))
    count_review(
        connection, dict(state), named.all(), Standing(state["reviewed"], before), Standing(reviewed, violated)
    )


def require_not_erased(session: Session, decision_id: str) -> None:
    """Raises CaseErased: what a person writes about an erased case may repeat it, and no erasure would find it."""
    query = select(State.erased).where(State.decision_id == decision_id)
    if session.scalar(query):
        raise CaseErased(
            f"the case of {decision_id} was erased meanwhile: nothing is left to decide, and nothing was stored"
        )


def erase_state(session: Session, decision_id: str, erased_id: str) -> None:
    """Removes the words, the candidates and what the case said of its creator; outcome, clauses and judge remain."""
    number = session.connection().execute(NUMBER, {"decision_id": decision_id}).scalar_one()
    nothing = {"case_id": erased_id, "creator_id": None, "market": None, "language": None, "erased": True}
    session.execute(update(State).where(State.number == number).values(**nothing))
    for row in (SearchWordRow, CandidateClauseRow):
        session.execute(delete(row).where(row.number == number))


def _add_violations(connection: Connection, number: int, violated: Collection[str]) -> None:
    if violated:
        rows = [{"clause_id": clause_id, "number": number} for clause_id in sorted({*violated})]
        connection.execute(INSERT_VIOLATIONS, rows)
