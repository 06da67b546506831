"""Whether the exception that a case relies on was granted, and no other one where none applies."""

from domain.finding import FindingStatus
from eval.scorers.score import Score, Scored, nothing, yes

NAME = "exception"


def score(scored: Scored) -> Score:
    """Scored where one is labelled, or where one was granted."""
    wanted = scored.labelled.gold.exception
    findings = scored.decision.verdict.findings if scored.decision else ()
    granted = {f.exception_id for f in findings if f.status is FindingStatus.EXEMPTED and f.exception_id}
    if scored.labelled.gold.outcome is None or (wanted is None and not granted):
        return nothing(NAME, "no exception is labelled and none was granted")
    told = f"granted {', '.join(sorted(granted)) or 'none'}, and {wanted or 'none'} is right"
    return yes(NAME, wanted in granted if wanted else False, told)
