"""Who may join a group in another market: fitted on earlier moves, expiring, judged by time."""

import numpy as np

from signals.links.attention import DAY_SECONDS
from signals.links.edges import Relation
from signals.links.group import LinkGroup, group_id
from signals.links.moves import HORIZON_DAYS, backtest, fit_moves, probabilities, shared_counts, watch_list

MEMBERS = ("a1", "a2", "a3")
GROUP = LinkGroup(group_id(MEMBERS), ("likes",), MEMBERS, ())
MARKETS = {**dict.fromkeys(MEMBERS, "US"), "home": "US", "b1": "GB", "b2": "GB", "later": "GB", "c": "GB"}
PAYOUTS = Relation.of(
    "payouts",
    ["a1", "b1", "a2", "home", "later", "a3", "c"],
    ["k1", "k1", "k2", "k2", "k2", "k3", "k4"],
    [day * DAY_SECONDS for day in (1.0, 2.0, 3.0, 3.0, 90.0, 4.0, 4.0)],
)
DEVICES = Relation.of("devices", ["a1", "b2", "b1", "a2"], ["d1", "d1", "d2", "d2"], [DAY_SECONDS * 2.0] * 4)


def test_candidates_are_of_other_markets_and_known_by_the_day() -> None:
    creators, counts = shared_counts(GROUP, [PAYOUTS, DEVICES], MARKETS, as_of=30)
    assert creators == ("b1", "b2")
    assert counts.tolist() == [[1, 1], [0, 1]]


def test_sharing_more_is_never_less_probable_and_the_list_expires() -> None:
    random = np.random.default_rng(0)
    counts = random.poisson(0.5, (300, 2)).astype(float)
    moved = (random.random(300) < 0.1 + 0.4 * (counts[:, 0] > 0)).astype(np.int64)
    model = fit_moves(("payouts", "devices"), counts, moved)
    assert model is not None
    assert (model.weights[1:] >= 0).all()
    assert probabilities(model, np.array([[2.0, 0.0]]))[0] > probabilities(model, np.array([[0.0, 0.0]]))[0]
    moves = watch_list(GROUP, [PAYOUTS, DEVICES], MARKETS, model, as_of=30)
    assert [move.creator for move in moves] == ["b1", "b2"]
    assert moves[0].shares == ("payouts", "devices")
    assert all(move.review_only and move.expires_on == 30 + HORIZON_DAYS for move in moves)
    result = backtest(moves, {(GROUP.group_id, "b1")}, candidates=100)
    assert (result.precision, result.recall, result.base_rate) == (0.5, 1.0, 0.01)


def test_too_few_moves_are_no_model_and_an_empty_list_no_measure() -> None:
    assert fit_moves(("payouts",), np.ones((5, 1)), np.array([1, 0, 0, 0, 0])) is None
    assert backtest([], set(), 10).reason is not None
