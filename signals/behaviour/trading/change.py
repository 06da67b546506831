"""The day on which several channels of an account change together, with a p-value from permutations."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signals.behaviour.trading.channels import Channel, Floats, Ints, differences

DAY = 86_400
MIN_EVENTS = 2  # of a channel before a day, and after it
MIN_CHANNELS = 2
ROUNDS = (199, 1_999)  # permutations: more only where the first ones leave a doubt
DOUBT = 0.1
NEARLY_BEST = 0.8
CHANGED = 2.0  # standard deviations of the permutations: a channel that changed
MAX_EVENTS = 400  # of a channel: the newest ones


@dataclass(frozen=True)
class ChannelChange:
    """`deviations`: how many standard deviations of the permutations the channel differs before and after the day.
    `before`, `after`: what was most often seen."""

    name: str
    deviations: float
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """`first_day` to `last_day`: when the new habits began, as far as events of the changed channels tell. `p_value`:
    how often channels that change on their own, at random times, differ as much together. `changed`: those beyond
    CHANGED. `looked_at`: names of all channels with enough events."""

    first_day: int
    last_day: int
    p_value: float
    changed: tuple[ChannelChange, ...]
    looked_at: tuple[str, ...]


def find_change(channels: Sequence[Channel], seed: int = 1) -> Change | None:
    """None if fewer than MIN_CHANNELS channels have events enough before and after some day.

    For each day, what counts is the sum of the deviations of all channels without the largest one: a single channel
    that changes, such as a new phone, counts for nothing."""
    usable = [_newest(one) for one in channels if one.size >= 2 * MIN_EVENTS and len(one.names) > 0]
    days = _days(usable)
    if len(usable) < MIN_CHANNELS or not len(days):
        return None
    for rounds in ROUNDS:
        random = np.random.default_rng(seed)
        deviations = np.stack([_deviations(one, days, random, rounds) for one in usable])
        p_value = _p_value(deviations)
        if p_value > DOUBT:
            break
    place = _place(deviations[:, 0])
    day, here = int(days[place]), deviations[:, 0, place]
    changed = [one for one, value in zip(usable, here, strict=True) if value >= CHANGED]
    around = [_around(one, day) for one in changed or usable]
    return Change(
        first_day=max(first for first, _ in around),
        last_day=min(last for _, last in around),
        p_value=p_value,
        changed=tuple(
            _described(one, day, float(value)) for one, value in zip(changed, here[here >= CHANGED], strict=True)
        ),
        looked_at=tuple(one.name for one in usable),
    )


def _joint(deviations: Floats) -> Floats:
    """The sum of the deviations of all channels (the first axis) without the largest one."""
    return np.asarray(deviations.sum(axis=0) - deviations.max(axis=0))


def _p_value(deviations: Floats) -> float:
    """`deviations`: shape (channels, rounds + 1, days), as seen and permuted. That one channel has changed and the
    others have not is no change of the account either: each channel in turn is left as seen while the others are
    permuted, and the largest of the p-values holds."""
    seen, permuted = deviations[:, :1], deviations[:, 1:]
    best = float(_joint(seen).max())
    found = 0.0
    for one in range(len(deviations)):
        mixed = permuted.copy()
        mixed[one] = seen[one]
        reached = int((_joint(mixed).max(axis=1) >= best - 1e-9).sum())
        found = max(found, (1 + reached) / (permuted.shape[1] + 1))
    return found


def _place(deviations: Floats) -> int:
    """Where all channels together differ most, among the places where they differ jointly."""
    joint = _joint(deviations)
    return int(np.where(joint >= NEARLY_BEST * joint.max(), deviations.sum(axis=0), -1).argmax())


def _around(one: Channel, day: int) -> tuple[int, int]:
    """The day of the last event before `day`, and that of the first one from `day` on."""
    cut = int(np.searchsorted(one.at, day * DAY))
    first = int(one.at[cut - 1]) // DAY if cut else day
    return first, int(one.at[cut]) // DAY if cut < one.size else day


def _newest(one: Channel) -> Channel:
    return Channel(one.name, one.at[-MAX_EVENTS:], one.codes[-MAX_EVENTS:], one.names)


def _days(channels: Sequence[Channel]) -> Ints:
    """Those with MIN_EVENTS before and after them in at least MIN_CHANNELS channels."""
    if not channels:
        return np.zeros(0, np.int64)
    first, last = min(int(one.at[0]) for one in channels), max(int(one.at[-1]) for one in channels)
    days = np.arange(first // DAY + 1, last // DAY + 1)
    enough = sum(_is_enough(one, days).astype(int) for one in channels)
    return np.asarray(days[enough >= MIN_CHANNELS])


def _is_enough(one: Channel, days: Ints) -> NDArray[np.bool_]:
    cuts = np.searchsorted(one.at, days * DAY)
    return np.asarray((cuts >= MIN_EVENTS) & (one.size - cuts >= MIN_EVENTS))


def _deviations(one: Channel, days: Ints, random: np.random.Generator, rounds: int) -> Floats:
    """Shape (rounds + 1, days), the first row as seen and the others with what was seen in another order; 0 on days
    without enough events. A difference counts in standard deviations above the mean of its permutations."""
    shuffled = random.permuted(np.tile(one.codes, (rounds, 1)), axis=1)
    cuts = np.searchsorted(one.at, days * DAY)
    distinct, place_of = np.unique(cuts, return_inverse=True)
    found = differences(np.vstack([one.codes, shuffled]), distinct.astype(np.int64))
    deviation = found[1:].std(axis=0)
    scaled = (found - found[1:].mean(axis=0)) / np.maximum(deviation, 1e-9)
    scaled = np.where(deviation > 1e-9, np.maximum(scaled, 0), 0)
    return np.where(_is_enough(one, days), scaled[:, place_of], 0)


def _described(one: Channel, day: int, deviations: float) -> ChannelChange:
    cut = int(np.searchsorted(one.at, day * DAY))
    return ChannelChange(one.name, deviations, _usual(one, one.codes[:cut]), _usual(one, one.codes[cut:]))


def _usual(one: Channel, codes: Ints) -> str:
    return one.names[int(np.bincount(codes).argmax())] if len(codes) else "nothing"
