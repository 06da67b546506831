"""The steps of a waterfall chart: from the metric before to the metric after."""

from collections.abc import Mapping, Sequence
from typing import Literal

from domain.base import FrozenModel
from insights.causes.cause import Cause, slice_title
from insights.causes.composition import Effect

Key = tuple[str | None, ...]
OTHERS = "all others"
MIX = "composition"


class Step(FrozenModel):
    """A bar: `level` stands on the ground, `change` on the bar before it. `value` is on the scale of the metric."""

    label: str
    value: float
    kind: Literal["level", "change"]


def waterfall(
    before: float, after: float, effects: Mapping[Key, Effect], dimensions: Sequence[str], causes: Sequence[Cause]
) -> tuple[Step, ...]:
    """The causes by their behaviour, what the others did, and the composition of these dimensions. The changes add up
    to `after` - `before`, up to rounding."""
    steps = [Step(label="before", value=before, kind="level")]
    explained = set()
    for cause in causes:
        key = tuple(cause.slice[name] for name in dimensions)
        explained.add(key)
        if key in effects:
            steps.append(Step(label=slice_title(cause.slice), value=effects[key].behaviour, kind="change"))
    others = sum(effect.behaviour for key, effect in effects.items() if key not in explained)
    mix = sum(effect.mix for effect in effects.values())
    if not effects:  # no slice explains it
        others = after - before
    steps.append(Step(label=OTHERS, value=others, kind="change"))
    if mix:
        steps.append(Step(label=f"{MIX} of {' x '.join(dimensions)}", value=mix, kind="change"))
    return (*steps, Step(label="after", value=after, kind="level"))
