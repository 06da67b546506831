"""The lines of a file of recorded answers: one for each clause that was asked about, or one for each case."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from agent.judges.model.answer_schema import Answer, AnswerQuote, Applies, Bearing, ExceptionAnswer

NEAR_MISS = 0.1  # a clause of a case line below it is like one that a model does not list
SUSPECTED = 0.4  # of a case line: from here on, a model would name the rule if it was not asked about it
CLAUSE_ID = re.compile(r"\b[A-Z][A-Z0-9]*-\d+(?:\.\d+)*\b")


class ClauseLine(BaseModel):
    """What a model answered on a clause that it was asked about. `answer` is None where it did not list the clause."""

    model_config = ConfigDict(extra="forbid")

    case_id: str
    clause_id: str
    judge: str
    model: str
    prompt_sha256: str
    answer: Answer | ExceptionAnswer | None


class QuestionLine(BaseModel):
    """What a model answered beyond the clauses that it was asked about; written only if there is any."""

    model_config = ConfigDict(extra="forbid")

    case_id: str
    judge: str
    model: str
    prompt_sha256: str
    other_rules: list[str]
    look_up: list[str]


class CaseClause(BaseModel):
    """`quotes` are pairs of item id and text."""

    p: float = Field(ge=0, le=1)
    bearing: Bearing | None = None
    quotes: list[tuple[str, str]] = []
    why: str = ""
    but: str = ""


class CaseLine(BaseModel):
    """All answers to one case. `asked` are clause ids; those without an entry in `clauses` have the probability
    `default`. `not_asked` are remarks on clauses that were missing among those asked."""

    case_id: str
    asked: list[str]
    default: float = Field(ge=0, le=1)
    clauses: dict[str, CaseClause]
    not_asked: list[str] = []
    model: str = "recorded"


@dataclass
class RecordedQuestion:
    """The answers to one question: by clause id, None where a clause was asked about and not listed."""

    answers: dict[str, Answer | ExceptionAnswer | None] = field(default_factory=dict)
    other_rules: Sequence[str] = ()
    look_up: Sequence[str] = ()


def case_question(line: CaseLine) -> RecordedQuestion:
    """An entry serves as the answer on a rule; `as_exception` turns it into one on an exception. The rules that the
    answerer missed are those that a model would name from a table of contents; its answer on them is not known."""
    listed = {name: _answer(name, clause) for name, clause in line.clauses.items() if clause.p >= NEAR_MISS}
    remarks = {name: remark for remark in line.not_asked for name in CLAUSE_ID.findall(remark)}
    missed = {name: _not_known(name, remark) for name, remark in remarks.items() if name not in line.asked}
    suspected = [name for name, answer in listed.items() if answer.probability >= SUSPECTED]
    return RecordedQuestion({**dict.fromkeys(line.asked), **missed, **listed}, other_rules=[*suspected, *missed])


def _not_known(clause_id: str, remark: str) -> Answer:
    return Answer(
        clause_id=clause_id, reasoning=remark, bearing=Bearing.UNCLEAR, probability=0.5, quotes=[], counterpoint=""
    )


def _answer(clause_id: str, clause: CaseClause) -> Answer:
    bearing = clause.bearing or (Bearing.CAUGHT if clause.p > 0.5 else Bearing.NOT_CAUGHT)
    return Answer(
        clause_id=clause_id,
        reasoning=clause.why,
        bearing=bearing,
        probability=clause.p,
        quotes=[AnswerQuote(item_id=item_id, text=text) for item_id, text in clause.quotes],
        counterpoint=clause.but,
    )


def as_exception(answer: Answer | ExceptionAnswer) -> ExceptionAnswer:
    if isinstance(answer, ExceptionAnswer):
        return answer
    applies = {Bearing.CAUGHT: Applies.YES, Bearing.NOT_CAUGHT: Applies.NO, Bearing.UNCLEAR: Applies.UNCLEAR}
    return ExceptionAnswer(
        clause_id=answer.clause_id,
        reasoning=answer.reasoning,
        applies=applies[answer.bearing],
        probability=answer.probability,
        quotes=answer.quotes,
    )


def parse_line(raw: Mapping[str, Any]) -> ClauseLine | QuestionLine | CaseLine:
    """Raises pydantic's ValidationError."""
    if "clause_id" in raw:
        return ClauseLine.model_validate(raw)
    return CaseLine.model_validate(raw) if "asked" in raw else QuestionLine.model_validate(raw)


def to_lines(
    case_id: str, judge: str, model: str, prompt_sha256: str, question: RecordedQuestion
) -> Iterator[ClauseLine | QuestionLine]:
    common = {"case_id": case_id, "judge": judge, "model": model, "prompt_sha256": prompt_sha256}
    for clause_id, answer in question.answers.items():
        yield ClauseLine.model_validate({**common, "clause_id": clause_id, "answer": answer})
    if question.other_rules or question.look_up:
        yield QuestionLine.model_validate(
            {**common, "other_rules": [*question.other_rules], "look_up": [*question.look_up]}
        )
