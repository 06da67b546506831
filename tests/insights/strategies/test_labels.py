"""Labels of a replay: confirmed by people, after the features, known on the day, overturned ones negative."""

from typing import Any

import numpy as np
import pytest

from domain.errors import InputError
from insights.strategies.labels import UNKNOWN, read_audit, read_labels, replay_days
from tests.insights.strategies.made import subjects
from tests.insights.strategies.test_subjects import at, decision
from tests.warehouse.warehouses import FIRST, load_rows, memory_warehouse, run_jobs
from warehouse.connection import Warehouse

IDS = ("held", "freed", "alone", "early", "late", "none")


def review(name: str, creator: str, day: int, outcome: str) -> dict[str, Any]:
    fields = {"review_id": f"r-{name}", "decision_id": name, "creator_id": creator, "at": at(day), "outcome": outcome}
    return {**fields, "reviewer": "m"}


@pytest.fixture
def warehouse() -> Any:
    """Features on day 10, labels from day 11 to 24."""
    found = {
        "held": (12, "violation"),
        "freed": (13, "no_violation"),
        "early": (9, "violation"),
        "late": (30, "violation"),
    }
    decisions = [decision(f"x-{name}", name, f"p-{name}", day, "violation") for name, (day, _) in found.items()]
    decisions.append(decision("x-alone", "alone", "p-alone", 14, "violation"))
    reviews = [review(f"x-{name}", name, day + 1, outcome) for name, (day, outcome) in found.items()]
    audit = {"post_id": "p-held", "creator_id": "held", "probability": 0.1}
    draws = [
        {"audit_id": f"s{day}", "at": at(day), "weight": 2.0, "outcome": outcome, **audit}
        for day, outcome in ((12, "violation"), (14, None), (60, "violation"))
    ]
    with memory_warehouse() as opened:
        load_rows(opened, {"decisions": decisions, "reviews": reviews, "audit_items": draws})
        run_jobs(opened, FIRST + 60)
        yield opened


def label_of(warehouse: Warehouse, known: int, **options: Any) -> dict[str, int]:
    each = subjects({"activity.posts": [1] * len(IDS)}, FIRST + 10, IDS)
    found = read_labels(warehouse.engine, FIRST + known, appeal_days=5, **options).labels(each)
    return dict(zip(IDS, found.tolist(), strict=True))


def test_only_what_people_confirmed_after_the_features(warehouse: Warehouse) -> None:
    expected = dict.fromkeys(IDS, UNKNOWN) | {"held": 1, "freed": 0}
    assert label_of(warehouse, 60) == expected
    assert label_of(warehouse, 60, horizon=2) == dict.fromkeys(IDS, UNKNOWN) | {"held": 1}


def test_what_was_not_known_yet_has_no_label(warehouse: Warehouse) -> None:
    assert label_of(warehouse, 17) == dict.fromkeys(IDS, UNKNOWN) | {"held": 1}  # freed can still be appealed
    with pytest.raises(InputError, match="no decision was confirmed"):
        label_of(warehouse, 9)


def test_other_clauses_give_no_label(warehouse: Warehouse) -> None:
    assert label_of(warehouse, 60, clause="MIS-1.1")["held"] == 1
    with pytest.raises(InputError, match=r"no violation of PRC-1\.1 was confirmed"):
        label_of(warehouse, 60, clause="PRC-1.1")


def test_the_clause_that_was_found_first(warehouse: Warehouse) -> None:
    each = subjects({"activity.posts": [1] * len(IDS)}, FIRST + 10, IDS)
    labels = read_labels(warehouse.engine, FIRST + 60, appeal_days=5)
    assert labels.first_clauses(each) == {"freed": "MIS-1.1", "held": "MIS-1.1"}


def test_the_audit_up_to_the_day(warehouse: Warehouse) -> None:
    found = read_audit(warehouse.engine, FIRST + 40)
    assert found.day.tolist() == [FIRST + 12]
    assert np.array_equal(found.violates, [True])
    assert len(read_audit(warehouse.engine, FIRST + 60).weight) == 2


def test_days_whose_labels_are_complete() -> None:
    assert replay_days(10, 100, 60, 14, 7) == (10, 17, 24, 31, 38, 45)
    with pytest.raises(InputError, match="shorter --horizon"):
        replay_days(50, 100, 60, 14, 7)
