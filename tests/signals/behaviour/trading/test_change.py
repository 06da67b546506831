"""Changes of an account: two channels must change together, one alone never counts, and p-values keep their promise."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.behaviour.trading.change import DAY, Change, find_change
from signals.behaviour.trading.channels import Channel, channel, differences, hour_channel
from signals.behaviour.trading.reading import read_account_change

START, SOLD = 20_000, 20_040


def seen(name: str, values: Sequence[str | None], days: int = 80) -> Channel:
    """At equal steps over some days."""
    at = (START * DAY + np.linspace(0, days, len(values), endpoint=False) * DAY).astype(np.int64)
    return channel(name, at, np.array([*values], dtype=object))


def switched(name: str, number: int = 14) -> Channel:
    return seen(name, ["old"] * (number // 2) + ["new"] * (number - number // 2))


def mixed(name: str, number: int = 14, seed: int = 0) -> Channel:
    return seen(name, np.random.default_rng(seed).choice(["a", "b"], number).tolist())


def found(*channels: Channel) -> Change:
    change = find_change(channels)
    assert change is not None
    return change


def test_two_channels_that_change_on_the_same_day_are_found() -> None:
    change = found(switched("devices"), switched("payouts", 12), mixed("languages", 30))
    assert change.p_value < 0.01
    assert change.first_day <= SOLD <= change.last_day < change.first_day + 10
    assert [one.name for one in change.changed] == ["devices", "payouts"]
    assert (change.changed[0].before, change.changed[0].after) == ("old", "new")


@pytest.mark.parametrize("name", ["devices", "payouts", "languages"])
def test_one_channel_alone_never_counts(name: str) -> None:
    """A new phone, another bank, or another audience."""
    change = found(switched(name, 30), mixed("one", 30, 1), mixed("other", 30, 2))
    assert len(change.changed) < 2 or change.p_value > 0.01
    constant = found(switched(name, 30), seen("one", ["same"] * 30))
    assert constant.p_value == 1


def test_changes_at_different_times_are_no_change_of_the_account() -> None:
    early = seen("devices", ["old"] * 4 + ["new"] * 36)
    late = seen("payouts", ["old"] * 36 + ["new"] * 4)
    assert found(early, late).p_value > 0.01


def test_too_little_is_not_measured() -> None:
    assert find_change([]) is None
    assert find_change([switched("devices")]) is None
    assert find_change([switched("devices"), seen("payouts", ["a", "b"])]) is None
    assert find_change([seen("devices", []), seen("payouts", [None, None, None, None])]) is None


@pytest.mark.slow
def test_of_accounts_without_a_change_few_look_changed() -> None:
    """The p-value of 200 such accounts is below .1 in about 20."""
    values = [
        found(mixed("devices", 14, n), mixed("payouts", 6, n + 500), mixed("hours", 40, n + 900)) for n in range(200)
    ]
    assert sum(one.p_value <= 0.1 for one in values) <= 33  # 1.3 in 1,000 by chance


@given(st.lists(st.integers(0, 3), min_size=4, max_size=30), st.data())
@settings(max_examples=50)
def test_differences_are_zero_for_equal_shares_and_do_not_depend_on_the_names(
    codes: list[int], data: st.DataObject
) -> None:
    row = np.array([codes], dtype=np.int64)
    cuts = np.array([data.draw(st.integers(1, len(codes) - 1))], dtype=np.int64)
    twice = np.array([codes + codes], dtype=np.int64)
    assert differences(twice, np.array([len(codes)]))[0, 0] == pytest.approx(0, abs=1e-9)
    assert differences(3 - row, cuts) == pytest.approx(differences(row, cuts))
    assert differences(row[:, ::-1], len(codes) - cuts) == pytest.approx(differences(row, cuts))


def test_hours_are_put_in_bins() -> None:
    found = hour_channel(np.array([1, 2, 3], dtype=np.int64), np.array([23, -1, 1], dtype=np.int64))
    assert found.names == ("0 to 4 o'clock", "20 to 24 o'clock")
    assert found.codes.tolist() == [1, 0]


def test_the_reading_names_day_channels_chance_and_innocent_explanations() -> None:
    reading = read_account_change([switched("devices"), switched("payouts", 12)], SOLD + 40, has_agency=True)
    assert reading.value is not None
    assert reading.value <= 0.01
    texts = [f"{reason.code} {reason.text}" for reason in reading.reasons]
    assert any(text.startswith("ACCOUNT_CHANGE devices and payouts changed together between 2024-11") for text in texts)
    assert sum(text.startswith("INNOCENT") for text in texts) == 3
    assert reading.not_known == ("languages", "hours")


def test_an_account_that_did_not_change_has_a_reading_without_reasons() -> None:
    reading = read_account_change([mixed("devices"), mixed("payouts", 8)], SOLD)
    assert reading.value is not None
    assert reading.reasons == ()


def test_the_reading_says_what_is_missing() -> None:
    reading = read_account_change([switched("devices")], SOLD)
    assert reading.value is None
    assert "fewer than 2" in reading.not_measured
