"""Points compared with those of the next severity."""

from domain.clause import Clause, Severity
from policies.lint.points import points_severity_mismatch
from tests.policies.lint.corpora import clause, lint_input, messages


def rules(severity: Severity, *points: int) -> list[Clause]:
    return [clause(f"ABC-{severity}.{n}", severity=severity, points=p) for n, p in enumerate(points)]


def test_points_of_another_severity_are_reported() -> None:
    corpus = lint_input(
        *rules(Severity.LOW, 1, 1, 5), *rules(Severity.MEDIUM, 3, 4, 3), *rules(Severity.HIGH, 6, 0, 2, 8)
    )
    assert messages(points_severity_mismatch, corpus) == [
        "warning: ABC-1.2@1.0: 5 points at severity low, more than most rules of severity medium (3); "
        "change its points or its severity",
        "warning: ABC-3.1@1.0: 0 points at severity high: a violation adds nothing; set points, or a lower severity",
        "warning: ABC-3.2@1.0: 2 points at severity high, fewer than most rules of severity medium (3); "
        "change its points or its severity",
    ]


def test_too_few_rules_or_points_give_no_finding() -> None:
    assert messages(points_severity_mismatch, lint_input(*rules(Severity.LOW, 5), *rules(Severity.MEDIUM, 1, 1))) == []
    assert messages(points_severity_mismatch, lint_input(*rules(Severity.HIGH, 0, 0, 0))) == []
