"""Messages that were told and follow reviews: what went is kept as it went, and only what is left to say goes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.case import Case
from domain.decision import Decision
from domain.message import Message
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.decisions import DecisionStore
from store.erasure import ERASED, Erasure
from store.errors import MessageConflict
from tests.store.recorder import Scribe

Decide = Callable[..., Decision]
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FIRST, SECOND, THIRD = "msg_d1", "msg_d1-2", "msg_d1-3"
Told = tuple[str, str, str, str | None]


@pytest.fixture
def posted(store: DecisionStore, case: Case, decide: Decide) -> DecisionStore:
    """With a decision whose message is ready."""
    found = replace(store, postman=Scribe())
    found.save(case, decide("d1", "HLT-2.1"))
    return found


def review(store: DecisionStore, *violated: str, minutes: int | None = None) -> None:
    """`minutes` after NOW by the reviewer's clock; a minute later than the one before where none are given."""
    before = store.reviews.of("d1")
    made = Review(
        review_id=f"r{len(before) + 1}",
        decision_id="d1",
        action=ReviewAction.AMEND,
        outcome=Outcome.VIOLATION if violated else Outcome.NO_VIOLATION,
        violated=violated,
        reason="I read it.",
        reviewer="ana",
        reviewed_at=NOW + timedelta(minutes=len(before) if minutes is None else minutes),
    )
    store.review(made, before[-1] if before else None, "test")


def ready(store: DecisionStore) -> tuple[Message, ...]:
    return store.outbox.due(NOW + timedelta(days=1), 10)


def send(store: DecisionStore) -> None:
    store.outbox.delivered(ready(store), NOW)


def told(store: DecisionStore) -> list[Told]:
    return [(m.message_id, m.message.body, m.status, m.corrects) for m in store.outbox.list()]


def test_what_was_delivered_and_taken_back_is_followed_by_a_message_that_says_so(posted: DecisionStore) -> None:
    send(posted)
    review(posted)
    went = (FIRST, "HLT-2.1", "delivered", None)
    assert told(posted) == [went, (SECOND, "nothing", "ready", FIRST)]
    (correction,) = ready(posted)
    assert (correction.clauses, correction.outcome, correction.attempts) == ((), Outcome.NO_VIOLATION, 0)
    last = posted.outbox.of("d1")
    assert last == correction


def test_of_several_reviews_only_the_last_state_goes(posted: DecisionStore) -> None:
    send(posted)
    review(posted)
    review(posted, "DSC-1.1")
    assert told(posted)[1:] == [(SECOND, "DSC-1.1", "ready", FIRST)]
    review(posted, "HLT-2.1")  # which is what they were told
    assert told(posted)[1:] == [(SECOND, "DSC-1.1", "superseded", FIRST)]
    assert ready(posted) == ()
    last = posted.outbox.of("d1")
    assert last
    assert last.message_id == FIRST
    review(posted)
    assert told(posted)[1:] == [(SECOND, "nothing", "ready", FIRST)]


def test_what_a_creator_knows_last_hangs_on_no_clock(posted: DecisionStore) -> None:
    send(posted)
    review(posted, "DSC-1.1", minutes=300)  # by a clock that is fast
    send(posted)
    review(posted, minutes=1)
    send(posted)
    review(posted, "DSC-1.1", minutes=2)
    (last,) = ready(posted)
    assert (last.message_id, last.corrects, last.clauses) == ("msg_d1-4", THIRD, ("DSC-1.1",))
    assert posted.outbox.of("d1") == last


def test_a_violation_that_is_restored_goes_again(posted: DecisionStore) -> None:
    send(posted)
    review(posted)
    send(posted)
    review(posted, "HLT-2.1")
    assert told(posted)[1:] == [(SECOND, "nothing", "delivered", FIRST), (THIRD, "HLT-2.1", "ready", SECOND)]
    review(posted)
    assert told(posted)[2:] == [(THIRD, "HLT-2.1", "superseded", SECOND)]


@pytest.mark.parametrize(("violated", "follows"), [((), "nothing"), (("DSC-1.1",), "DSC-1.1"), (("HLT-2.1",), None)])
def test_what_went_while_a_review_landed_is_kept_as_it_went(
    posted: DecisionStore, violated: tuple[str, ...], follows: str | None
) -> None:
    reading = ready(posted)
    review(posted, *violated)
    posted.outbox.delivered(reading, NOW)
    went = (FIRST, "HLT-2.1", "delivered", None)
    assert told(posted) == ([went, (SECOND, follows, "ready", FIRST)] if follows else [went])
    posted.outbox.delivered(reading, NOW + timedelta(hours=1))  # as after a crash: said twice, nothing changes
    (first, *_) = posted.outbox.list()
    assert first.delivered_at == NOW


