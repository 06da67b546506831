"""Computes the report of a run from its summary rows."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from agent.quality.bootstrap import Estimate
from domain.usage import Usage
from domain.verdict import Outcome
from eval.metrics.agreement import SHARES, Prediction, confusion_rows, metrics
from eval.metrics.calibration import calibration, coverage
from eval.metrics.inter_annotator import krippendorff_alpha
from eval.metrics.intervals import estimate_metrics
from eval.metrics.naming import naming
from eval.metrics.slices import attack_flips, disparities, injection_success, slices
from eval.report.figures import (
    CitationFigures,
    ErrorRates,
    ForcedChoice,
    Interval,
    Latency,
    Majority,
    OutcomeFigures,
    Report,
    RetrievalFigures,
    Stability,
    ViolatedSet,
    missing_reasons,
)
from eval.runs.summary_rows import SummaryRow, group_numbers, judged_rows

FORCED_METRICS = tuple(ForcedChoice.model_fields)
RETRIEVAL_SCORES = ("hit_at_5", "recall_at_5", "mrr", "ndcg_at_10")
SCORES_IN_SECTIONS = {"outcome", "violated_set_exact", "violated_set_jaccard", "missed_violation", "false_positive"}
SCORES_IN_SECTIONS |= {"citation_precision", "citation_recall", "citation_verbatim", *RETRIEVAL_SCORES}


def summarise(rows: Sequence[SummaryRow], dataset: str, judge: str) -> Report:
    """Means over all repeats. The bootstrap draws groups, so that the repeats of a case stay together."""
    judged = judged_rows(rows)
    estimates = _estimates(judged) if judged else {}
    report = Report(
        dataset=dataset,
        judge=judge,
        n=len({row.case_id for row in rows}),
        errors=sum(row.prediction.error is not None for row in rows),
        outcome=_outcome(judged, estimates),
        violated_set=_violated_set(rows, estimates),
        citation=CitationFigures(**{name: _mean(rows, f"citation_{name}") for name in CitationFigures.model_fields}),
        retrieval=_retrieval(rows),
        calibration=calibration(judged),
        coverage=coverage(judged),
        naming=naming(judged),
        error_rates=_error_rates(estimates),
        scores=_other_scores(rows),
        slices=slices(judged) if judged else {},
        disparities=disparities(judged) if judged else (),
        injection_success=injection_success(judged),
        attacks=attack_flips(judged),
        stability=_stability(judged),
        must_pass_failures=tuple(sorted({row.case_id for row in judged if row.must_pass and not row.correct})),
        latency_ms=_latency(rows),
        usage=_usage(rows),
        cost=_cost(rows),
    )
    return report.model_copy(update={"missing": missing_reasons(report)})


def _estimates(judged: Sequence[SummaryRow]) -> dict[str, Estimate]:
    counts = confusion_rows([row.gold for row in judged], [row.prediction for row in judged])
    return estimate_metrics(counts, group_numbers(judged), metrics, SHARES)


def _outcome(judged: Sequence[SummaryRow], estimates: Mapping[str, Estimate]) -> OutcomeFigures:
    if not judged:
        return OutcomeFigures()
    label_counts = Counter(str(row.gold.outcome) for row in judged)
    ((commonest, count),) = label_counts.most_common(1)
    names = ("accuracy", "macro_f1", "kappa", "decided", "accuracy_decided")
    values = {name: estimates[name].value for name in names}
    intervals = {f"{name}_ci": _interval(estimates[name]) for name in ("accuracy", "macro_f1", "kappa")}
    others = {
        "confusion": _confusion(judged),
        "label_counts": label_counts,
        "majority": Majority(outcome=commonest, accuracy=count / len(judged)),
        "forced_choice": _forced_choice([row for row in judged if row.gold.outcome is not Outcome.NEEDS_REVIEW]),
        "inter_annotator_alpha": krippendorff_alpha([row.labels for row in judged if row.repeat == 0]),
    }
    return OutcomeFigures.model_validate(values | intervals | others)


def _confusion(judged: Sequence[SummaryRow]) -> dict[str, dict[str, int]]:
    confusion = {str(gold): dict.fromkeys([*map(str, Outcome), "error"], 0) for gold in Outcome}
    for row in judged:
        confusion[str(row.gold.outcome)][str(row.prediction.outcome or "error")] += 1
    return confusion


def _forced_choice(rows: Sequence[SummaryRow]) -> ForcedChoice:
    if not rows:
        return ForcedChoice()
    sums = confusion_rows([row.gold for row in rows], [_forced_prediction(row) for row in rows]).sum(axis=0)
    values = metrics(sums)
    return ForcedChoice.model_validate(
        {name: None if np.isnan(values[name]) else float(values[name]) for name in FORCED_METRICS}
    )


def _forced_prediction(row: SummaryRow) -> Prediction:
    if row.probability is None or row.threshold is None:
        return Prediction(None)
    return Prediction(Outcome.VIOLATION if row.probability >= row.threshold else Outcome.NO_VIOLATION)


def _violated_set(rows: Sequence[SummaryRow], estimates: Mapping[str, Estimate]) -> ViolatedSet:
    exact = estimates.get("exact_set")
    return ViolatedSet(
        exact=exact.value if exact else None,
        exact_ci=_interval(exact),
        jaccard=_mean(rows, "violated_set_jaccard"),
    )


def _retrieval(rows: Sequence[SummaryRow]) -> RetrievalFigures:
    """Each group once, because the cases of a group have the same relevant clauses."""
    first = list({row.group: row for row in reversed(rows) if "mrr" in row.scores}.values())
    if not first:
        return RetrievalFigures()
    hits = np.array([[row.scores["hit_at_5"], 1.0] for row in first])
    hit = estimate_metrics(hits, group_numbers(first), lambda sums: {"hit": sums[..., 0] / sums[..., 1]}, ["hit"])
    means = {name: _mean(first, name) for name in RETRIEVAL_SCORES}
    return RetrievalFigures.model_validate(means | {"hit_at_5_ci": _interval(hit["hit"])})


def _error_rates(estimates: Mapping[str, Estimate]) -> ErrorRates:
    missed, false_positive = estimates.get("missed_violation_rate"), estimates.get("false_positive_rate")
    return ErrorRates(
        missed_violation_rate=missed.value if missed else None,
        missed_violation_rate_ci=_interval(missed),
        false_positive_rate=false_positive.value if false_positive else None,
        false_positive_rate_ci=_interval(false_positive),
    )


def _other_scores(rows: Sequence[SummaryRow]) -> dict[str, tuple[float, int]]:
    values: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        for name, value in row.scores.items():
            values[name].append(value)
    others = {name: scored for name, scored in sorted(values.items()) if name not in SCORES_IN_SECTIONS}
    return {name: (float(np.mean(scored)), len(scored)) for name, scored in others.items()}


def _stability(judged: Sequence[SummaryRow]) -> Stability | None:
    """pass^k: correct in each of k trials (Yao et al. 2024, tau-bench)."""
    trials: dict[str, list[SummaryRow]] = defaultdict(list)
    for row in judged:
        trials[row.case_id].append(row)
    repeats = max((len(rows) for rows in trials.values()), default=0)
    if repeats < 2:
        return None
    always_correct = [all(row.correct for row in rows) for rows in trials.values()]
    inconsistent = [len({row.prediction.outcome for row in rows}) > 1 for rows in trials.values()]
    return Stability(
        repeats=repeats, pass_k=float(np.mean(always_correct)), inconsistent_rate=float(np.mean(inconsistent))
    )


def _latency(rows: Sequence[SummaryRow]) -> Latency:
    times = [row.latency_ms for row in rows]
    return Latency(p50=float(np.percentile(times, 50)), p95=float(np.percentile(times, 95))) if times else Latency()


def _usage(rows: Sequence[SummaryRow]) -> Usage:
    names = ("calls", "input_tokens", "cached_tokens", "output_tokens", "unmetered")
    sums = {name: sum(getattr(row.usage, name) for row in rows) for name in names}
    unpriced = sorted({model for row in rows for model in row.usage.unpriced})
    return Usage.model_validate(sums | {"cost": _cost(rows), "unpriced": unpriced})


def _cost(rows: Sequence[SummaryRow]) -> float | None:
    """None where the cost of a case is unknown."""
    costs = [row.usage.cost for row in rows if row.prediction.outcome is not None]
    return None if any(cost is None for cost in costs) else float(sum(cost or 0.0 for cost in costs))


def _mean(rows: Sequence[SummaryRow], name: str) -> float | None:
    values = [row.scores[name] for row in rows if name in row.scores]
    return float(np.mean(values)) if values else None


def _interval(estimate: Estimate | None) -> Interval | None:
    if estimate is None or estimate.low is None or estimate.high is None:
        return None
    return estimate.low, estimate.high
