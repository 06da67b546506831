"""Findings on points that do not fit the severity of their rule."""

from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from domain.clause import ClauseKind, Severity
from policies.checks.problem import Level, Problem
from policies.lint.lint_input import LintInput

MIN_RULES = 3  # of a severity, for a useful median


def points_severity_mismatch(corpus: LintInput) -> Iterator[Problem]:
    """Compares with the median points of the next lower and the next higher severity. Needs points."""
    rules = corpus.of_kind(ClauseKind.RULE)
    if not any(rule.points for rule in rules):
        return
    by_severity = {s: [rule.points for rule in rules if rule.severity is s] for s in Severity}
    medians = {s: median(points) for s, points in by_severity.items() if len(points) >= MIN_RULES}
    lower = {higher: lower for lower, higher in pairwise(sorted(medians))}
    upper = dict(pairwise(sorted(medians)))
    for rule in rules:
        text = f"{rule.points} points at severity {rule.severity.name.lower()}"
        if rule.severity >= Severity.HIGH and not rule.points:
            yield Problem(
                Level.WARNING, rule.key, f"{text}: a violation adds nothing", "set points, or a lower severity"
            )
        elif rule.severity in lower and rule.points < medians[lower[rule.severity]]:
            other = lower[rule.severity]
            message = f"{text}, fewer than most rules of severity {other.name.lower()} ({medians[other]:g})"
            yield Problem(Level.WARNING, rule.key, message, "change its points or its severity")
        elif rule.severity in upper and rule.points > medians[upper[rule.severity]]:
            other = upper[rule.severity]
            message = f"{text}, more than most rules of severity {other.name.lower()} ({medians[other]:g})"
            yield Problem(Level.WARNING, rule.key, message, "change its points or its severity")
