"""The rows that a warehouse gets of the decision log: the present state, without erased creators."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.appeal import Appeal, AppealStatus
from domain.case import Case
from domain.review import ReviewAction
from domain.subject import Subject
from store.decision_events import DecisionEvents
from store.decisions import DecisionStore
from store.erasure import Erasure
from tests.store.conftest import Decide
from tests.store.fake_notifier import FakeNotifier
from tests.store.test_reviews import review

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
AT = datetime(2026, 11, 22, tzinfo=UTC)
SEVERITIES = {"HLT-2.1": "high", "DSC-1.1": "low"}


def rows(store: DecisionStore, since: datetime = LONG_AGO) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {}
    for batch in DecisionEvents(store.database, SEVERITIES, ("low", "medium", "high", "critical")).batches(since):
        found.setdefault(batch.table, []).extend(dict(zip(batch.names, row, strict=True)) for row in batch.rows)
    return found


def test_everything_that_followed_from_a_decision(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    store = replace(any_store, notifier=FakeNotifier())
    store.save(case, decide("d1", "DSC-1.1", "HLT-2.1", hour=1))
    store.save(case.model_copy(update={"subject": Subject.ACCOUNT}), decide("d2", hour=2))
    store.save(case.model_copy(update={"creator_id": None}), decide("d3", "HLT-2.1", hour=3, creator=None))
    appeal = Appeal(appeal_id="a1", decision_id="d1", statement="No.", status=AppealStatus.OPEN, created_at=AT)
    with store.database.write_transaction() as session:
        store.appeals.create(session, appeal)
    assert rows(store)["appeals"] == [
        {
            "appeal_id": "a1",
            "decision_id": "d1",
            "creator_id": "cr_ricardo",
            "at": int(AT.timestamp()),
            "closed_at": None,
            "result": None,
        }
    ]
    store.outbox.mark_delivered(store.outbox.due(AT, 10), AT)
    store.review(review("r1", "d1", ReviewAction.OVERTURN), 0, "test", appeal_id="a1")
    found = rows(store)
    decisions = {str(one["decision_id"]): one for one in found["decisions"]}
    assert {*decisions} == {"d1", "d2"}  # nobody is named in d3
    assert (decisions["d1"]["post_id"], decisions["d2"]["post_id"]) == (case.id, None)
    assert (decisions["d1"]["clause_id"], decisions["d1"]["severity"]) == ("HLT-2.1", "high")  # the more severe one
    assert decisions["d2"]["clause_id"] is None
    assert [(one["review_id"], one["outcome"]) for one in found["reviews"]] == [("r1", "no_violation")]
    assert [one["result"] for one in found["appeals"]] == ["overturned"]
    assert [one["decision_id"] for one in found["letters"]] == ["d1"]
    assert [one["at"] for one in found["letters"]] == [int(AT.timestamp())]
    assert {*found["decision_costs"][0]} == {"decision_id", "creator_id", "at", "model_cost"}


def test_older_decisions_and_erased_creators_are_left_out(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    any_store.save(case, decide("d1", "HLT-2.1", hour=1))
    assert rows(any_store, datetime(2030, 1, 1, tzinfo=UTC)) == {}
    Erasure(any_store.database).erase_creator("cr_ricardo", "test")
    assert rows(any_store) == {}
