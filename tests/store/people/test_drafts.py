"""Drafts and preferences belong to one person; a review and an erasure delete the drafts."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from domain.case import Case
from domain.decision import Decision
from domain.people import Preferences, ReviewDraft, SavedDraft, SavedView, SignedInPerson
from domain.review import ReviewAction
from store.decisions import DecisionStore
from store.erasure import Erasure
from store.errors import CaseErased, DecisionNotFound
from store.pruning import Pruning
from tests.store.test_review_undo import review

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DRAFT = ReviewDraft(action=ReviewAction.AMEND, violated=("HLT-2.1",), reason="She pro", letter_body="Dear Ricardo")


@pytest.fixture
def decided(any_store: DecisionStore, case: Case, decide: Callable[..., Decision]) -> DecisionStore:
    any_store.save(case, decide("d1", "HLT-2.1"))
    return any_store


def test_draft_is_kept_for_its_person(decided: DecisionStore) -> None:
    drafts = decided.people.drafts
    drafts.save("ana", "d1", ReviewDraft(reason="S"), NOW)
    saved = drafts.save("ana", "d1", DRAFT, NOW + timedelta(seconds=3))
    assert saved == SavedDraft(decision_id="d1", draft=DRAFT, saved_at=NOW + timedelta(seconds=3))
    assert (drafts.get("ana", "d1"), drafts.list("ana")) == (saved, (saved,))
    assert (drafts.get("ben", "d1"), drafts.list("ben")) == (None, ())
    drafts.discard("ana", "d1")
    assert drafts.get("ana", "d1") is None


def test_review_deletes_the_draft_of_its_reviewer_only(decided: DecisionStore) -> None:
    for person in ("ana", "ben"):
        decided.people.drafts.save(person, "d1", DRAFT, NOW)
    decided.review(review("r1"), 0, "test")
    assert [decided.people.drafts.get(person, "d1") is None for person in ("ana", "ben")] == [True, False]


def test_erasure_deletes_drafts_and_later_ones_are_refused(decided: DecisionStore) -> None:
    decided.people.drafts.save("ana", "d1", DRAFT, NOW)
    Erasure(decided.database).erase_creator("cr_ricardo", "test")
    assert decided.people.drafts.list("ana") == ()
    with pytest.raises(CaseErased, match="the case of d1 was erased"):
        decided.people.drafts.save("ana", "d1", DRAFT, NOW)
    with pytest.raises(DecisionNotFound, match="there is no decision d9"):
        decided.people.drafts.save("ana", "d9", DRAFT, NOW)


def test_erasure_deletes_the_saved_views_that_name_the_creator(decided: DecisionStore) -> None:
    other = SavedView(name="Others", query="creator_id=cr_ricardo2&market=US")
    his = (SavedView(name="His posts", query="creator_id=cr%5Fricardo&q="), SavedView(name="of cr_ricardo", query=""))
    decided.people.preferences.save("ana", Preferences(break_after=7, saved_views=(*his, other)))
    Erasure(decided.database).erase_creator("cr_ricardo", "test")
    assert decided.people.preferences.get("ana") == Preferences(break_after=7, saved_views=(other,))


def test_old_drafts_and_ended_sessions_are_pruned(decided: DecisionStore) -> None:
    decided.people.drafts.save("ana", "d1", DRAFT, NOW)
    decided.people.sessions.start(SignedInPerson(subject="s", name="ana", scopes=()), NOW)
    assert Pruning(decided.database).prune(NOW, "test").drafts == 0
    assert Pruning(decided.database).prune(NOW + timedelta(days=1), "test").drafts == 1
    with decided.database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM desk_sessions").scalar() == 0


def test_preferences_have_defaults_and_are_kept_for_their_person(any_store: DecisionStore) -> None:
    preferences = any_store.people.preferences
    mine = Preferences(
        blur_media=False, break_after=None, saved_views=(SavedView(name="Mine", query="clause_id=HLT-1"),)
    )
    preferences.save("ana", Preferences(break_after=5))
    preferences.save("ana", mine)
    assert preferences.get("ana") == mine
    assert preferences.get("ben") == Preferences()
    assert Preferences().blur_media
    with pytest.raises(ValidationError):
        Preferences(break_after=0)
