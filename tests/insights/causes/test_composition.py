"""Composition and behaviour: they add up to the movement exactly, and pure cases are told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.causes.composition import Composition, count_effects, rate_effects

numbers = st.floats(0, 1e6, allow_nan=False).map(lambda value: round(value, 3))
periods = st.dictionaries(st.sampled_from("abcdef"), st.tuples(numbers, numbers), min_size=1)


@given(periods, periods)
def test_effects_add_up_to_the_movement(
    before: dict[str, tuple[float, float]], after: dict[str, tuple[float, float]]
) -> None:
    effects = rate_effects(before, after)
    (x0, n0), (x1, n1) = ([sum(pair[place] for pair in sums.values()) for place in (0, 1)] for sums in (before, after))
    if not n0 or not n1:
        assert effects == {}
        return
    total = sum(one.mix + one.behaviour for one in effects.values())
    assert total == pytest.approx(x1 / n1 - x0 / n0, rel=1e-6, abs=1e-9 * max(x1 / n1, x0 / n0, 1))


@given(periods, periods, st.integers(1, 30), st.integers(1, 30))
def test_counts_add_up(
    before: dict[str, tuple[float, float]], after: dict[str, tuple[float, float]], old_days: int, new_days: int
) -> None:
    total = sum(one.total for one in count_effects(before, after, old_days, new_days).values())
    moved = sum(x for x, _ in after.values()) / new_days - sum(x for x, _ in before.values()) / old_days
    assert total == pytest.approx(moved, rel=1e-9, abs=1e-6)


def test_only_weights_changed() -> None:
    effects = rate_effects({"a": (10, 100), "b": (50, 100)}, {"a": (5, 50), "b": (75, 150)})
    assert sum(one.behaviour for one in effects.values()) == pytest.approx(0)
    assert sum(one.mix for one in effects.values()) == pytest.approx(0.4 - 0.3)
    assert all(one.mix > 0 for one in effects.values())  # fewer of the good, more of the bad


def test_only_rates_changed() -> None:
    effects = rate_effects({"a": (10, 100), "b": (50, 100)}, {"a": (20, 100), "b": (50, 100)})
    assert effects["a"].behaviour == pytest.approx(0.05)
    assert effects["b"].behaviour == 0
    assert all(one.mix == 0 for one in effects.values())


def test_a_new_slice_is_mix() -> None:
    effects = rate_effects({"a": (10, 100)}, {"a": (10, 100), "new": (90, 100)})
    assert effects["new"].behaviour == pytest.approx(0)
    assert effects["new"].mix > 0


def test_nothing_moved_has_no_share() -> None:
    assert Composition(dimensions=("market",), mix=0.0, behaviour=0.0).mix_share is None
    assert Composition(dimensions=("market",), mix=0.1, behaviour=0.3).mix_share == pytest.approx(0.25)
