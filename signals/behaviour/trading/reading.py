"""The reading of whether an account changed hands: the day, the channels, the p-value, and innocent explanations."""

from collections.abc import Sequence

from domain.days import date_of
from signals.behaviour.trading.change import MIN_CHANNELS, Change, find_change
from signals.behaviour.trading.channels import Channel
from signals.reading import Reading, Reason

NAME = "account_change"
UNUSUAL = 0.01
INNOCENT = {
    "devices": "a new phone, a repair, or an app that was installed again",
    "payouts": "a new bank account or another way to be paid",
    "languages": "posts for another audience",
    "hours": "travel, a move, another job, or posts that were scheduled",
}
WITH_AGENCY = "the creator is with a registered agency, which may run the account and collect its money"
FEWER = (
    f"fewer than {MIN_CHANNELS} of devices, payouts, languages and hours were seen often enough before and after a day"
)


def read_account_change(channels: Sequence[Channel], as_of: int, has_agency: bool = False) -> Reading:
    """The value is the p-value: how often an account whose habits change on their own looks as changed as this one.
    Only below UNUSUAL, and with two channels or more, are there reasons."""
    change = find_change(channels)
    events = sum(one.size for one in channels)
    if change is None:
        return Reading(name=NAME, as_of=as_of, not_measured=FEWER, events=events)
    is_unusual = change.p_value <= UNUSUAL and len(change.changed) >= MIN_CHANNELS
    return Reading(
        name=NAME,
        as_of=as_of,
        value=change.p_value,
        reasons=(*_changes(change), *_innocent(change, has_agency)) if is_unusual else (),
        not_known=tuple(name for name in INNOCENT if name not in change.looked_at),
        events=events,
        changed_on=change.last_day if is_unusual else None,
    )


def _changes(change: Change) -> tuple[Reason, ...]:
    first, last = (date_of(day) for day in (change.first_day, change.last_day))
    when = f"on {first}" if first == last else f"between {first} and {last}"
    names = " and ".join(one.name for one in change.changed)
    by_chance = f"by chance in one of {round(1 / change.p_value):,} accounts"
    together = Reason("ACCOUNT_CHANGE", f"{names} changed together {when}, which happens {by_chance}")
    parts = (f"{one.name}: mostly {one.before} before, mostly {one.after} after" for one in change.changed)
    return (together, *(Reason("CHANNEL_CHANGE", text) for text in parts))


def _innocent(change: Change, has_agency: bool) -> tuple[Reason, ...]:
    """What could explain each channel without a trade. Nobody can tell from here."""
    found = [Reason("INNOCENT", f"{one.name}: {INNOCENT[one.name]}") for one in change.changed if one.name in INNOCENT]
    return (*found, *((Reason("INNOCENT", WITH_AGENCY),) if has_agency else ()))
