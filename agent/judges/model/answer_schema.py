"""The answer schema of a chat model, and how an answer becomes draft findings with located quotes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from pydantic import BaseModel, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from agent.judges.base import JudgeInput, Lesson
from agent.judges.model.asked_rules import AskedRule
from agent.judges.model.picture_quotes import Quotes, located
from domain.clause import Clause, Relation
from domain.finding import DraftFinding, FindingStatus
from prompts.untrusted import one_line, shortened

MAX_TEXT_CHARS = 600
ID = re.compile(r"[^\s\[\](){}`'\"*:,;\u2013\u2014]{1,80}")

NOT_LISTED = 0.02
"""The probability of a rule that the model was asked about and does not list: far below any threshold, and not zero,
because a model may overlook a rule."""


class Bearing(StrEnum):
    CAUGHT = "caught"
    NOT_CAUGHT = "not_caught"
    UNCLEAR = "unclear"


class Applies(StrEnum):
    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class AnswerQuote(BaseModel):
    """A model writes the text alone, because code finds its item. `item_id`: the item that an older answer named."""

    text: str
    item_id: str = ""

    @model_validator(mode="before")
    @classmethod
    def _read_text(cls, value: object) -> object:
        return {"text": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string"}


class ExceptionAnswer(BaseModel):
    clause_id: str
    reasoning: str
    applies: Applies
    probability: float = Field(ge=0, le=1)
    quotes: list[AnswerQuote] = Field(default_factory=list)


class Answer(BaseModel):
    clause_id: str
    reasoning: str
    bearing: Bearing
    probability: float = Field(ge=0, le=1)
    quotes: list[AnswerQuote]
    counterpoint: str = Field(default_factory=str)
    would_change: str = Field(default_factory=str)
    explanation: str = Field(default_factory=str)
    steps: list[str] = Field(default_factory=list)
    exceptions: list[ExceptionAnswer] = Field(default_factory=list)


class Answers(BaseModel):
    """`findings` has no default: an empty object is no answer, and no pass. Default factories do not appear in the
    schema, so that a server which enforces it asks for every field."""

    findings: list[Answer]
    other_rules: list[str] = Field(default_factory=list)
    look_up: list[str] = Field(default_factory=list)


def known_id(text: str, known: Iterable[str]) -> str:
    """The id in `known` that the text means, else the text. Some models write a title or a bracket beside an id, or the
    id in lower case."""
    first = ID.search(text)
    written = {text.strip().casefold(), first[0].rstrip(".").casefold() if first else ""}
    return next((name for name in known if name.casefold() in written), text.strip())


def to_draft_findings(
    answers: Answers, rules: Sequence[AskedRule], exceptions: Mapping[str, Clause], judge_input: JudgeInput, judge: str
) -> Iterator[DraftFinding]:
    """A finding on each rule that was asked about, then on the exceptions that the model lists under them. Of two
    answers on a clause the first counts, and it is unclear where the other says something else; answers on other
    clauses are ignored. `exceptions` are those that were shown, by id."""
    listed = _by_rule(answers, rules)
    for rule in rules:
        if not rule.by_facts:
            yield _rule_finding(listed.get(rule.clause.id), rule, judge_input, judge)
    for name, exception in _first_exceptions(listed, rules).items():
        if name in exceptions:
            yield _exception_finding(exception, exceptions[name], judge_input, judge)


def lessons(answers: Answers, rules: Sequence[AskedRule]) -> dict[str, Lesson]:
    """By clause id: what the first answer on each rule tells the creator."""
    asked = {rule.clause.id for rule in rules}
    first = _by_rule(answers, rules)
    given = {name: answer for name, answer in first.items() if name in asked and answer.explanation and answer.steps}
    return {name: Lesson(answer.explanation, tuple(answer.steps)) for name, answer in given.items()}


def _by_rule(answers: Answers, rules: Sequence[AskedRule]) -> dict[str, Answer]:
    """The first answer on each, by id."""
    asked, found = [rule.clause.id for rule in rules], dict[str, Answer]()
    for answer in answers.findings:
        first = found.setdefault(known_id(answer.clause_id, asked), answer)
        if answer.bearing is not first.bearing:
            found[known_id(answer.clause_id, asked)] = first.model_copy(update={"bearing": Bearing.UNCLEAR})
    return found


def _first_exceptions(listed: Mapping[str, Answer], rules: Sequence[AskedRule]) -> dict[str, ExceptionAnswer]:
    """The first answer on each exception that stands under a rule of its own."""
    found: dict[str, ExceptionAnswer] = {}
    for clause in (rule.clause for rule in rules if rule.clause.id in listed):
        own = clause.targets(Relation.EXCEPT)
        for exception in listed[clause.id].exceptions:
            name = known_id(exception.clause_id, own)
            if name in own:
                found.setdefault(name, exception)
    return found


def _rule_finding(answer: Answer | None, rule: AskedRule, judge_input: JudgeInput, judge: str) -> DraftFinding:
    clause = rule.clause
    cleared = FindingStatus.NOT_APPLICABLE if rule.missing_facts else FindingStatus.SATISFIED
    common = {
        "clause_id": clause.id,
        "judge": judge,
        "clause_quote": clause.text,
        "evidence_ids": judge_input.evidence_ids.get(clause.id, ()),
    }
    if answer is None:
        reason = "The model does not list it among the rules that bear on the post."
        return DraftFinding(status=cleared, probability=NOT_LISTED, rationale=reason, **common)
    status = _status(answer, cleared)
    quotes, pictures = _located(answer.quotes, judge_input)
    if rule.missing_facts and status is FindingStatus.VIOLATED:
        status = FindingStatus.UNCLEAR
    return DraftFinding(
        status=status,
        probability=_probability(answer),
        rationale=_short_line(answer.reasoning) or "The model gave no reason.",
        counterpoint=_short_line(answer.counterpoint),
        would_change=_short_line(answer.would_change),
        content_quotes=quotes,
        pictures=pictures,
        missing_evidence=rule.missing_facts if status is FindingStatus.UNCLEAR else (),
        **common,
    )


def _exception_finding(answer: ExceptionAnswer, clause: Clause, judge_input: JudgeInput, judge: str) -> DraftFinding:
    agrees = {Applies.YES: answer.probability > 0.5, Applies.NO: answer.probability < 0.5}.get(answer.applies, False)
    decided = FindingStatus.EXEMPTED if answer.applies is Applies.YES else FindingStatus.NOT_APPLICABLE
    contradicts = not agrees and answer.applies is not Applies.UNCLEAR
    return DraftFinding(
        clause_id=clause.id,
        status=decided if agrees else FindingStatus.UNCLEAR,
        probability=0.5 if contradicts else answer.probability,
        rationale=_short_line(answer.reasoning) or "The model gave no reason.",
        judge=judge,
        content_quotes=_located(answer.quotes, judge_input)[0],
        clause_quote=clause.text,
        evidence_ids=judge_input.evidence_ids.get(clause.id, ()),
    )


def _status(answer: Answer, cleared: FindingStatus) -> FindingStatus:
    """An answer whose bearing and probability contradict each other is unclear."""
    if answer.bearing is Bearing.UNCLEAR or _contradicts(answer):
        return FindingStatus.UNCLEAR
    return FindingStatus.VIOLATED if answer.bearing is Bearing.CAUGHT else cleared


def _probability(answer: Answer) -> float:
    """The model's own, unless it contradicts the bearing: then nothing is known."""
    return 0.5 if _contradicts(answer) else answer.probability


def _contradicts(answer: Answer) -> bool:
    agrees = {Bearing.CAUGHT: answer.probability > 0.5, Bearing.NOT_CAUGHT: answer.probability < 0.5}
    return not agrees.get(answer.bearing, True)


def _located(quotes: Iterable[AnswerQuote], judge_input: JudgeInput) -> Quotes:
    return located([(quote.item_id, quote.text) for quote in quotes], judge_input.case, judge_input.pictures)


def _short_line(text: str) -> str:
    return shortened(one_line(text), MAX_TEXT_CHARS)
