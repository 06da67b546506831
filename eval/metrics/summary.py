"""From the rows of a run to its report."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from domain.usage import Usage
from domain.verdict import Outcome
from eval.metrics.bootstrap import Figure, figures
from eval.metrics.calibration import calibration, coverage
from eval.metrics.confusion import measures, tally
from eval.metrics.inter_annotator import alpha
from eval.metrics.missing import missing
from eval.metrics.slices import disparities, injections, slices
from eval.report.figures import (
    CitationFigures,
    Forced,
    Harms,
    Interval,
    Latency,
    Majority,
    OutcomeFigures,
    Report,
    RetrievalFigures,
    Stability,
    ViolatedSet,
)
from eval.runs.prediction import Answer
from eval.runs.summary_row import Row, groups_of, judged

FORCED = tuple(Forced.model_fields)
TOLD = {"outcome", "violated_set_exact", "violated_set_jaccard", "missed_violation", "false_alarm"}
TOLD |= {"citation_precision", "citation_recall", "citation_verbatim"}
TOLD |= {"hit_at_5", "recall_at_5", "mrr", "ndcg_at_10"}


def summarise(rows: Sequence[Row], dataset: str, judge: str) -> Report:
    """Means over all repeats; intervals draw whole groups, in which the repeats of a case stay together."""
    asked = judged(rows)
    found = _found(asked) if asked else {}
    report = Report(
        dataset=dataset,
        judge=judge,
        n=len({row.case_id for row in rows}),
        errors=sum(row.answer.error is not None for row in rows),
        outcome=_outcome(asked, found),
        violated_set=_violated_set(rows, found),
        citation=CitationFigures(**{name: _mean(rows, f"citation_{name}") for name in CitationFigures.model_fields}),
        retrieval=_retrieval(rows),
        calibration=calibration(asked),
        coverage=coverage(asked),
        harms=_harms(found),
        scores=_others(rows),
        slices=slices(asked) if asked else {},
        disparities=disparities(asked) if asked else (),
        injections=injections(asked),
        stability=_stability(asked),
        must_pass=tuple(sorted({row.case_id for row in asked if row.must_pass and not row.right})),
        latency_ms=_latency(rows),
        usage=_usage(rows),
        cost=_cost(rows),
    )
    return report.model_copy(update={"missing": missing(report)})


def _found(asked: Sequence[Row]) -> dict[str, Figure]:
    counts = tally([row.gold for row in asked], [row.answer for row in asked])
    return figures(counts, groups_of(asked), measures)


def _outcome(asked: Sequence[Row], found: Mapping[str, Figure]) -> OutcomeFigures:
    if not asked:
        return OutcomeFigures()
    balance = Counter(str(row.gold.outcome) for row in asked)
    ((commonest, count),) = balance.most_common(1)
    confusion: dict[str, dict[str, int]] = {
        str(gold): dict.fromkeys([*map(str, Outcome), "error"], 0) for gold in Outcome
    }
    for row in asked:
        confusion[str(row.gold.outcome)][str(row.answer.outcome or "error")] += 1
    intervals = {f"{name}_ci": _interval(found[name]) for name in ("accuracy", "macro_f1", "kappa")}
    values = {name: found[name].value for name in ("accuracy", "macro_f1", "kappa", "decided", "accuracy_decided")}
    return OutcomeFigures.model_validate(
        values
        | intervals
        | {
            "confusion": confusion,
            "balance": balance,
            "majority": Majority(outcome=commonest, accuracy=count / len(asked)),
            "forced": _forced([row for row in asked if row.gold.outcome is not Outcome.NEEDS_REVIEW]),
            "labellers_alpha": alpha([row.labels for row in asked if row.repeat == 0]),
        }
    )


def _forced(firm: Sequence[Row]) -> Forced:
    if not firm:
        return Forced()
    found = measures(tally([row.gold for row in firm], [_taken(row) for row in firm]).sum(axis=0))
    return Forced.model_validate({name: None if np.isnan(found[name]) else float(found[name]) for name in FORCED})


def _taken(row: Row) -> Answer:
    if row.probability is None or row.turn is None:
        return Answer(None)
    return Answer(Outcome.VIOLATION if row.probability >= row.turn else Outcome.NO_VIOLATION)


def _violated_set(rows: Sequence[Row], found: Mapping[str, Figure]) -> ViolatedSet:
    exact = found.get("exact_set")
    return ViolatedSet(
        exact=exact.value if exact else None,
        exact_ci=_interval(exact),
        jaccard=_mean(rows, "violated_set_jaccard"),
    )


def _retrieval(rows: Sequence[Row]) -> RetrievalFigures:
    """Once a group, where cases of a group ask for the same."""
    first = list({row.group: row for row in reversed(rows) if "mrr" in row.scores}.values())
    if not first:
        return RetrievalFigures()
    hits = np.array([[row.scores["hit_at_5"], 1.0] for row in first])
    hit = figures(hits, groups_of(first), lambda sums: {"hit": sums[..., 0] / sums[..., 1]})["hit"]
    names = ("hit_at_5", "recall_at_5", "mrr", "ndcg_at_10")
    return RetrievalFigures.model_validate(
        {name: _mean(first, name) for name in names} | {"hit_at_5_ci": _interval(hit)}
    )


def _harms(found: Mapping[str, Figure]) -> Harms:
    missed, alarms = found.get("missed"), found.get("false_alarms")
    return Harms(
        missed_violation=missed.value if missed else None,
        missed_violation_ci=_interval(missed),
        false_alarm=alarms.value if alarms else None,
        false_alarm_ci=_interval(alarms),
    )


def _others(rows: Sequence[Row]) -> dict[str, tuple[float, int]]:
    values: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        for name, value in row.scores.items():
            values[name].append(value)
    return {name: (float(np.mean(found)), len(found)) for name, found in sorted(values.items()) if name not in TOLD}


def _stability(asked: Sequence[Row]) -> Stability | None:
    """pass^k: right in each of k tries (Yao et al. 2024, tau-bench)."""
    cases: dict[str, list[Row]] = defaultdict(list)
    for row in asked:
        cases[row.case_id].append(row)
    repeats = max((len(tries) for tries in cases.values()), default=0)
    if repeats < 2:
        return None
    whole = [all(row.right for row in tries) for tries in cases.values()]
    flips = [len({row.answer.outcome for row in tries}) > 1 for tries in cases.values()]
    return Stability(repeats=repeats, pass_k=float(np.mean(whole)), flip_rate=float(np.mean(flips)))


def _latency(rows: Sequence[Row]) -> Latency:
    took = [row.latency_ms for row in rows]
    return Latency(p50=float(np.percentile(took, 50)), p95=float(np.percentile(took, 95))) if took else Latency()


def _usage(rows: Sequence[Row]) -> Usage:
    names = ("calls", "input_tokens", "cached_tokens", "output_tokens", "unmetered")
    sums = {name: sum(getattr(row.usage, name) for row in rows) for name in names}
    unpriced = sorted({model for row in rows for model in row.usage.unpriced})
    return Usage.model_validate(sums | {"cost": _cost(rows), "unpriced": unpriced})


def _cost(rows: Sequence[Row]) -> float | None:
    """None where one case's is not known."""
    costs = [row.usage.cost for row in rows if row.answer.outcome is not None]
    return None if any(cost is None for cost in costs) else float(sum(cost or 0.0 for cost in costs))


def _mean(rows: Sequence[Row], name: str) -> float | None:
    values = [row.scores[name] for row in rows if name in row.scores]
    return float(np.mean(values)) if values else None


def _interval(figure: Figure | None) -> Interval | None:
    return (figure.low, figure.high) if figure and figure.low is not None and figure.high is not None else None
