"""What a judge says of clauses that it could not tell: unclear, with the reason, and never a guess."""

from collections.abc import Sequence

from agent.judges.base import JudgeOutput
from domain.clause import Clause, ClauseKind
from domain.decision import Degradation
from domain.finding import DraftFinding, FindingStatus
from domain.verdict import ReviewCode, ReviewReason
from llm.errors import OF_SETTINGS, LlmError


def untold(clause: Clause, judge: str, why: str, missing: tuple[str, ...] = ()) -> DraftFinding:
    return DraftFinding(
        clause_id=clause.id,
        status=FindingStatus.UNCLEAR,
        probability=0.5,
        rationale=why,
        judge=judge,
        clause_quote=clause.text,
        missing_evidence=missing,
    )


def unmeasured(clause: Clause, judge: str, missing: tuple[str, ...]) -> DraftFinding:
    """Of a clause that only facts can prove broken, where they are missing."""
    return untold(clause, judge, f"Only {', '.join(missing)} would tell, and nobody measured it.", missing)


def failed(judge: str, clauses: Sequence[Clause], error: LlmError) -> JudgeOutput:
    """A failure of settings is raised, for whoever runs this can mend it; any other leaves the rules to a person."""
    if error.kind in OF_SETTINGS:
        raise error
    rules = [clause for clause in clauses if clause.kind is ClauseKind.RULE]
    return JudgeOutput(
        findings=tuple(untold(clause, judge, f"The model gave no usable answer: {error}.") for clause in rules),
        review=(ReviewReason(code=ReviewCode.MODEL_FAILED, text=f"The model {judge} could not judge: {error}."),),
        degraded=(Degradation(component=judge, reason=str(error)),),
    )
