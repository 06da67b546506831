"""Reviewers and judges measured on the golden set, on one scale."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

import numpy as np

from agent.quality.bootstrap import Array, Estimate, bootstrap
from agent.quality.kappa import cohen_kappa
from agent.quality.reviewer_agreement import MIN_CASES
from agent.quality.shares import wilson
from domain.base import FrozenModel
from domain.decision import Decision
from domain.quality import GoldenAnswer, GoldenCase
from domain.verdict import Outcome

OUTCOMES = tuple(Outcome)


class Measured(FrozenModel):
    """`correct`: the share of cases with the right outcome and exactly the right clauses; `kappa`: agreement with the
    right outcomes beyond chance. An answer needs_review, or an escalation, is not correct. `minutes`: the median of a
    case. `cost`: the mean of a case, in the currency of the model prices. `missing`: why a figure is None."""

    name: str
    kind: Literal["reviewer", "judge"]
    cases: int
    undecided: int
    correct: Estimate
    kappa: Estimate | None
    minutes: float | None
    cost: float | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    outcome: Outcome
    violated: frozenset[str]
    minutes: float | None
    cost: float | None


def measure(
    cases: Sequence[GoldenCase],
    answers: Sequence[GoldenAnswer],
    decisions: Mapping[str, Decision],
    cost_per_hour: float | None,
) -> tuple[Measured, ...]:
    """The judges of the stored decisions, then the reviewers, by name. Of two answers of a reviewer to a case, the
    first counts."""
    right = {case.decision_id: case for case in cases}
    judges: dict[str, dict[str, Answer]] = defaultdict(dict)
    reviewers: dict[str, dict[str, Answer]] = defaultdict(dict)
    for decision_id, decision in decisions.items():
        judges[decision.trace.judge][decision_id] = _answer_of_judge(decision)
    for answer in answers:
        reviewers[answer.reviewer].setdefault(answer.decision_id, _answer_of_reviewer(answer, cost_per_hour))
    return (
        *(_measured("judge", name, right, found) for name, found in sorted(judges.items())),
        *(_measured("reviewer", name, right, found) for name, found in sorted(reviewers.items())),
    )


def _answer_of_judge(decision: Decision) -> Answer:
    verdict, trace = decision.verdict, decision.trace
    minutes = sum(trace.timings_ms.values()) / 60_000 if trace.timings_ms else None
    return Answer(verdict.outcome, frozenset(verdict.violated), minutes, trace.usage.cost)


def _answer_of_reviewer(answer: GoldenAnswer, cost_per_hour: float | None) -> Answer:
    known = answer.minutes is not None and cost_per_hour is not None
    cost = (answer.minutes or 0) / 60 * (cost_per_hour or 0) if known else None
    return Answer(answer.outcome, frozenset(answer.violated), answer.minutes, cost)


def _measured(
    kind: Literal["reviewer", "judge"], name: str, right: Mapping[str, GoldenCase], found: Mapping[str, Answer]
) -> Measured:
    pairs = [(right[decision_id], answer) for decision_id, answer in found.items() if decision_id in right]
    costs = [answer.cost for _, answer in pairs if answer.cost is not None]
    minutes = [answer.minutes for _, answer in pairs if answer.minutes is not None]
    kappa, why = _kappa(pairs)
    missing = [why] if why else []
    if not minutes:
        missing.append("no case says how long it took")
    if not costs:
        priced = "no case says what its model cost" if kind == "judge" else "no cost of a reviewer's hour is set"
        missing.append(priced)
    return Measured(
        name=name,
        kind=kind,
        cases=len(pairs),
        undecided=sum(answer.outcome is Outcome.NEEDS_REVIEW for _, answer in pairs),
        correct=_correct(pairs),
        kappa=kappa,
        minutes=median(minutes) if minutes else None,
        cost=sum(costs) / len(costs) if costs else None,
        missing=tuple(missing),
    )


def _correct(pairs: Sequence[tuple[GoldenCase, Answer]]) -> Estimate:
    count = sum(
        answer.outcome is case.outcome and answer.violated == frozenset(case.violated) for case, answer in pairs
    )
    interval = wilson(count, len(pairs))
    return Estimate(None, None, None) if interval is None else Estimate(count / len(pairs), *interval)


def _kappa(pairs: Sequence[tuple[GoldenCase, Answer]]) -> tuple[Estimate | None, str | None]:
    """None with the reason."""
    if len(pairs) < MIN_CASES:
        return None, f"kappa needs {MIN_CASES} cases, and there are {len(pairs)}"
    if len({case.outcome for case, _ in pairs}) < 2:
        return None, "kappa needs cases with a violation and cases without one"
    rows = np.zeros((len(pairs), len(OUTCOMES) ** 2))
    for row, (case, answer) in zip(rows, pairs, strict=True):
        row[OUTCOMES.index(case.outcome) * len(OUTCOMES) + OUTCOMES.index(answer.outcome)] = 1
    return bootstrap(rows, np.arange(len(rows)), _kappas)["kappa"], None


def _kappas(sums: Array) -> Mapping[str, Array]:
    table = sums.reshape(*sums.shape[:-1], len(OUTCOMES), len(OUTCOMES))
    with np.errstate(invalid="ignore", divide="ignore"):
        return {"kappa": cohen_kappa(table)}
