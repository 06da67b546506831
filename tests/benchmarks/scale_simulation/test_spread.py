"""Creators spread evenly, and a new shard moves creators to itself only."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scale_simulation.spread import loads, moved_share, shard_of

CREATORS = Counter({f"cr_{number}": 1 for number in range(3_000)})


@given(st.text(max_size=20), st.integers(1, 40))
def test_creator_stays_unless_the_new_shard_takes_her(creator_id: str, shards: int) -> None:
    before, after = shard_of(creator_id, shards), shard_of(creator_id, shards + 1)
    assert 0 <= before < shards
    assert after in (before, shards)


def test_shards_get_about_the_same() -> None:
    counted = loads(CREATORS, 6)
    assert counted.total() == 3_000
    assert max(counted.values()) < 1.15 * 3_000 / 6
    assert moved_share(CREATORS, 6) == pytest.approx(1 / 7, abs=0.03)
