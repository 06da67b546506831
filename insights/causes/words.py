"""A movement in plain sentences, for a person who reads nothing else."""

from collections.abc import Iterator, Sequence

from insights.causes.cause import Cause
from insights.causes.moments import FirstMoment
from insights.causes.movement import Movement
from insights.causes.own_changes import Explanation
from insights.estimate import Estimate


def movement_words(
    movement: Movement,
    before: Estimate,
    after: Estimate,
    explanations: Sequence[Explanation],
    answer: Sequence[Cause],
    moment: FirstMoment,
) -> tuple[str, ...]:
    """What moved, whether chance would do, which own change fits, where, and since when."""
    return (
        *_movement(movement, before, after),
        *_own_changes(explanations),
        *_slices(movement, answer),
        *_moment(moment),
    )


def number(value: float | None, unit: str) -> str:
    """On the scale of the metric: a share as a percentage."""
    if value is None:
        return "not known"
    return f"{value:.1%}" if unit == "share" else f"{value:,.3g} {unit}"


def _movement(movement: Movement, before: Estimate, after: Estimate) -> Iterator[str]:
    metric, unit = movement.metric, movement.metric.unit
    a_day = " a day" if movement.is_count else ""
    if before.value is None or after.value is None:
        yield f"{metric.title}: not known, because {before.note or after.note}."
        return
    word = "rose" if after.value > before.value else "fell" if after.value < before.value else "stayed"
    relative = f" ({after.value / before.value - 1:+.0%})" if before.value else ""
    yield f"{metric.title} {word} from {number(before.value, unit)} to {number(after.value, unit)}{a_day}{relative}."
    halves = (before.half_width, after.half_width)
    if None not in halves and abs(after.value - before.value) < sum((half or 0.0) ** 2 for half in halves) ** 0.5:
        yield "Taken as a whole, chance alone gives movements as large as this."


def _own_changes(explanations: Sequence[Explanation]) -> Iterator[str]:
    fitting = [one for one in explanations if one.fit == "fits"]
    if fitting:
        yield from (f"Our own change fits: {one.title}; {one.reason}." for one in fitting)
    elif any(one.fit == "possible" for one in explanations):
        yield from (f"Our own change may be it: {one.title}; {one.reason}." for one in explanations if one.fit != "no")
    else:
        yield "No change of ours that is noted explains it."


def _slices(movement: Movement, answer: Sequence[Cause]) -> Iterator[str]:
    if not answer:
        yield "It is everywhere: no slice has much more of the movement than of the volume, or than chance gives."
        return
    titles = " and ".join(one.title for one in answer)
    share = sum(movement.share(one.slice) or 0.0 for one in answer)
    if round(share, 2) > 1:
        yield f"It sits in {titles}: more than the whole movement, because the rest went the other way."
    else:
        yield f"It sits in {titles}: {share:.0%} of the movement."


def _moment(moment: FirstMoment) -> Iterator[str]:
    if moment.day is None:
        yield f"First moment: {moment.note}."
    elif moment.last_day is not None:
        yield f"It began on {moment.day}; the last day of it that was read is {moment.last_day}."
