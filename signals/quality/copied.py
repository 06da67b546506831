"""How much of a post is a copy of another's, from what the search for copies found."""

from dataclasses import dataclass

from signals.quality.measure import Measure, MeasureName, measured, not_measured


@dataclass(frozen=True)
class CopyFound:
    """`coverage`: the share of this post that the other one shows. `is_later`: whether this post was uploaded after the
    other one; None where the times do not tell."""

    coverage: float
    distance: float
    is_later: bool | None


def copy_of_other(found: CopyFound | None) -> Measure:
    """`found` is None where the search ran and found nothing. A post that came first copies nothing, and where the
    order is not known nothing is measured: being copied does not count against a creator."""
    if found is None:
        return measured(MeasureName.COPY_OF_OTHER, 0.0, 0.8)
    if found.is_later is None:
        return not_measured(MeasureName.COPY_OF_OTHER, "which of the two posts came first is not known")
    if not found.is_later:
        return measured(MeasureName.COPY_OF_OTHER, 0.0, 0.9)
    return measured(MeasureName.COPY_OF_OTHER, found.coverage, 1 - found.distance)
