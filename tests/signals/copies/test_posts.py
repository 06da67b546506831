"""Captions of the warehouse become rows of its table of copies."""

from pathlib import Path

import numpy as np

from signals.copies.posts import caption_copies
from warehouse.connection import open_warehouse
from warehouse.tables.content import POSTS

DAY, SECONDS = 20_000, 86_400
ORIGINAL = "three linen dresses in soft sage green for a long warm evening by the sea with friends"
REWORDED = "three linen dresses in soft moss green for a long warm evening by the lake with friends"


def test_later_post_copies_the_earlier_one_and_no_day_is_read_early(tmp_path: Path) -> None:
    days = [DAY - 40, DAY - 3, DAY - 1, DAY, DAY + 1]
    captions = [ORIGINAL, REWORDED, ORIGINAL, "", ORIGINAL]
    text = {name: np.array(["x"] * 5, dtype=object) for name in ("market", "language")}
    columns = {
        **text,
        "post_id": np.array(["old", "b", "a", "c", "next"], dtype=object),
        "creator_id": np.array([f"cr_{number}" for number in range(5)], dtype=object),
        "at": np.array([day * SECONDS for day in days]),
        "kind": np.array(["text"] * 5, dtype=object),
        "caption": np.array(captions, dtype=object),
        "product_id": np.array([None] * 5, dtype=object),
        "duration_s": np.array([np.nan] * 5),
        "day": np.array(days),
    }
    columns |= {name: np.array([""] * 5, dtype=object) for name in POSTS.names if name not in columns}
    with open_warehouse(f"sqlite:///{tmp_path}/events.db") as warehouse:
        warehouse.engine.insert(POSTS, {name: columns[name] for name in POSTS.names})
        found = caption_copies(warehouse.engine, DAY)
    assert {name: values.tolist() for name, values in found.items() if name not in ("coverage", "distance")} == {
        "post_id": ["a"],
        "of_post_id": ["b"],
        "at": [(DAY - 1) * SECONDS],
        "transformation": ["caption reworded"],
    }
    assert 0.5 < found["coverage"][0] < 1


def test_warehouse_without_posts_has_no_copies(tmp_path: Path) -> None:
    with open_warehouse(f"sqlite:///{tmp_path}/events.db") as warehouse:
        found = caption_copies(warehouse.engine, DAY)
    assert [len(values) for values in found.values()] == [0] * 6
