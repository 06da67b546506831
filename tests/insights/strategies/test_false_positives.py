"""False positives: the planted group is named first, with the clause or the strategy to fix."""

import numpy as np

from insights.strategies.decision_errors import judged_decisions
from insights.strategies.false_positives import DECISIONS, Judged, error_report, judged_hits, levels
from insights.strategies.labels import read_labels
from tests.insights.strategies.made import made_replay, strategy, subjects
from warehouse.engines.arrays import objects
from warehouse.engines.base import Engine

SIZE = 200


def judged(source: str = DECISIONS) -> Judged:
    """A third of BR is wrong by chance as everywhere, and nearly all of BR under PRC-1.1."""
    random = np.random.default_rng(2)
    market, clause = random.choice(["US", "BR", "DE"], SIZE), random.choice(["PRC-1.1", "MIS-1.1"], SIZE)
    planted = (market == "BR") & (clause == "PRC-1.1")
    wrong = random.random(SIZE) < np.where(planted, 0.9, 0.1)
    names = objects([f"c{place}" for place in range(SIZE)])
    groups = {"market": market.astype(object), "clause": clause.astype(object)}
    return Judged(source, wrong, names, names, groups, clause.tolist() if source == DECISIONS else [None] * SIZE)


def test_the_planted_group_is_first_and_its_clause_is_named() -> None:
    report = error_report([judged()])
    first = report.patterns[0]
    assert first.group == ("market: BR", "clause: PRC-1.1")
    assert first.shown
    assert first.fix.startswith("clause PRC-1.1:")
    assert first.share.value is not None
    assert first.elsewhere.value is not None
    assert first.share.value > first.elsewhere.value + 0.5
    assert len(first.examples) == 3
    assert report.compared == 3 + 2 + 6


def test_a_strategy_is_to_fix_where_no_clause_was_wrong() -> None:
    first = error_report([judged("rule@1")]).patterns[0]
    assert first.fix == "strategy rule@1: narrow its condition where market: BR and clause: PRC-1.1"


def test_errors_by_chance_are_not_shown() -> None:
    random = np.random.default_rng(5)
    base = judged()
    even = Judged(DECISIONS, random.random(SIZE) < 0.3, base.creator_id, base.ids, base.groups, base.clauses)
    report = error_report([even])
    assert report.patterns
    assert not any(one.shown for one in report.patterns)


def test_hits_are_grouped_by_the_numbers_of_the_condition() -> None:
    posts = [*range(21, 81)]
    labels = [0 if number <= 40 else 1 for number in posts]
    one = made_replay(
        [strategy()],
        [(subjects({"activity.posts": posts, "account.market": ["US"] * 60}), labels)],
        clauses={"c0": "MIS-1.1"},
    )
    first = error_report([judged_hits(one, strategy())]).patterns[0]
    assert first.group == ("activity.posts: low (up to 40.7)",)
    assert (first.false_positives, first.labelled, first.shown) == (20, 20, True)
    assert first.fix == "strategy many-posts@1: narrow its condition where activity.posts: low (up to 40.7)"


def test_levels_of_equal_or_missing_values() -> None:
    assert levels(np.array([3.0, 3.0])).tolist() == [None, None]
    assert levels(np.array([np.nan, 1.0, 2.0, 3.0])).tolist()[0] is None


def test_decisions_of_the_sample(insight_engine: Engine, insight_last_day: int) -> None:
    found = judged_decisions(insight_engine, read_labels(insight_engine, insight_last_day, appeal_days=3), 0)
    assert len(found.wrong) > 20
    assert 0 < found.wrong.mean() < 0.5
    assert set(found.groups) == {"market", "language", "account age", "clause"}
    assert error_report([found]).compared > 2


def test_nothing_to_group() -> None:
    nothing = np.empty(0, object)
    report = error_report([Judged("rule@1", np.empty(0, bool), nothing, nothing, {"market": nothing}, [])])
    assert (report.patterns, report.compared) == ((), 0)
