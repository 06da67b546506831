"""`report.json`: what a run came to. A figure that cannot be computed is null, and `missing` says why."""

from domain.base import FrozenModel
from domain.usage import Usage

Interval = tuple[float, float]


class Majority(FrozenModel):
    """What always giving the commonest label would get."""

    outcome: str
    accuracy: float


class Forced(FrozenModel):
    """Had no case been left to a person: the side of the turning point that its probability fell on."""

    accuracy: float | None = None
    macro_f1: float | None = None
    kappa: float | None = None


class OutcomeFigures(FrozenModel):
    """`confusion` counts by label, then by what was said (`error` among it); `balance` are the labels' counts; `forced`
    is of the labels that decide; `labellers_alpha` is Krippendorff's alpha of people among themselves, where there
    were several."""

    accuracy: float | None = None
    accuracy_ci: Interval | None = None
    macro_f1: float | None = None
    macro_f1_ci: Interval | None = None
    kappa: float | None = None
    kappa_ci: Interval | None = None
    decided: float | None = None
    accuracy_decided: float | None = None
    confusion: dict[str, dict[str, int]] = {}
    balance: dict[str, int] = {}
    majority: Majority | None = None
    forced: Forced = Forced()
    labellers_alpha: float | None = None


class ViolatedSet(FrozenModel):
    exact: float | None = None
    exact_ci: Interval | None = None
    jaccard: float | None = None


class CitationFigures(FrozenModel):
    precision: float | None = None
    recall: float | None = None
    verbatim: float | None = None


class RetrievalFigures(FrozenModel):
    hit_at_5: float | None = None
    hit_at_5_ci: Interval | None = None
    recall_at_5: float | None = None
    mrr: float | None = None
    ndcg_at_10: float | None = None


class Bin(FrozenModel):
    """Of the cases whose probability lies in [low, high): how many, their mean probability, and how many broke."""

    low: float
    high: float
    cases: int
    mean: float
    observed: float


class Calibration(FrozenModel):
    ece: float | None = None
    brier: float | None = None
    bins: tuple[Bin, ...] = ()


class CoveragePoint(FrozenModel):
    """Deciding only what lies `threshold` or more from the turning point."""

    threshold: float
    coverage: float
    accuracy: float | None


class Harms(FrozenModel):
    missed_violation: float | None = None
    missed_violation_ci: Interval | None = None
    false_alarm: float | None = None
    false_alarm_ci: Interval | None = None


class SliceFigures(FrozenModel):
    name: str
    n: int
    accuracy: float | None = None
    kappa: float | None = None
    exact: float | None = None
    missed_violation: float | None = None
    false_alarm: float | None = None


class Disparity(FrozenModel):
    """Whether the slices of a facet differ in false alarms by more than chance: `p` of a chi-squared test."""

    facet: str
    p: float | None
    told: str


class ChannelFlips(FrozenModel):
    """Of `cases` that break a rule and try to move the reviewer through a channel, the share that got a pass."""

    channel: str
    cases: int
    flip_rate: float


class Stability(FrozenModel):
    """`pass_k`: the share of cases right in every repeat; `flip_rate`: of cases with more than one outcome."""

    repeats: int
    pass_k: float | None = None
    flip_rate: float | None = None


class Latency(FrozenModel):
    p50: float | None = None
    p95: float | None = None


class Report(FrozenModel):
    """`scores` are the means of every other scorer, with how many cases each could be asked of; `must_pass` are the
    ids of such cases that went wrong."""

    dataset: str
    judge: str
    n: int
    errors: int
    outcome: OutcomeFigures = OutcomeFigures()
    violated_set: ViolatedSet = ViolatedSet()
    citation: CitationFigures = CitationFigures()
    retrieval: RetrievalFigures = RetrievalFigures()
    calibration: Calibration = Calibration()
    coverage: tuple[CoveragePoint, ...] = ()
    harms: Harms = Harms()
    scores: dict[str, tuple[float, int]] = {}
    slices: dict[str, tuple[SliceFigures, ...]] = {}
    disparities: tuple[Disparity, ...] = ()
    injections: tuple[ChannelFlips, ...] = ()
    stability: Stability | None = None
    must_pass: tuple[str, ...] = ()
    latency_ms: Latency = Latency()
    usage: Usage = Usage()
    cost: float | None = None
    missing: dict[str, str] = {}
