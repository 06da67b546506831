"""Complaints with their times, misuse with its reasons, and corrections of submitted statements."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from agent.statements.builder import StatementBuilder
from agent.statements.complaints import ComplaintReader
from agent.statements.corrections import CorrectionReader
from agent.statements.measures import Measure, Measures, read_measures
from agent.statements.misuse import MisuseReader
from agent.statements.misuse_thresholds import ThresholdsInvalid, read_thresholds
from agent.statements.reader import StatementReader
from domain.appeal import Appeal, AppealStatus
from domain.correction import CorrectionKind
from domain.ladder import EnforcementAction
from domain.misuse import MisuseKind
from domain.notice import AccountType
from domain.redress import Redress
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from policies.library import Library
from policies.parsing.policy_file import read_policy
from store.decisions import DecisionStore
from store.errors import AppealConflict
from tests.agent.statements.conftest import AT, POLICY, Decide, review
from tests.agent.statements.test_notices import NOTIFIER, notice

DAY = date(2026, 11, 30)


def appeal(store: DecisionStore, decision_id: str, days: int = 0, second: Outcome | None = None) -> str:
    """Made so many days after the decisions; with `second`, decided a second time."""
    appeal_id = f"app_{decision_id}"
    made = Appeal(
        appeal_id=appeal_id,
        decision_id=decision_id,
        statement="It is a joke.",
        status=AppealStatus.OPEN,
        created_at=AT + timedelta(days=days),
    )
    with store.database.write_transaction() as session:
        store.appeals.create(session, made)
    stored = store.get(decision_id)
    assert stored is not None
    again = None
    if second is not None:
        verdict = stored.decision.verdict.model_copy(update={"outcome": second})
        again = stored.decision.model_copy(update={"verdict": verdict})
    store.appeals.record_second_decision(appeal_id, again)
    return appeal_id


def answer(
    store: DecisionStore,
    decision_id: str,
    appeal_id: str,
    action: ReviewAction = ReviewAction.UPHOLD,
    reviewer: str = "ana",
    bulk_id: str | None = None,
) -> None:
    state, stored = store.reviews.state(decision_id), store.get(decision_id)
    assert stored is not None
    is_upheld = action is ReviewAction.UPHOLD
    made = Review(
        review_id=f"rev_{appeal_id}",
        decision_id=decision_id,
        action=action,
        outcome=Outcome.VIOLATION if is_upheld else Outcome.NO_VIOLATION,
        violated=stored.decision.verdict.violated if is_upheld else (),
        reason="r",
        reviewer=reviewer,
        reviewed_at=AT + timedelta(days=3),
        bulk_id=bulk_id,
    )
    store.review(made, state.version, "test", appeal_id)


def test_complaint_has_the_times_of_its_market(store: DecisionStore, decide: Decide) -> None:
    document = read_policy(POLICY, "claims.md")
    redress = {"default": Redress(appeal_days=14), "DE": Redress(complaint_days=190, answer_days=7)}
    library = Library("Ours", (document,), {"DE": "Germany", "US": "United States"}, redress=redress)
    for name, market in (("d1", "DE"), ("d2", "US")):
        store.save(*decide(name, "HLT-1", market=market, account_type=AccountType.BUSINESS))
        appeal(store, name, days=1)
    found = [*ComplaintReader(store, library, 30).all(AT + timedelta(days=10))]
    assert [(one.market, one.file_until, one.answer_by, one.overdue) for one in found] == [
        ("DE", date(2027, 5, 30), date(2026, 11, 29), True),
        ("US", date(2026, 12, 5), date(2026, 12, 22), False),
    ]
    assert {one.account_type for one in found} == {AccountType.BUSINESS}


def test_answered_complaint_is_not_overdue(store: DecisionStore, decide: Decide, library: Library) -> None:
    store.save(*decide("d1", "HLT-1"))
    answer(store, "d1", appeal(store, "d1"))
    complaints, later = ComplaintReader(store, library, 1), AT + timedelta(days=300)
    (found,) = complaints.all(later)
    assert (found.overdue, found.result, found.answered_at) == (False, ReviewAction.UPHOLD, AT + timedelta(days=3))
    assert [*complaints.all(later, open_only=True)] == []
    assert complaints.get("app_d1", later) == found
    assert complaints.get("app_x", later) is None


@pytest.mark.parametrize("reviewer", ["local", "M", "Clausewise", "service"])
def test_a_program_cannot_answer_an_appeal(store: DecisionStore, decide: Decide, reviewer: str) -> None:
    store.save(*decide("d1", "HLT-1"))
    appeal_id = appeal(store, "d1", second=Outcome.NO_VIOLATION)
    waiting = store.appeals.get(appeal_id)
    assert waiting is not None
    assert waiting.status is AppealStatus.RE_REVIEWED
    with pytest.raises(AppealConflict, match="a person must answer an appeal"):
        answer(store, "d1", appeal_id, reviewer=reviewer)
    with pytest.raises(AppealConflict, match="one at a time"):
        answer(store, "d1", appeal_id, bulk_id="bulk_1")
    answer(store, "d1", appeal_id)
    assert store.appeals.counts() == {AppealStatus.CLOSED: 1}


def test_misuse_counts_what_people_confirmed(store: DecisionStore, reader: StatementReader, decide: Decide) -> None:
    for n in range(4):
        store.save(*decide(f"i{n}", "PRH-1", creator_id="cr_bad"))
        if n:
            review(store, f"i{n}", Outcome.VIOLATION, "PRH-1")
        store.save(*decide(f"c{n}", "HLT-1", creator_id="cr_loud"))
        second = Outcome.NO_VIOLATION if n == 0 else Outcome.VIOLATION
        answer(store, f"c{n}", appeal(store, f"c{n}", second=second))
    for n in range(3):
        store.save(*decide(f"n{n}", outcome=Outcome.NO_VIOLATION, notice=notice(), creator_id=f"cr_{n}"))
        review(store, f"n{n}", Outcome.NO_VIOLATION)
    report = MisuseReader(reader, read_thresholds()).report(DAY)
    assert [(one.account, one.kind, one.times, one.total, one.reaches) for one in report.found] == [
        ("cr_bad", MisuseKind.ILLEGAL_CONTENT, 3, 4, True),
        ("cr_loud", MisuseKind.UNFOUNDED_COMPLAINTS, 3, 4, True),
        (NOTIFIER, MisuseKind.UNFOUNDED_NOTICES, 3, 3, False),
    ]
    bad, loud, notifier = report.found
    assert bad.decisions == ("i3", "i2", "i1")
    assert bad.reasons[0] == "3 of 4 decisions found illegal content, and a person confirmed each, in 180 days."
    assert any("Art. 23 asks for a warning" in reason for reason in loud.reasons)
    assert notifier.reasons[1] == "Below the thresholds of 5 times and 50% of all."
    assert MisuseReader(reader, read_thresholds()).report(date(2026, 11, 20)).found == ()
    only = MisuseReader(reader, read_thresholds()).report(DAY, "cr_bad")
    assert [one.account for one in only.found] == ["cr_bad"]
    states = [store.reviews.state(f"i{n}").version for n in range(4)]
    assert states == [0, 1, 1, 1]  # nothing was decided by counting


def test_thresholds_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "misuse.toml"
    with pytest.raises(ThresholdsInvalid, match="CLAUSEWISE_STATEMENTS__MISUSE"):
        read_thresholds(path)
    path.write_text("period_days = 0")
    with pytest.raises(ThresholdsInvalid, match="period_days"):
        read_thresholds(path)
    path.write_text("period_days =")
    with pytest.raises(ThresholdsInvalid, match="write a TOML file"):
        read_thresholds(path)


def submit(reader: StatementReader) -> None:
    at = AT + timedelta(hours=6)
    due = [*reader.ready()]
    reader.submissions.claim(due, "test", at, timedelta(minutes=1))
    reader.submissions.accept({one.puid: f"id-{one.puid}" for one in due}, at)


def test_reversed_and_changed_statements_are_corrections(
    store: DecisionStore, decide: Decide, library: Library
) -> None:
    removed = Measure(visibility=("DECISION_VISIBILITY_CONTENT_REMOVED",))
    reader = StatementReader(
        store, StatementBuilder(library, read_measures().model_copy(update={"violation": removed}))
    )
    for name in ("d1", "d2", "d3"):
        store.save(*decide(name, "HLT-1"))
        review(store, name, Outcome.VIOLATION, "HLT-1")
    submit(reader)
    corrections = CorrectionReader(reader)
    assert [*corrections.all()] == []
    answer(store, "d1", appeal(store, "d1"), ReviewAction.OVERTURN)
    review(store, "d2", Outcome.VIOLATION, "PRH-1", hours=30)
    review(store, "d3", Outcome.VIOLATION, "HLT-1", hours=30)  # again the same
    found = {one.decision_id: one for one in corrections.all()}
    assert {name: one.kind for name, one in found.items()} == {
        "d1": CorrectionKind.WITHDRAWN,
        "d2": CorrectionKind.CHANGED,
    }
    assert found["d1"].receiver_id == "id-d1"
    assert "decision_ground" in found["d2"].fields
    assert corrections.get("d1") == found["d1"]
    assert corrections.get("d3") is None
    assert [*corrections.all(until=AT - timedelta(days=1))] == []
    assert reader.get("d1") is None


def test_business_user_is_told_before_their_account_is_closed(
    store: DecisionStore, reader: StatementReader, decide: Decide, library: Library
) -> None:
    closing = {"action": EnforcementAction.REMOVAL, "days": None}
    store.save(*decide("d1", "HLT-1", account_type=AccountType.BUSINESS, **closing))
    store.save(*decide("d2", "HLT-1", account_type=AccountType.PRIVATE, **closing))
    business, private = reader.get("d1"), reader.get("d2")
    assert business is not None
    assert private is not None
    assert business.record is not None
    assert (business.restriction.applied_on, private.restriction.applied_on) == (date(2026, 12, 21), date(2026, 11, 21))
    assert business.record["account_type"] == "ACCOUNT_TYPE_BUSINESS"
    assert business.record["application_date"] == "2026-12-21"
    assert "We tell you 30 days before we close your account." in business.text.body
    assert "the mediators that our terms name" in business.text.body
    assert "2019/1150" not in private.text.body
    at_once = Measures(**{**read_measures().model_dump(), "business_notice_days": 0})
    built = StatementReader(store, StatementBuilder(library, at_once)).get("d1")
    assert built is not None
    assert built.restriction.applied_on == date(2026, 11, 21)
