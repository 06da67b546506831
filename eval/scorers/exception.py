"""Whether the labelled exception was granted, and no other one."""

from domain.finding import FindingStatus
from eval.scorers.score import Score, ScorerInput, binary_score, not_scored

NAME = "exception"


def exception(scored: ScorerInput) -> Score:
    """Scored where an exception is labelled, and where one was granted."""
    labelled = scored.labelled.gold.exception
    findings = scored.decision.verdict.findings if scored.decision else ()
    granted = {f.exception_id for f in findings if f.status is FindingStatus.EXEMPTED and f.exception_id}
    if scored.labelled.gold.outcome is None or (labelled is None and not granted):
        return not_scored(NAME, "no exception is labelled and none was granted")
    reason = f"granted {', '.join(sorted(granted)) or 'none'}, labelled {labelled or 'none'}"
    return binary_score(NAME, labelled in granted if labelled else False, reason)
