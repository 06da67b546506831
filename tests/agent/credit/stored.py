"""Stores decisions of many creators, with reviews and appeals, for the accrual of credit."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from domain.appeal import Appeal, AppealStatus
from domain.case import Case, ContentItem
from domain.credit import Account, CreditLine
from domain.decision import Decision
from domain.review import Review
from domain.verdict import Outcome
from store.credit.credit_lines import CreditLines
from store.decisions import DecisionStore

Decide = Callable[..., Decision]
FIRST_AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def at(day: int) -> datetime:
    return FIRST_AT + timedelta(days=day)


def save(
    store: DecisionStore, decide: Decide, name: str, day: int, *violated: str, creator: str = "cr_maya", case: str = ""
) -> str:
    """The id of the decision."""
    outcome = Outcome.VIOLATION if violated else Outcome.NO_VIOLATION
    made = decide(f"dec_{name}", *violated, outcome=outcome)
    decision = made.model_copy(update={"case_id": case or name, "decided_at": at(day)})
    content = (ContentItem(id="i1", text=f"post {name}"),)
    store.save(Case(id=case or name, creator_id=creator, market="US", content=content), decision, decided_by="test")
    return f"dec_{name}"


def review(store: DecisionStore, decision_id: str, day: int, *violated: str, appeal_id: str | None = None) -> None:
    state = store.reviews.state(decision_id)
    made = Review(
        review_id=f"rev_{decision_id}_{day}",
        decision_id=decision_id,
        action="amend",
        outcome=Outcome.VIOLATION if violated else Outcome.NO_VIOLATION,
        violated=violated,
        reason="I read it.",
        reviewer="ana",
        reviewed_at=at(day),
    )
    store.review(made, state.version, "test", appeal_id)


def appeal(store: DecisionStore, decision_id: str, day: int) -> str:
    """The id of the appeal."""
    appeal_id = f"app_{decision_id}"
    made = Appeal(
        appeal_id=appeal_id, decision_id=decision_id, statement="No.", status=AppealStatus.OPEN, created_at=at(day)
    )
    with store.database.write_transaction() as session:
        store.audit.append(session, "test", "appeal.create", decision_id, after=appeal_id)
        store.appeals.create(session, made)
    return appeal_id


def fill(store: DecisionStore, decide: Decide) -> None:
    """Violations that are confirmed, overturned and open, a correction, and posts of two creators."""
    confirmed = save(store, decide, "confirmed", 0, "HLT-2.1")
    review(store, confirmed, 2, "HLT-2.1")
    overturned = save(store, decide, "overturned", 1, "HLT-2.1", creator="cr_li")
    review(store, overturned, 3, "HLT-2.1")
    review(store, overturned, 20, appeal_id=appeal(store, overturned, 10))
    save(store, decide, "machine", 4, "DSC-1.1", case="again")
    save(store, decide, "corrected", 8, case="again")
    appeal(store, save(store, decide, "appealed", 5, "HLT-2.1"), 6)
    for number in range(6):
        save(store, decide, f"post{number}", number, creator="cr_li" if number % 2 else "cr_maya")


def lines_of(store: DecisionStore, creator: str = "cr_maya") -> list[tuple[int, str, int]]:
    """Day, reason and points of each line."""
    found = CreditLines(store.database).of_account(Account(id=creator))
    return [((line.day - FIRST_AT.date()).days, line.reason.value, line.points) for line in found]


def all_lines(store: DecisionStore) -> tuple[CreditLine, ...]:
    return CreditLines(store.database).all()
