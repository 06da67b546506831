"""Mining: planted rules are found and readable, proposals wait in shadow, rare values only open an investigation."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from domain.days import date_of
from domain.errors import InputError
from insights.strategies.checks import check_files
from insights.strategies.conditions import conjunction
from insights.strategies.files import read_folder, write_strategy
from insights.strategies.labels import LabelReader, read_labels
from insights.strategies.mining.anomalies import investigations
from insights.strategies.mining.group_labels import GroupLabels
from insights.strategies.mining.proposals import MiningOptions, MiningReport, mine
from insights.strategies.mining.rows import MiningRows, read_rows
from insights.strategies.mining.rules import find_rules, rule_hits
from insights.strategies.mining.uncovered import uncovered_complaints
from insights.strategies.subjects import read_subjects
from tests.insights.strategies.made import DAY_NUMBER, subjects
from warehouse.engines.arrays import objects
from warehouse.engines.base import Engine
from warehouse.sample.ecosystem import Ecosystem

NAMES = ("activity.posts", "activity.burst_share", "trade.refund_share")


def made_rows(size: int = 2_000, planted: bool = True) -> MiningRows:
    """Violations: many posts and many bursts. A tenth of the refund shares is missing."""
    random = np.random.default_rng(3)
    values = np.column_stack([random.integers(0, 60, size), random.random(size), random.random(size)])
    wrong = (values[:, 0] >= 40) & (values[:, 1] >= 0.7) if planted else np.zeros(size, bool)
    positive = random.random(size) < np.where(wrong, 0.9, 0.03)
    values[random.random(size) < 0.1, 2] = np.nan
    return MiningRows(NAMES, values, positive, objects([f"c{place}" for place in range(size)]), np.ones(size))


def test_a_planted_rule_is_found() -> None:
    rows = made_rows()
    rules, compared = find_rules(rows)
    first = rules[0]
    assert {(one.variable, one.operator) for one in first.comparisons} == {
        ("activity.posts", ">="),
        ("activity.burst_share", ">="),
    }
    cuts = {one.variable: float(one.value) for one in first.comparisons}
    assert 38 <= cuts["activity.posts"] <= 44
    assert 0.68 <= cuts["activity.burst_share"] <= 0.76
    assert rows.positive[rule_hits(first, rows)].mean() > 0.8
    assert compared > 100
    assert conjunction(first.when) == first.comparisons


def test_without_a_pattern_the_rules_are_not_precise() -> None:
    rules, _ = find_rules(made_rows(planted=False))
    assert all(rule.positive / rule.creators < 0.5 for rule in rules)


def test_repeated_rows_of_a_creator_count_once() -> None:
    rows = made_rows(300)
    twice = MiningRows(
        rows.names,
        np.repeat(rows.values, 3, axis=0),
        np.repeat(rows.positive, 3),
        np.repeat(rows.creator_id, 3),
        np.full(900, 1 / 3),
    )
    once, repeated = find_rules(rows)[0][0], find_rules(twice)[0][0]
    assert repeated.positive == pytest.approx(once.positive, rel=1e-4)


@pytest.fixture(scope="module")
def report(insight_engine: Engine, insight_last_day: int) -> MiningReport:
    return mine(insight_engine, insight_last_day, OPTIONS)


OPTIONS = MiningOptions(horizon=7, appeal_days=1, step=2, owner="a team", investigate=4)


def test_proposals_are_in_shadow_and_only_queue(report: MiningReport, insight_last_day: int, tmp_path: Path) -> None:
    today = date_of(insight_last_day)
    for proposal in report.proposals:
        one = proposal.strategy
        assert (one.action, one.owner, one.action_on(today)) == ("queue", "a team", "none")
        assert one.expires == today + timedelta(days=90)
        write_strategy(tmp_path, one)
    assert check_files(read_folder(tmp_path), today).problems == ()
    assert report.proposals


def test_the_backtest_is_on_later_days(report: MiningReport) -> None:
    assert report.earlier.split(" to ")[1] < report.backtest.days.split(" to ")[0]
    assert [one.later.strategy for one in report.proposals] == [one.strategy.key for one in report.proposals]
    assert "whatever their backtest says" in report.notes[1]


def test_an_investigation_only_queues(report: MiningReport) -> None:
    assert len(report.investigations) == 4
    assert {one.action for one in report.investigations} == {"queue"}
    scores = [one.score for one in report.investigations]
    assert scores == sorted(scores, reverse=True)
    assert all("of creators are as far out" in reason for one in report.investigations for reason in one.reasons)


def test_the_rarest_creator_is_first() -> None:
    posts, shares = [5.0 + place % 7 for place in range(100)], [0.1] * 99 + [0.9]
    each = subjects({"activity.posts": [*posts[:-1], 80.0], "trade.refund_share": shares})
    first = investigations(each, 1)[0]
    assert first.creator_id == "c99"
    assert first.reasons[0] == "activity.posts is 80: 1.0% of creators are as far out"
    assert investigations(subjects({"activity.posts": [1.0, 2.0]}), 5) == ()


def test_complaints_that_no_clause_covers(insight_engine: Engine, insight_last_day: int) -> None:
    each = read_subjects(insight_engine, insight_last_day)
    notes = uncovered_complaints(insight_engine, each)
    assert notes
    for note in notes:
        assert note.creators >= 5
        assert note.complaints >= note.creators
        assert note.note.endswith("Is there a clause?")
    assert uncovered_complaints(insight_engine, read_subjects(insight_engine, insight_last_day - 200)) == ()


def test_what_cannot_be_mined_says_why(insight_engine: Engine, insight_last_day: int) -> None:
    last = insight_last_day
    with pytest.raises(InputError, match="there is no target"):
        mine(insight_engine, last, MiningOptions(target="everything"))
    with pytest.raises(InputError, match="move --split"):
        mine(insight_engine, last, MiningOptions(appeal_days=1, split=last - 58))
    labels = read_labels(insight_engine, last, appeal_days=1)
    nothing = LabelReader(labels.states.part(~labels.states.is_violation), last)
    with pytest.raises(InputError, match="only 0 creators have a positive label"):
        read_rows(insight_engine, [last - 20], nothing)


def test_labels_of_groups() -> None:
    labels = GroupLabels({"c0": frozenset({DAY_NUMBER - 3}), "c1": frozenset({DAY_NUMBER - 40})}, frozenset({"c2"}), 1)
    each = subjects({"activity.posts": [1, 1, 1, 1]})
    assert labels.labels(each).tolist() == [1, -1, -1, 0]
    assert labels.first_clauses(each) == {}


@pytest.mark.slow
def test_a_strategy_for_rings_agrees_with_the_truth(
    insight_engine: Engine, insight_last_day: int, insight_sample: Ecosystem
) -> None:
    found = mine(insight_engine, insight_last_day, MiningOptions(target="groups", step=3, investigate=0))
    best = found.proposals[0]
    assert best.review_only
    assert best.strategy.action == "queue"
    assert best.better_than_chance
    members = {member for ring in insight_sample.truth["rings"] for member in ring["members"]}
    assert {*best.later.examples} <= members
    assert "no person confirmed them" in found.notes[0]
