"""The figures of a run over labelled assessments."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import numpy as np

from agent.quality.kappa import cohen_kappa
from domain.assessment import PriorityLevel
from domain.base import FrozenModel
from domain.verdict import Outcome
from eval.assessments.labels import AccountKind, SampleHead
from eval.assessments.scoring import AccountResult
from eval.steering.scores import Share, share

NOT_JUDGED = "not_judged"
OUTCOMES = tuple(Outcome)
Test = Callable[[AccountResult], bool]


class ClauseFigures(FrozenModel):
    """`found`: how often each expected status came out as each other, such as `violated > satisfied`. `judged`: of the
    accounts on which its check could decide."""

    exact: Share
    judged: Share
    found: Mapping[str, int]


class KindFigures(FrozenModel):
    n: int
    outcome: int
    clauses: int
    priority: int


class HonestFigures(FrozenModel):
    """Of the honest accounts. `accused`: of a violation. `first`: sent to a person before others. `to_a_person`: sent
    to one at all."""

    accused: Share
    first: Share
    to_a_person: Share


class AssessmentFigures(FrozenModel):
    """`unnoticed`: of the accounts at fault. `kappa` is None where all right outcomes are equal."""

    writers: tuple[str, ...]
    n: int
    errors: int
    outcome: Share
    kappa: float | None
    clauses: Mapping[str, ClauseFigures]
    priority: Share
    honest: HonestFigures
    unnoticed: Share
    reasons_that_cite: Share
    letters_that_disclose: Share
    by_kind: Mapping[str, KindFigures]
    by_language: Mapping[str, KindFigures]
    seconds_p50: float
    seconds_p95: float
    accounts: tuple[AccountResult, ...]


class AssessmentReport(AssessmentFigures):
    """`models_as_of`: the last day that the models of creators have seen; None if none could be fitted, which
    `why_no_models` explains. `policies`: their fingerprint."""

    file: str
    sample: SampleHead
    judge: str
    policies: str
    models_as_of: date | None
    why_no_models: str = ""


def figures(results: Sequence[AccountResult]) -> AssessmentFigures:
    honest = [one for one in results if one.account.kind.is_honest]
    at_fault = [one for one in results if not one.account.kind.is_honest]
    languages = sorted({one.account.language for one in results})
    seconds = np.percentile([one.seconds for one in results], [50, 95])
    return AssessmentFigures(
        writers=tuple(sorted({one.writer for one in results if one.writer})),
        n=len(results),
        errors=sum(bool(one.error) for one in results),
        outcome=_share(results, lambda one: one.outcome_right),
        kappa=outcome_kappa(results),
        clauses={clause: _clause(clause, results) for clause in _clauses(results)},
        priority=_share(results, lambda one: one.priority_right),
        honest=_honest(honest),
        unnoticed=_share(at_fault, lambda one: one.is_unnoticed),
        reasons_that_cite=share(sum(one.reasons_that_cite for one in results), sum(one.reasons for one in results)),
        letters_that_disclose=_share([one for one in results if not one.error], lambda one: one.letter_discloses),
        by_kind={kind.value: _kind(own) for kind in AccountKind if (own := _of_kind(kind, results))},
        by_language={name: _kind([one for one in results if one.account.language == name]) for name in languages},
        seconds_p50=round(float(seconds[0]), 4),
        seconds_p95=round(float(seconds[1]), 4),
        accounts=tuple(results),
    )


def outcome_kappa(results: Sequence[AccountResult]) -> float | None:
    """Cohen's, of the outcomes; an error agrees with none."""
    if len({one.account.gold.outcome for one in results}) < 2:
        return None
    table = np.zeros((len(OUTCOMES), len(OUTCOMES) + 1))
    for one in results:
        column = OUTCOMES.index(one.outcome) if one.outcome is not None else len(OUTCOMES)
        table[OUTCOMES.index(one.account.gold.outcome), column] += 1
    return float(cohen_kappa(table))


def _share(results: Sequence[AccountResult], test: Test) -> Share:
    return share(sum(map(test, results)), len(results))


def _honest(results: Sequence[AccountResult]) -> HonestFigures:
    return HonestFigures(
        accused=_share(results, lambda one: one.is_accused),
        first=_share(results, lambda one: one.priority is PriorityLevel.HIGH),
        to_a_person=_share(results, lambda one: one.priority not in (None, PriorityLevel.NONE)),
    )


def _clauses(results: Iterable[AccountResult]) -> list[str]:
    return sorted({clause for one in results for clause in one.account.gold.clauses})


def _clause(clause: str, results: Sequence[AccountResult]) -> ClauseFigures:
    labelled = [one for one in results if clause in one.account.gold.clauses]
    pairs = [(one.account.gold.clauses[clause], one.clauses.get(clause)) for one in labelled]
    found = Counter(f"{expected.value} > {status.value if status else NOT_JUDGED}" for expected, status in pairs)
    return ClauseFigures(
        exact=_share(labelled, lambda one: one.clause_right(clause)),
        judged=_share(labelled, lambda one: clause in one.clauses),
        found=dict(sorted(found.items())),
    )


def _of_kind(kind: AccountKind, results: Iterable[AccountResult]) -> list[AccountResult]:
    return [one for one in results if one.account.kind is kind]


def _kind(results: Sequence[AccountResult]) -> KindFigures:
    return KindFigures(
        n=len(results),
        outcome=sum(one.outcome_right for one in results),
        clauses=sum(one.clauses_right for one in results),
        priority=sum(one.priority_right for one in results),
    )
