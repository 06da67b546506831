"""What a backtest says: frozen values that the command line, the API and a page show alike."""

from domain.base import FrozenModel
from insights.estimate import Estimate


class GroupErrors(FrozenModel):
    """The false positives of one group. `share`: false ones, of its labelled hits. `rate`: hits, of those whose label
    is negative. `examples`: ids of subjects that were hit and did not violate."""

    dimension: str
    group: str
    labelled_hits: int
    false_positives: int
    share: Estimate
    rate: Estimate
    examples: tuple[str, ...]


class Workload(FrozenModel):
    """`a_day`: hits of a day, before the daily cap. `minutes`: of reviewers for a day, after the cap. `cost`: of the
    models for a day, None where no cost is stored."""

    a_day: float
    above_cap: float
    minutes: float
    minutes_per_violation: float | None
    minutes_source: str
    cost: float | None


class Overlap(FrozenModel):
    """`both`: subjects and days that both strategies hit. `share_of_first`: of the hits of the first."""

    first: str
    second: str
    both: int
    share_of_first: float | None


class StrategyBacktest(FrozenModel):
    """`precision`: of labelled hits. `recall`: of labelled violations. `audited_precision`: the share of audited views
    of the hit subjects that went to violations, and `audited_recall`: of the views of violations, those of hit
    subjects; both from random draws, weighted. `marginal_precision`: of hits that no other strategy has."""

    strategy: str
    subject: str
    state: str | None
    evaluated: int
    not_known: int
    hits: int
    creators: int
    labelled_hits: int
    precision: Estimate
    recall: Estimate
    audited_precision: Estimate
    audited_recall: Estimate
    marginal_hits: int
    marginal_precision: Estimate
    workload: Workload
    groups: tuple[GroupErrors, ...]
    examples: tuple[str, ...]


class LabelCounts(FrozenModel):
    """Of subjects and days of one kind. `base_rate`: violations, of those with a label."""

    subject: str
    positive: int
    negative: int
    unlabelled: int
    base_rate: Estimate


class BacktestReport(FrozenModel):
    """`notes`: what limits the numbers."""

    days: str
    replayed_days: int
    horizon_days: int
    known_day: str
    labels: tuple[LabelCounts, ...]
    strategies: tuple[StrategyBacktest, ...]
    overlaps: tuple[Overlap, ...]
    notes: tuple[str, ...]


LABEL_NOTES = (
    "Only what people reviewed has a label, and they reviewed what they suspected: precision and recall hold for that, "
    "not for all. The audited numbers come from random draws and hold for all views.",
    "A violation that was overturned is a negative label. Decisions that can still be appealed have no label.",
)
