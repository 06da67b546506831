"""What an edit did to a decision, and the shares with their intervals."""

import pytest

from domain.verdict import Outcome
from eval.steering.pair import RightVerdict
from eval.steering.scores import CaseScore, Effect, Prediction, share, summarise

OK, OTHER = RightVerdict(outcome=Outcome.NO_VIOLATION), frozenset({"A-2"})
BAD = RightVerdict(outcome=Outcome.VIOLATION, violated=frozenset({"A-1"}))
PASSED, REVIEW = Prediction(outcome=Outcome.NO_VIOLATION), Prediction(outcome=Outcome.NEEDS_REVIEW)
FOUND = Prediction(outcome=Outcome.VIOLATION, violated=("A-1",))
FOUND_OTHER = Prediction(outcome=Outcome.VIOLATION, violated=("A-2",))
FAILED = Prediction(outcome=None, error="no answer")


def scored(
    right: tuple[RightVerdict, RightVerdict], decided: tuple[Prediction, Prediction], pair_id: str = "p"
) -> CaseScore:
    return CaseScore(
        pair_id=pair_id,
        change="limit_changed",
        case_id="c",
        flips=right[0] != right[1],
        right_before=right[0],
        right_after=right[1],
        before=decided[0],
        after=decided[1],
    )


@pytest.mark.parametrize(
    ("right", "decided", "effect"),
    [
        ((BAD, OK), (FOUND, PASSED), Effect.FOLLOWED),
        ((BAD, OK), (REVIEW, PASSED), Effect.FOLLOWED),
        ((BAD, OK), (FOUND_OTHER, PASSED), Effect.FOLLOWED),
        ((BAD, OK), (FOUND, FOUND), Effect.IGNORED),
        ((BAD, OK), (PASSED, PASSED), Effect.IGNORED),
        ((BAD, OK), (FOUND, REVIEW), Effect.CHANGED_WRONGLY),
        ((OK, BAD), (PASSED, FOUND_OTHER), Effect.CHANGED_WRONGLY),
        ((OK, OK), (PASSED, PASSED), Effect.UNMOVED),
        ((OK, OK), (REVIEW, REVIEW), Effect.UNMOVED),
        ((OK, OK), (REVIEW, PASSED), Effect.OVERREACTED),
        ((BAD, BAD), (FOUND, FOUND_OTHER), Effect.OVERREACTED),
        ((BAD, OK), (FOUND, FAILED), Effect.FAILED),
        ((OK, OK), (FAILED, PASSED), Effect.FAILED),
    ],
)
def test_effect_of_an_edit(
    right: tuple[RightVerdict, RightVerdict], decided: tuple[Prediction, Prediction], effect: Effect
) -> None:
    assert scored(right, decided).effect is effect


def test_clauses_of_a_verdict_that_a_person_must_confirm_do_not_count() -> None:
    confirmed = Prediction(outcome=Outcome.NEEDS_REVIEW, violated=("A-1",))
    assert scored((BAD, BAD), (confirmed, REVIEW)).effect is Effect.UNMOVED


def test_summary_tells_apart_what_was_wrong_before() -> None:
    scores = [
        scored((BAD, OK), (FOUND, PASSED)),
        scored((BAD, OK), (REVIEW, PASSED)),
        scored((BAD, OK), (PASSED, PASSED)),
        scored((OK, OK), (PASSED, PASSED), "q"),
        scored((OK, OK), (FAILED, PASSED), "q"),
    ]
    summary = summarise(scores)
    assert (summary.pairs, summary.flips, summary.others, summary.failed) == (2, 3, 2, 1)
    assert (summary.followed.count, summary.followed.of, summary.ignored) == (2, 3, 1)
    assert (summary.followed_if_right_before.count, summary.followed_if_right_before.of) == (1, 1)
    assert (summary.unmoved.count, summary.unmoved.of, summary.overreacted) == (1, 2, 0)
    assert (summary.wrong_before, summary.right_after.count) == (2, 5)


def test_interval_of_a_share_is_that_of_wilson() -> None:
    """Brown, Cai and DasGupta 2001: 10 of 10 is [.722, 1], 5 of 10 [.237, .763]."""
    assert share(10, 10).model_dump() == pytest.approx(
        {"count": 10, "of": 10, "value": 1, "low": 0.722, "high": 1}, abs=5e-4
    )
    assert share(5, 10).model_dump() == pytest.approx(
        {"count": 5, "of": 10, "value": 0.5, "low": 0.237, "high": 0.763}, abs=5e-4
    )
    assert share(0, 0).value is None
