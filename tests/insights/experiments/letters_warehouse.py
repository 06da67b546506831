"""A warehouse with an experiment on letters: eight creators, a post a day each, and complaints at known days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from insights.experiments.assignment import assign_by_hash
from insights.experiments.definition import Arm, Experiment
from insights.metrics.registry import read_registry
from tests.warehouse.warehouses import DAY, FIRST
from warehouse.connection import Warehouse
from warehouse.tables.links import LINK_DAYS, LINK_GROUPS, LINK_MEMBERS

START = FIRST + 30
CREATORS = [f"c{i}" for i in range(8)]
EXPERIMENT = Experiment(
    id="letters",
    version=1,
    owner="us",
    hypothesis="It works.",
    start=date(2026, 7, 1),
    end=date(2026, 7, 20),
    metric="complaint_rate",
    outcome_days=5,
    covariate_days=10,
    arms=(Arm(name="control", share=0.5), Arm(name="treatment", share=0.5)),
)
RATE = read_registry().metric("complaint_rate")


@dataclass(frozen=True)
class Events:
    """A post a day of each creator, and complaints at (creator, day)."""

    complaints: Sequence[tuple[str, int]]
    arms: dict[str, str]

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        creators = [
            {"creator_id": c, "market": ("US", "ID")[i % 2], "language": "en", "joined_at": FIRST * DAY}
            for i, c in enumerate(CREATORS)
        ]
        posts = [
            {"post_id": f"{c} {day}", "creator_id": c, "at": day * DAY, "market": "US", "language": "en"}
            | {"kind": "text", "caption": ""}
            for c in CREATORS
            for day in range(FIRST, FIRST + 60)
        ]
        complaints = [
            {"complaint_id": f"k{n}", "creator_id": c, "at": day * DAY, "reason": "spam"}
            for n, (c, day) in enumerate(self.complaints)
        ]
        assignments = [
            {"experiment": "letters", "creator_id": c, "at": START * DAY, "arm": arm} for c, arm in self.arms.items()
        ]
        return {"creators": creators, "posts": posts, "complaints": complaints, "assignments": assignments}


ARMS = assign_by_hash(CREATORS, EXPERIMENT.split, "letters")
COMPLAINTS = [("c0", START - 11), ("c0", START - 10), ("c0", START - 1), ("c0", START), ("c0", START + 4)]
LATER = [("c0", START + 5), ("c0", START + 20)]


def changed(**values: Any) -> Experiment:
    return Experiment.model_validate(EXPERIMENT.model_dump() | values)


def link(warehouse: Warehouse, members: list[str], day: int) -> None:
    size = len(members)
    group: dict[str, Any] = {"day": [day], "group_id": ["g"], "support": ["two_relations"], "relations": ["likes"]}
    group |= {"size": [size], "explained": [0], "p_value": [0.01], "expected_false_groups": [0.1], "explanations": [""]}
    warehouse.engine.insert(LINK_GROUPS, {name: np.array(value) for name, value in group.items()})
    rows = {
        "day": np.full(size, day),
        "group_id": np.array(["g"] * size, object),
        "creator_id": np.array(members, object),
    }
    warehouse.engine.insert(LINK_MEMBERS, rows)
    warehouse.engine.insert(LINK_DAYS, {"day": np.array([day]), "groups": np.array([1])})
