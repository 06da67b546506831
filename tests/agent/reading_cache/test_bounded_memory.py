"""A memory never holds more than its size, nor anything for longer than its time."""

from hypothesis import given
from hypothesis import strategies as st

from agent.reading_cache.bounded_memory import MAX_SHARE, SWEEPS, BoundedMemory

SIZE, SECONDS = 1_600, 60.0
STEPS = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(1, 200), st.floats(0, 40)), max_size=60)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@given(STEPS)
def test_size_and_age_are_bounded(steps: list[tuple[str, int, float]]) -> None:
    clock = Clock()
    memory = BoundedMemory[tuple[str, float]](SIZE, SECONDS, clock)
    for key, size, wait in steps:
        clock.now += wait
        found = memory.find(key)
        assert found is None or (found[0] == key and clock.now - found[1] <= SECONDS)
        if found is None:
            memory.keep(key, (key, clock.now), size)
        assert memory.counts().size <= SIZE
    counts = memory.counts()
    assert counts.found + counts.missed == len(steps)
    assert counts.values <= 8


def test_what_was_used_longest_ago_leaves_first() -> None:
    memory = BoundedMemory[str](100 / MAX_SHARE, SECONDS)
    for number in range(16):
        memory.keep(f"{number}", "x", 100)
    assert memory.find("0") == "x"
    memory.keep("new", "x", 100)
    assert (memory.find("0"), memory.find("1"), memory.find("new")) == ("x", None, "x")


def test_huge_value_is_not_remembered() -> None:
    memory = BoundedMemory[str](SIZE, SECONDS)
    memory.keep("huge", "x", int(SIZE * MAX_SHARE) + 1)
    assert memory.find("huge") is None
    assert memory.counts().size == 0


def test_old_value_leaves_though_nobody_asks_for_it() -> None:
    clock = Clock()
    memory = BoundedMemory[str](SIZE, SECONDS, clock)
    memory.keep("old", "x", 50)
    clock.now = SECONDS * (1 + 2 / SWEEPS)
    memory.find("another")
    assert memory.counts().values == 0


def test_same_key_counts_once() -> None:
    memory = BoundedMemory[str](SIZE, SECONDS)
    for value in ("first", "second"):
        memory.keep("key", value, 60)
    assert (memory.find("key"), memory.counts().size) == ("second", 60)
