"""What does not explain a movement: composition, volume alone, dimensions that moved alike, missing data."""

from collections.abc import Iterator, Mapping

from domain.base import FrozenModel
from insights.causes.cause import slice_title
from insights.causes.composition import Composition, Effect, count_effects, rate_effects
from insights.metrics.rows import MetricRows, grouped

NO_MIX = 0.2  # composition that explains less of a movement is ruled out
ALIKE = 0.2  # a value whose part of a movement exceeds its part of the volume by less does not stand out
LOST = 0.2  # a slice with less of its usual daily volume may miss data
MIN_DAILY_VOLUME = 5.0  # of a slice before, to say that its data is missing
Key = tuple[str | None, ...]


class RuledOut(FrozenModel):
    """`what` was tried, `why` it does not explain the movement."""

    what: str
    why: str


class OtherExplanations(FrozenModel):
    """What was ruled out, and what was not and should be looked at."""

    compositions: tuple[Composition, ...]
    ruled_out: tuple[RuledOut, ...]
    warnings: tuple[str, ...]


def check_others(before: MetricRows, after: MetricRows, is_count: bool, periods: tuple[int, int]) -> OtherExplanations:
    """`periods`: the numbers of days before and after. Each dimension is checked by itself."""
    compositions: list[Composition] = []
    ruled_out: list[RuledOut] = []
    warnings: list[str] = []
    for name in before.dimensions:
        old, new = grouped(before, [name]), grouped(after, [name])
        effects = count_effects(old, new, *periods) if is_count else rate_effects(old, new)
        moved = sum(effect.total for effect in effects.values())
        if not moved:
            continue
        if not is_count:
            compositions.append(_composition(name, effects))
        if _moved_alike(effects, {key: pair[0 if is_count else 1] for key, pair in old.items()}):
            ruled_out.append(RuledOut(what=name, why="no value has much more of the movement than of the volume"))
        warnings += _lost_volume(name, old, new, is_count, periods)
    _add_compositions(compositions, ruled_out, warnings)
    if not warnings:
        ruled_out.append(RuledOut(what="missing data", why="no slice has lost its volume"))
    if not is_count and compositions:
        ruled_out += _volume_alone(before, after, compositions, periods)
    return OtherExplanations(compositions=tuple(compositions), ruled_out=tuple(ruled_out), warnings=tuple(warnings))


def _composition(name: str, effects: Mapping[Key, Effect]) -> Composition:
    return Composition(
        dimensions=(name,),
        mix=sum(effect.mix for effect in effects.values()),
        behaviour=sum(effect.behaviour for effect in effects.values()),
    )


def _add_compositions(compositions: list[Composition], ruled_out: list[RuledOut], warnings: list[str]) -> None:
    for one in compositions:
        share, name = one.mix_share or 0.0, one.dimensions[0]
        if abs(share) < NO_MIX:
            ruled_out.append(RuledOut(what=f"composition of {name}", why=f"it explains {share:.0%} of the movement"))
        else:
            warnings.append(f"the composition of {name} explains {share:.0%} of the movement")


def _moved_alike(effects: Mapping[Key, Effect], volumes: Mapping[Key, float]) -> bool:
    moved = sum(effect.behaviour for effect in effects.values())
    total = sum(volumes.values())
    if len(volumes) < 2 or not total or not moved:
        return False
    return all(one.behaviour / moved - volumes.get(key, 0.0) / total < ALIKE for key, one in effects.items())


def _lost_volume(
    name: str,
    old: Mapping[Key, tuple[float, float]],
    new: Mapping[Key, tuple[float, float]],
    is_count: bool,
    periods: tuple[int, int],
) -> Iterator[str]:
    place = 0 if is_count else 1
    for key, pair in old.items():
        usual, now = pair[place] / periods[0], new.get(key, (0.0, 0.0))[place] / periods[1]
        if usual >= MIN_DAILY_VOLUME and now < LOST * usual:
            yield f"{slice_title({name: key[0]})} has {now / usual:.0%} of its usual volume: data may be missing"


def _volume_alone(
    before: MetricRows, after: MetricRows, compositions: list[Composition], periods: tuple[int, int]
) -> list[RuledOut]:
    """A change of volume moves a rate by composition only."""
    usual = float(before.denominator.sum()) / periods[0]
    if not usual or any(abs(one.mix_share or 0.0) >= NO_MIX for one in compositions):
        return []
    change = float(after.denominator.sum()) / periods[1] / usual - 1
    return [RuledOut(what="volume alone", why=f"it changed by {change:+.0%}, and a rate moves by composition only")]
