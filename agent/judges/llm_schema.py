"""What a chat model is asked to answer, and what we take it to say."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, Field

from agent.judges.base import JudgeInput
from agent.judges.quotes import located
from domain.clause import Clause, ClauseKind
from domain.finding import DraftFinding, FindingStatus
from prompts.untrusted import one_line, shortened

LONGEST = 600


class Bearing(StrEnum):
    CAUGHT = "caught"
    NOT_CAUGHT = "not_caught"
    UNCLEAR = "unclear"


class Quoted(BaseModel):
    item_id: str
    text: str


class Answer(BaseModel):
    clause_id: str
    reasoning: str
    bearing: Bearing
    probability: float = Field(ge=0, le=1)
    quotes: list[Quoted]
    counterpoint: str


class Answers(BaseModel):
    findings: list[Answer]
    look_up: list[str]


STATUS: Mapping[tuple[ClauseKind, Bearing], FindingStatus] = {
    (ClauseKind.RULE, Bearing.CAUGHT): FindingStatus.VIOLATED,
    (ClauseKind.RULE, Bearing.NOT_CAUGHT): FindingStatus.SATISFIED,
    (ClauseKind.EXCEPTION, Bearing.CAUGHT): FindingStatus.EXEMPTED,
    (ClauseKind.EXCEPTION, Bearing.NOT_CAUGHT): FindingStatus.NOT_APPLICABLE,
}


def draft(answer: Answer, clause: Clause, brief: JudgeInput, judge: str) -> DraftFinding:
    """A model that says one thing and gives the odds of the other has said nothing."""
    status = STATUS.get((clause.kind, _bearing(answer)), FindingStatus.UNCLEAR)
    return DraftFinding(
        clause_id=clause.id,
        status=status,
        probability=0.5 if status is FindingStatus.UNCLEAR else answer.probability,
        rationale=_line(answer.reasoning) or "The model gave no reason.",
        counterpoint=_line(answer.counterpoint),
        judge=judge,
        content_quotes=tuple(located(quoted.item_id, quoted.text, brief.case) for quoted in answer.quotes),
        clause_quote=clause.text,
        evidence_ids=brief.evidence_ids.get(clause.id, ()),
    )


def _bearing(answer: Answer) -> Bearing:
    sides = {Bearing.CAUGHT: answer.probability > 0.5, Bearing.NOT_CAUGHT: answer.probability < 0.5}
    return answer.bearing if sides.get(answer.bearing, False) else Bearing.UNCLEAR


def _line(text: str) -> str:
    return shortened(one_line(text), LONGEST)
