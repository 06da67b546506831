"""The figures of `report.json`. A figure that cannot be computed is null, and `missing` says why."""

from collections.abc import Iterator

from domain.base import FrozenModel
from domain.usage import Usage
from eval.report.naming_figures import NamingFigures

Interval = tuple[float, float]


class Majority(FrozenModel):
    """The accuracy of always predicting the most common label."""

    outcome: str
    accuracy: float


class ForcedChoice(FrozenModel):
    """As if no case could be left to human review: the outcome by the side of the threshold the probability is on."""

    accuracy: float | None = None
    macro_f1: float | None = None
    kappa: float | None = None


class OutcomeFigures(FrozenModel):
    """`confusion`: counts by label, then by prediction (`error` is one). `forced_choice`: over the cases labelled
    violation or no violation. `inter_annotator_alpha`: Krippendorff's alpha of the labellers."""

    accuracy: float | None = None
    accuracy_ci: Interval | None = None
    macro_f1: float | None = None
    macro_f1_ci: Interval | None = None
    kappa: float | None = None
    kappa_ci: Interval | None = None
    decided: float | None = None
    accuracy_decided: float | None = None
    confusion: dict[str, dict[str, int]] = {}
    label_counts: dict[str, int] = {}
    majority: Majority | None = None
    forced_choice: ForcedChoice = ForcedChoice()
    inter_annotator_alpha: float | None = None


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
    """The cases with a probability in [low, high): their number, their mean probability, the share of violations."""

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
    """If only cases were decided whose probability is at least `margin` away from the threshold."""

    margin: float
    coverage: float
    accuracy: float | None


class ErrorRates(FrozenModel):
    """Missed violations (false negatives) among violations, false positives among compliant cases."""

    missed_violation_rate: float | None = None
    missed_violation_rate_ci: Interval | None = None
    false_positive_rate: float | None = None
    false_positive_rate_ci: Interval | None = None


class SliceFigures(FrozenModel):
    name: str
    n: int
    accuracy: float | None = None
    kappa: float | None = None
    exact: float | None = None
    missed_violation_rate: float | None = None
    false_positive_rate: float | None = None


class Disparity(FrozenModel):
    """Whether the slices of a facet differ in false positives by more than chance: `p` of a chi-squared test."""

    facet: str
    p: float | None
    summary: str


class InjectionSuccess(FrozenModel):
    """Of `cases` that violate a rule and contain an injection attempt in a channel, the share judged compliant."""

    channel: str
    cases: int
    success_rate: float


class AttackFlips(FrozenModel):
    """Of `cases` that violate a rule and carry an attack of this channel and style, how many were judged compliant."""

    channel: str
    style: str
    cases: int
    flips: int


class Stability(FrozenModel):
    """`pass_k`: the share of cases that every repeat got right; `inconsistent_rate`: with several outcomes."""

    repeats: int
    pass_k: float | None = None
    inconsistent_rate: float | None = None


class Latency(FrozenModel):
    p50: float | None = None
    p95: float | None = None


class Report(FrozenModel):
    """`dataset_errors`: how many `eval check` finds. `scores`: of every other scorer, the mean and the number of scored
    cases. `must_pass_failures`: the ids of must-pass cases with a wrong outcome. `missing`: reasons by the path of a
    null figure."""

    dataset: str
    judge: str
    n: int
    errors: int
    dataset_errors: int = 0
    outcome: OutcomeFigures = OutcomeFigures()
    violated_set: ViolatedSet = ViolatedSet()
    citation: CitationFigures = CitationFigures()
    retrieval: RetrievalFigures = RetrievalFigures()
    calibration: Calibration = Calibration()
    coverage: tuple[CoveragePoint, ...] = ()
    naming: NamingFigures = NamingFigures()
    error_rates: ErrorRates = ErrorRates()
    scores: dict[str, tuple[float, int]] = {}
    slices: dict[str, tuple[SliceFigures, ...]] = {}
    disparities: tuple[Disparity, ...] = ()
    injection_success: tuple[InjectionSuccess, ...] = ()
    attacks: tuple[AttackFlips, ...] = ()
    stability: Stability | None = None
    must_pass_failures: tuple[str, ...] = ()
    latency_ms: Latency = Latency()
    usage: Usage = Usage()
    cost: float | None = None
    missing: dict[str, str] = {}


REASONS = {
    "outcome.inter_annotator_alpha": "no case was labelled by two people who differ",
    "outcome": "no outcome is labelled, or only retrieval was run",
    "violated_set": "no violated clause is labelled",
    "citation": "no clause was cited, or none is labelled",
    "retrieval": "no clause is labelled",
    "calibration": "no case is labelled violation or no violation, or none was decided",
    "error_rates": "no label of that outcome",
    "latency_ms": "no case was run",
    "cost": "a model without a price was called: set CLAUSEWISE_LLM__PRICES",
}
SECTIONS = ("outcome", "violated_set", "citation", "retrieval", "calibration", "error_rates", "latency_ms")


def missing_reasons(report: Report) -> dict[str, str]:
    """Why figures are null, by their paths."""
    return {path: REASONS.get(path, REASONS[path.partition(".")[0]]) for path in _null_paths(report)}


def _null_paths(report: Report) -> Iterator[str]:
    for section in SECTIONS:
        yield from (f"{section}.{name}" for name, value in getattr(report, section) if value is None)
    if report.cost is None:
        yield "cost"
