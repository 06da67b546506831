"""A decision as one line, where many are made one after the other, and its warnings."""

from cli.views.console import err, print_line, spaced
from domain.decision import Decision


def decision_line(number: int, decision: Decision) -> str:
    """`number`: of the line that the case came from."""
    verdict = decision.verdict
    return (
        f"{number} {decision.case_id}: {' '.join([spaced(verdict.outcome), *verdict.violated])} {decision.decision_id}"
    )


def print_warnings(decision: Decision, place: str = "") -> None:
    """On standard error, each behind the place of its case."""
    for warning in decision.trace.warnings:
        print_line(f"warning: {place}{warning}", err, style="yellow")
