from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.case import Case, ContentItem
from domain.decision import Decision
from domain.verdict import Outcome
from store.decision_reader import DecisionSummary
from store.decision_rows import StoredDecision
from store.decisions import DecisionStore, open_store
from store.errors import AmbiguousId, DecisionConflict
from store.schema import DecisionRow
from tests.store.conftest import BASIS

Decide = Callable[..., Decision]


def test_saved_decision_is_read_back_unchanged(url: str, case: Case, decide: Decide) -> None:
    decision = decide("d1", "HLT-2.1")
    with open_store(url) as store:
        store.save(case, decision)
    with open_store(url) as store:
        assert store.get("d1") == StoredDecision(case, decision)
        assert store.get("d2") is None


def test_several_decisions_are_read_at_once(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    decisions = {name: StoredDecision(case, decide(name, "HLT-2.1")) for name in ("d1", "d2", "d3")}
    for stored in decisions.values():
        any_store.save(case, stored.decision)
    del decisions["d2"]
    assert any_store.get_all(["d3", "d1", "d4"]) == decisions
    assert any_store.get_all([]) == {}


def test_decision_about_which_no_rule_was_judged_has_no_probability(
    any_store: DecisionStore, case: Case, decide: Decide
) -> None:
    decision = decide("d1")
    unknown = {"outcome": Outcome.NEEDS_REVIEW, "probability": None, "confidence": None}
    decision = decision.model_copy(update={"verdict": decision.verdict.model_copy(update=unknown)})
    any_store.save(case, decision)
    (listed,) = any_store.list()
    assert any_store.get("d1") == StoredDecision(case, decision)
    assert (listed.probability, listed.confidence) == (None, None)


PRINTABLE = st.characters(exclude_categories=("Cs", "Cc"))
NON_BLANK = st.text(PRINTABLE, min_size=1).filter(lambda text: bool(text.strip()))
NUMBERS = st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(PRINTABLE),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(PRINTABLE), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=NON_BLANK,
    facts=st.dictionaries(NON_BLANK, JSON, max_size=4),
    day=st.none() | st.dates(),
)
def test_any_text_and_fact_is_read_back_unchanged(
    store: DecisionStore, decide: Decide, text: str, facts: dict[str, object], day: date | None
) -> None:
    content = (ContentItem(id="c1", text=text),)
    case = Case.model_validate({"id": text, "content": content, "facts": facts, "content_date": day})
    decision = decide(uuid4().hex)
    store.save(case, decision)
    store.save(case, decision)
    assert store.get(decision.decision_id) == StoredDecision(case, decision)


def test_saving_the_same_again_changes_nothing(store: DecisionStore, case: Case, decide: Decide) -> None:
    decision = decide("d1", "HLT-2.1", "PRH-1.1")
    store.save(case, decision)
    store.save(case, decision)
    assert len(store.list()) == 1


def test_id_of_another_decision_is_rejected(store: DecisionStore, case: Case, decide: Decide) -> None:
    store.save(case, decide("d1", "HLT-2.1"))
    other_case = case.model_copy(update={"market": "GB"})
    for rewritten in ((case, decide("d1", "PRH-1.1")), (other_case, decide("d1", "HLT-2.1"))):
        with pytest.raises(DecisionConflict) as caught:
            store.save(*rewritten)
        assert str(caught.value) == ("decision d1 is stored with other content and never changes: use a new id")
    assert store.get("d1") == StoredDecision(case, decide("d1", "HLT-2.1"))


@pytest.mark.parametrize("same", [True, False])
def test_rejected_decision_stays_in_flight_unless_its_case_was_decided(
    store: DecisionStore, case: Case, decide: Decide, *, same: bool
) -> None:
    store.save(case if same else case.model_copy(update={"id": "another"}), decide("d1"))
    store.in_flight.begin(case, "d1", BASIS)
    with pytest.raises(DecisionConflict):
        store.save(case, decide("d1", "HLT-2.1"))
    later = store.in_flight.now() + timedelta(hours=2)
    interrupted = type(store.in_flight)(store.database, store.in_flight.process, now=lambda: later).interrupted()
    assert [(pending.decision_id, pending.case) for pending in interrupted] == ([] if same else [("d1", case)])


def test_decision_is_found_by_the_start_of_its_id(store: DecisionStore, case: Case, decide: Decide) -> None:
    for decision_id in ("ab12", "ab12cd", "ab34", "x%_1"):
        store.save(case, decide(decision_id))
    assert store.find("ab3") == StoredDecision(case, decide("ab34"))
    assert store.find("ab12") == StoredDecision(case, decide("ab12"))
    assert store.find("x%") == StoredDecision(case, decide("x%_1"))
    assert (store.find("AB3"), store.find("%"), store.find("abc")) == (None, None, None)
    with pytest.raises(AmbiguousId) as caught:
        store.find("ab")
    assert str(caught.value) == "several decisions start with 'ab', give more of the id: ab12, ab12cd, ab34"


def test_decisions_are_filtered_and_listed_newest_first(store: DecisionStore, case: Case, decide: Decide) -> None:
    other = case.model_copy(update={"id": "case_2", "creator_id": "cr_maya"})
    store.save(case, decide("d1", "HLT-2.1", hour=1))
    store.save(case, decide("d3", outcome=Outcome.NO_VIOLATION, hour=3))
    store.save(other, decide("d2", "PRH-1.1", "HLT-2.1", hour=2))

    def ids(**filters: object) -> list[str]:
        return [summary.decision_id for summary in store.list(**filters)]  # type: ignore[arg-type]

    assert store.list(1, creator_id="cr_maya") == (
        DecisionSummary(
            decision_id="d2",
            case_id="case_2",
            creator_id="cr_maya",
            decided_at=datetime(2026, 11, 21, 2, 30, 0, 123456, tzinfo=UTC),
            outcome=Outcome.VIOLATION,
            probability=1 / 3,
            confidence=1 / 3,
            summary="The caption promises a cure.",
            violated=("HLT-2.1", "PRH-1.1"),
            current_outcome=Outcome.VIOLATION,
            current_violated=("HLT-2.1", "PRH-1.1"),
            reviewed=False,
            market="US",
            language="en",
            judge="local",
        ),
    )
    assert ids() == ["d3", "d2", "d1"]
    assert ids(limit=2) == ["d3", "d2"]
    assert ids(outcome=Outcome.NO_VIOLATION) == ["d3"]
    assert ids(clause_id="HLT-2.1") == ["d2", "d1"]
    assert ids(clause_id="DSC-1.1") == []
    assert ids(clause_id="HLT-2.1", creator_id="cr_ricardo") == ["d1"]
    assert ids(since=datetime(2026, 11, 21, 4, 30, tzinfo=timezone(timedelta(hours=2)))) == ["d3", "d2"]


def test_store_in_memory_works(case: Case, decide: Decide) -> None:
    with open_store("sqlite://") as store:
        store.save(case, decide("d1"))
        assert store.get("d1") == StoredDecision(case, decide("d1"))


def test_action_stored_as_a_number_is_read(store: DecisionStore, case: Case, decide: Decide) -> None:
    store.save(case, decide("d1"))
    with store.database.transaction() as session:
        row = session.get(DecisionRow, "d1")
        assert row is not None
        assert row.decision["consequence"]["action"] == "feature_limit"
        row.decision = row.decision | {"consequence": row.decision["consequence"] | {"action": 2}}
    assert store.get("d1") == StoredDecision(case, decide("d1"))
