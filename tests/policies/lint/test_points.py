"""Points held against those of the next severity."""

from domain.clause import Clause, Severity
from policies.lint.points import points_out_of_line
from tests.policies.lint.corpora import clause, subject, told


def rules(severity: Severity, *points: int) -> list[Clause]:
    return [clause(f"ABC-{severity}.{n}", severity=severity, points=p) for n, p in enumerate(points)]


def test_points_that_belong_to_another_severity() -> None:
    looked_at = subject(
        *rules(Severity.LOW, 1, 1, 5), *rules(Severity.MEDIUM, 3, 4, 3), *rules(Severity.HIGH, 6, 0, 2, 8)
    )
    assert told(points_out_of_line, looked_at) == [
        "warning: ABC-1.2@1.0: 5 points at severity low, more than most rules of severity medium (3); "
        "change its points or its severity",
        "warning: ABC-3.1@1.0: 0 points at severity high: a breach adds nothing; give it points, or a lower severity",
        "warning: ABC-3.2@1.0: 2 points at severity high, fewer than most rules of severity medium (3); "
        "change its points or its severity",
    ]


def test_few_rules_of_a_severity_are_no_yardstick_and_no_points_no_ladder() -> None:
    assert told(points_out_of_line, subject(*rules(Severity.LOW, 5), *rules(Severity.MEDIUM, 1, 1))) == []
    assert told(points_out_of_line, subject(*rules(Severity.HIGH, 0, 0, 0))) == []
