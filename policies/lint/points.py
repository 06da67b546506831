"""Findings on points that do not fit the severity they stand beside."""

from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from domain.clause import ClauseKind, Severity
from policies.checks.problem import Level, Problem
from policies.lint.subject import Subject

ENOUGH = 3  # rules of a severity make its middle a yardstick


def points_out_of_line(subject: Subject) -> Iterator[Problem]:
    """Held against the middle of the next milder and the next graver severity; a corpus without points has none."""
    rules = subject.of_kind(ClauseKind.RULE)
    if not any(rule.points for rule in rules):
        return
    by_severity = {s: [rule.points for rule in rules if rule.severity is s] for s in Severity}
    middle = {s: median(points) for s, points in by_severity.items() if len(points) >= ENOUGH}
    lower = {graver: milder for milder, graver in pairwise(sorted(middle))}
    upper = dict(pairwise(sorted(middle)))
    for rule in rules:
        said = f"{rule.points} points at severity {rule.severity.name.lower()}"
        if rule.severity >= Severity.HIGH and not rule.points:
            yield Problem(
                Level.WARNING, rule.key, f"{said}: a breach adds nothing", "give it points, or a lower severity"
            )
        elif rule.severity in lower and rule.points < middle[lower[rule.severity]]:
            other = lower[rule.severity]
            message = f"{said}, fewer than most rules of severity {other.name.lower()} ({middle[other]:g})"
            yield Problem(Level.WARNING, rule.key, message, "change its points or its severity")
        elif rule.severity in upper and rule.points > middle[upper[rule.severity]]:
            other = upper[rule.severity]
            message = f"{said}, more than most rules of severity {other.name.lower()} ({middle[other]:g})"
            yield Problem(Level.WARNING, rule.key, message, "change its points or its severity")
