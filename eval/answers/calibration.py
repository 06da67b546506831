"""Fits the limits of a language model from the labelled cases of a run."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.judges.limits import JudgeLimits
from agent.model_limits import CalibratedLimits
from agent.quality.shares import wilson
from domain.decision import Decision
from domain.errors import InputError
from domain.finding import FindingStatus
from domain.verdict import Outcome
from eval.runs.result import Result

CHAT_JUDGE = "llm"
MIN_PLATT, MIN_ISOTONIC = 10, 50  # cases of either outcome
UNCLEAR_SHARE, VIOLATED_SHARE = 0.2, 0.8  # of cases with such a probability that are labelled violations
TARGETS = {Outcome.VIOLATION: 1.0, Outcome.NEEDS_REVIEW: 0.5, Outcome.NO_VIOLATION: 0.0}
GRID = np.linspace(0.01, 0.99, 99)

Floats = NDArray[np.float64]
Curve = Callable[[Floats], Floats]


class TooFewCases(InputError):
    """There is too little to fit from; the message gives the counts."""


@dataclass(frozen=True)
class LabelledProbability:
    """The model's highest probability of a rule in a case, and 1 for a violation, .5 if a person should decide.
    `rules`: the probability of each rule, and whether the label accepts it as violated; empty if the label names
    none of the violated rules."""

    model: str
    probability: float
    target: float
    rules: tuple[tuple[float, bool], ...] = ()


def labelled_probabilities(results: Iterable[Result]) -> list[LabelledProbability]:
    """Of the cases that a chat model judged and that no fact decided."""
    found = []
    for result in results:
        if result.decision is None or result.gold.outcome is None:
            continue
        model, probability = _model_and_probability(result.decision)
        if model is not None and probability is not None:
            target, rules = TARGETS[result.gold.outcome], tuple(_rules(result, result.decision))
            found.append(LabelledProbability(model, probability, target, rules))
    return found


def _rules(result: Result, decision: Decision) -> Iterator[tuple[float, bool]]:
    accepted = frozenset[str]().union(*result.gold.accepted_sets)
    if accepted or result.gold.outcome is not Outcome.VIOLATION:
        of_model = (finding for finding in decision.verdict.findings if finding.judge == CHAT_JUDGE)
        yield from ((finding.probability, finding.clause_id in accepted) for finding in of_model)


def _precision(cases: list[LabelledProbability], violated_from: float) -> float | None:
    """Of the rules that the model calls violated, how many are labelled so: the lower end of the 95% interval."""
    called = [right for case in cases for probability, right in case.rules if probability >= violated_from]
    interval = wilson(sum(called), len(called))
    return round(interval[0], 3) if interval else None


def _model_and_probability(decision: Decision) -> tuple[str | None, float | None]:
    """The trace names the chat model last."""
    findings = decision.verdict.findings
    by_facts = any(f.status is FindingStatus.VIOLATED and f.judge != CHAT_JUDGE for f in findings)
    of_model = [finding.probability for finding in findings if finding.judge == CHAT_JUDGE]
    model = decision.trace.model.rpartition("+")[2]
    return (None, None) if by_facts or not of_model else (model, max(of_model))


def fit_limits(cases: list[LabelledProbability]) -> tuple[str, CalibratedLimits]:
    """The model, and its limits: a rule is unclear from the probability on at which one case in five is a violation,
    and violated from four in five on. Platt's logistic curve, or an isotonic one from `MIN_ISOTONIC` cases of either
    outcome on. Raises TooFewCases."""
    models = sorted({case.model for case in cases})
    if len(models) > 1:
        raise TooFewCases(f"the run has answers of {', '.join(models)}: run each model by itself")
    violations, compliant = (sum(case.target == target for case in cases) for target in (1.0, 0.0))
    if not models or min(violations, compliant) < MIN_PLATT:
        counts = f"{violations} violations and {compliant} compliant cases that a chat model judged"
        raise TooFewCases(f"the run has {counts}, and {MIN_PLATT} of each are needed: label more cases")
    method = "isotonic" if min(violations, compliant) >= MIN_ISOTONIC else "platt"
    curve = (_isotonic if method == "isotonic" else _platt)(cases)
    shares = curve(GRID)
    unclear, violated = (_first(shares, share) for share in (UNCLEAR_SHARE, VIOLATED_SHARE))
    limits = JudgeLimits(
        unclear_from=unclear,
        violated_from=violated,
        may_exempt_from=unclear,
        exempts_from=violated,
        precision=_precision(cases, violated),
    )
    return models[0], CalibratedLimits(limits=limits, method=method, violations=violations, compliant=compliant)


def _first(shares: Floats, share: float) -> float:
    """The first probability with this share; the largest one if none has it."""
    reached = shares >= share
    return round(float(GRID[int(reached.argmax())] if reached.any() else GRID[-1]), 2)


def _weighted(cases: list[LabelledProbability]) -> tuple[Floats, Floats, Floats]:
    """Probabilities, outcomes (0 or 1) and weights: a case that a person should decide counts half on either side."""
    rows = [(c.probability, side, weight) for c in cases for side, weight in ((1.0, c.target), (0.0, 1 - c.target))]
    probabilities, outcomes, weights = np.array([row for row in rows if row[2] > 0], dtype=np.float64).T
    return probabilities, outcomes, weights


def _platt(cases: list[LabelledProbability]) -> Curve:
    from sklearn.linear_model import LogisticRegression

    probabilities, outcomes, weights = _weighted(cases)
    model = LogisticRegression().fit(_logit(probabilities), outcomes, weights)
    return lambda grid: np.asarray(model.predict_proba(_logit(grid))[:, 1], dtype=np.float64)


def _isotonic(cases: list[LabelledProbability]) -> Curve:
    from sklearn.isotonic import IsotonicRegression

    model = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(*_weighted(cases))
    return lambda grid: np.asarray(model.predict(grid), dtype=np.float64)


def _logit(probabilities: Floats) -> Floats:
    clipped = np.clip(probabilities, 0.005, 0.995)
    return np.log(clipped / (1 - clipped)).reshape(-1, 1)