def test_an_attempt_that_failed_while_a_review_landed_leaves_what_the_review_left(posted: DecisionStore) -> None:
    reading = ready(posted)
    review(posted, "DSC-1.1")
    posted.outbox.postpone(reading, NOW + timedelta(days=3), "no answer")
    posted.outbox.bury(reading, "no answer")
    (left,) = ready(posted)
    assert (left.message.body, left.attempts, left.last_error) == ("DSC-1.1", 0, "")


def test_what_went_while_its_creator_was_erased_brings_no_word_back(posted: DecisionStore) -> None:
    reading = ready(posted)
    review(posted)
    Erasure(posted.database).creator("cr_ricardo", "test")
    posted.outbox.delivered(reading, NOW)
    (left,) = posted.outbox.list()
    assert (left.message_id, left.creator_id, left.status) == (FIRST, ERASED, "delivered")
    assert "HLT-2.1" not in left.message.body


def test_erasing_takes_the_words_of_every_message(posted: DecisionStore) -> None:
    send(posted)
    review(posted)
    Erasure(posted.database).creator("cr_ricardo", "test")
    assert [(m.creator_id, m.status) for m in posted.outbox.list()] == [(ERASED, "delivered"), (ERASED, "superseded")]
    assert not {"HLT-2.1", "nothing"} & {m.message.body for m in posted.outbox.list()}
    assert ready(posted) == ()


def test_a_message_handed_on_while_a_review_took_it_back_is_corrected(posted: DecisionStore) -> None:
    review(posted)
    posted.outbox.acknowledge(FIRST, "test", NOW)
    assert told(posted) == [(FIRST, "HLT-2.1", "delivered", None), (SECOND, "nothing", "ready", FIRST)]


def test_words_that_were_not_handed_on_are_not_acknowledged(posted: DecisionStore) -> None:
    (read,) = ready(posted)
    review(posted, "DSC-1.1")
    with pytest.raises(MessageConflict, match="written message msg_d1 anew: read it again"):
        posted.outbox.acknowledge(FIRST, "test", NOW, read.created_at)
    assert told(posted) == [(FIRST, "DSC-1.1", "ready", None)]
    (anew,) = ready(posted)
    posted.outbox.acknowledge(FIRST, "test", NOW, anew.created_at)
    assert told(posted) == [(FIRST, "DSC-1.1", "delivered", None)]


def test_a_delivery_and_a_burial_are_lines_of_the_audit_log(posted: DecisionStore) -> None:
    reading = ready(posted)
    posted.outbox.postpone(reading, NOW, "no answer")
    posted.outbox.bury(reading, "no answer")
    posted.outbox.revive(FIRST, "key_1", NOW)
    posted.outbox.bury(reading, "no answer")
    posted.outbox.bury(reading, "no answer")  # which changes nothing
    posted.outbox.delivered(reading, NOW)
    posted.outbox.delivered(reading, NOW)
    lines = [(line.who, line.what, line.subject, line.before, line.after) for line in posted.audit.lines()]
    assert lines == [
        ("delivery", "message.bury", FIRST, "ready", "dead"),
        ("key_1", "message.redrive", FIRST, "dead", "ready"),
        ("delivery", "message.bury", FIRST, "ready", "dead"),
        ("delivery", "message.deliver", FIRST, "dead", "delivered"),
    ]


def test_when_messages_reached_creators_is_asked_at_once(posted: DecisionStore, case: Case, decide: Decide) -> None:
    posted.save(case, decide("d2", "HLT-2.1"))
    posted.save(case.model_copy(update={"creator_id": "cr_b"}), decide("d3", "HLT-2.1"))
    for hours, message in enumerate(ready(posted)):
        posted.outbox.delivered([message], NOW + timedelta(hours=hours))
    found = posted.outbox.delivered_to({"cr_ricardo", "cr_b", "cr_none"}, NOW + timedelta(hours=1))
    assert found == {"cr_ricardo": [NOW + timedelta(hours=1)], "cr_b": [NOW + timedelta(hours=2)]}
