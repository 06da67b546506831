"""What the platform does in the sample: the audit, the experiment, and the decisions that are mistaken."""

import numpy as np

from tests.warehouse.warehouses import DAY
from warehouse.engines.base import Columns, select
from warehouse.sample.ecosystem import build_ecosystem
from warehouse.sample.experiment import AVOIDED_SHARE, experiment_start
from warehouse.sample.mistakes import FALSE_SHARE, GAP_MARKET, GAP_SHARE
from warehouse.sample.options import SampleOptions

OPTIONS = SampleOptions(creators=1500, days=60, seed=5)
ECOSYSTEM = build_ecosystem(OPTIONS)


def by_key(columns: Columns, key: str, value: str) -> dict[str, object]:
    return dict(zip(columns[key].tolist(), columns[value].tolist(), strict=True))


def test_the_audit_finds_the_rate_of_views() -> None:
    items = ECOSYSTEM.tables["audit_items"]
    labelled = select(items, items["outcome"] != np.array(None))
    violates = labelled["outcome"] == "violation"
    rate = labelled["weight"][violates].sum() / labelled["weight"].sum()
    assert abs(rate - ECOSYSTEM.truth["violation_view_rate"]) < 0.08
    assert violates.mean() > rate  # suspicious posts are drawn more often


def test_weights_of_a_day_add_up_to_its_views() -> None:
    items, views = ECOSYSTEM.tables["audit_items"], ECOSYSTEM.tables["views_sample"]
    weights = np.bincount(items["at"] // DAY - OPTIONS.first_day, items["weight"], OPTIONS.days)
    seen = np.bincount(views["at"] // DAY - OPTIONS.first_day, views["weight"], OPTIONS.days)
    assert abs(weights.sum() / seen.sum() - 1) < 0.05


def test_decisions_are_mistaken_more_often_in_one_market() -> None:
    reviews, decisions = ECOSYSTEM.tables["reviews"], ECOSYSTEM.tables["decisions"]
    market = by_key(ECOSYSTEM.tables["creators"], "creator_id", "market")
    first = by_key(decisions, "decision_id", "outcome")
    found = np.array([first[name] == "violation" for name in reviews["decision_id"].tolist()])
    taken_back = reviews["outcome"] == "no_violation"
    here = np.array([market[name] == GAP_MARKET for name in reviews["creator_id"].tolist()])
    assert abs(taken_back[found & here].mean() - GAP_SHARE) < 0.15
    assert abs(taken_back[found & ~here].mean() - FALSE_SHARE) < 0.06


def test_the_treatment_has_fewer_complaints() -> None:
    assignments, complaints = ECOSYSTEM.tables["assignments"], ECOSYSTEM.tables["complaints"]
    arm = by_key(assignments, "creator_id", "arm")
    later = complaints["at"] >= experiment_start(OPTIONS) * DAY
    arms = [arm.get(name) for name in complaints["creator_id"][later].tolist()]
    assert arms.count("treatment") < (1 - AVOIDED_SHARE / 2) * arms.count("control")


def test_letters_follow_violations() -> None:
    letters, first = ECOSYSTEM.tables["letters"], by_key(ECOSYSTEM.tables["decisions"], "decision_id", "outcome")
    assert {first[name] for name in letters["decision_id"].tolist()} == {"violation"}
