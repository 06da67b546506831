"""Which letters go to the creator without a person."""

import pytest

from agent.messages.release import Precision, Release
from agent.service_settings import MessageOptions
from domain.clause import Clause, ClauseKind, Severity
from domain.finding import Finding, FindingStatus
from domain.verdict import Outcome, Verdict

MILD = Clause(
    id="A-1", policy_id="a", version="1", title="A", text="A.", kind=ClauseKind.RULE, severity=Severity.MEDIUM
)
SEVERE = MILD.model_copy(update={"id": "A-2", "severity": Severity.HIGH})
CLAUSES = {"A-1": MILD, "A-2": SEVERE}


def verdict(*findings: tuple[str, float | None], status: FindingStatus = FindingStatus.VIOLATED) -> Verdict:
    made = [
        Finding(
            clause_id=name, status=status, confidence=0.9, probability=0.9, precision=precision, rationale="", judge="j"
        )
        for name, precision in findings
    ]
    return Verdict(outcome=Outcome.VIOLATION, probability=0.9, confidence=0.9, summary="", findings=tuple(made))


@pytest.mark.parametrize(
    ("from_precision", "precisions", "permitted"),
    [
        ("never", [1.0], False),
        ("always", [None], True),
        (0.9, [0.9], True),
        (0.9, [0.89], False),
        (0.9, [None], False),
        (0.0, [None], False),
        (0.9, [0.95, 0.95], True),
        (0.9, [0.95, None], False),
    ],
)
def test_letter_goes_where_every_finding_was_measured_to_be_right_often_enough(
    from_precision: Precision, precisions: list[float | None], permitted: bool
) -> None:
    release = Release(Severity.HIGH, from_precision)
    assert release.permits(verdict(*(("A-1", precision) for precision in precisions)), CLAUSES) is permitted


def test_severe_rule_waits_whatever_the_precision_unless_severity_does_not_matter() -> None:
    sure = verdict(("A-1", 1.0), ("A-2", 1.0))
    assert not Release(Severity.HIGH, 0.9).permits(sure, CLAUSES)
    assert not Release(Severity.HIGH, "always").permits(sure, CLAUSES)
    assert Release(None, 0.9).permits(sure, CLAUSES)


def test_findings_that_are_no_violation_do_not_matter() -> None:
    satisfied = verdict(("A-2", None), status=FindingStatus.SATISFIED).findings
    mixed = verdict(("A-1", 0.95)).model_copy(update={"findings": (*verdict(("A-1", 0.95)).findings, *satisfied)})
    assert Release(Severity.HIGH, 0.9).permits(mixed, CLAUSES)


@pytest.mark.parametrize(("given", "read"), [("0.9", 0.9), ("never", "never"), ("always", "always"), (0, 0.0)])
def test_setting_is_a_word_or_a_share(given: object, read: Precision) -> None:
    assert MessageOptions.model_validate({"release_from_precision": given}).release.from_precision == read
    assert MessageOptions().release == Release(Severity.HIGH, "never")


@pytest.mark.parametrize("value", ["1.5", -1, "sometimes", "nan"])
def test_other_settings_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="release_from_precision"):
        MessageOptions.model_validate({"release_from_precision": value})
