"""The answer schema of a chat model, and how an answer becomes a draft finding with located quotes."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from enum import StrEnum
from itertools import accumulate

from pydantic import BaseModel, Field

from agent.judges.base import JudgeInput
from domain.case import Case
from domain.clause import Clause, ClauseKind
from domain.finding import DraftFinding, DraftQuote, FindingStatus
from prompts.fence import unescape_hidden
from prompts.untrusted import one_line, shortened

MAX_TEXT_CHARS = 600
WORD = re.compile(r"\S+")
QUOTE_MARKS = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u201e \n"


class Bearing(StrEnum):
    CAUGHT = "caught"
    NOT_CAUGHT = "not_caught"
    UNCLEAR = "unclear"


class AnswerQuote(BaseModel):
    item_id: str
    text: str


class Answer(BaseModel):
    clause_id: str
    reasoning: str
    bearing: Bearing
    probability: float = Field(ge=0, le=1)
    quotes: list[AnswerQuote]
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


def to_draft_finding(answer: Answer, clause: Clause, judge_input: JudgeInput, judge: str) -> DraftFinding:
    """An answer whose bearing and probability contradict each other is unclear."""
    status = STATUS.get((clause.kind, _consistent_bearing(answer)), FindingStatus.UNCLEAR)
    return DraftFinding(
        clause_id=clause.id,
        status=status,
        probability=0.5 if status is FindingStatus.UNCLEAR else answer.probability,
        rationale=_short_line(answer.reasoning) or "The model gave no reason.",
        counterpoint=_short_line(answer.counterpoint),
        judge=judge,
        content_quotes=tuple(locate_quote(quote.item_id, quote.text, judge_input.case) for quote in answer.quotes),
        clause_quote=clause.text,
        evidence_ids=judge_input.evidence_ids.get(clause.id, ()),
    )


def locate_quote(item_id: str, text: str, case: Case) -> DraftQuote:
    """The quote as it is written in the named item or, where it is missing there, in another; white space may differ.
    A quote found in no item is returned unchanged, and the citation check rejects it."""
    words = unescape_hidden(text).strip(QUOTE_MARKS).split()
    for item in sorted(case.content, key=lambda item: item.id != item_id) if words else ():
        if found := _find_words(" ".join(words), item.text):
            start, end = found
            return DraftQuote(item_id=item.id, text=item.text[start:end], start=start)
    return DraftQuote(item_id=item_id, text=text)


def _find_words(quote: str, text: str) -> tuple[int, int] | None:
    """The span of the quote, whose words have one space between them, in a text with any white space between words.
    Linear, unlike a pattern."""
    words = [*WORD.finditer(text)]
    begins = [0, *accumulate(len(word[0]) + 1 for word in words)]  # of each word in the text with single spaces
    at = " ".join(word[0] for word in words).find(quote)
    if at < 0:
        return None

    def source(position: int) -> int:
        number = bisect_right(begins, position) - 1
        return words[number].start() + position - begins[number]

    return source(at), source(at + len(quote) - 1) + 1


def _consistent_bearing(answer: Answer) -> Bearing:
    agrees = {Bearing.CAUGHT: answer.probability > 0.5, Bearing.NOT_CAUGHT: answer.probability < 0.5}
    return answer.bearing if agrees.get(answer.bearing, False) else Bearing.UNCLEAR


def _short_line(text: str) -> str:
    return shortened(one_line(text), MAX_TEXT_CHARS)
