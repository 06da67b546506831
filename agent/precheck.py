"""Checks a draft before it is published: what may violate a clause, why, and how to fix it. It counts for nothing."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from agent.adjudicator import Adjudicator
from agent.decision_log import NO_DECISION_LOG
from agent.messages.education_letter import letter_locale
from domain.base import FrozenModel
from domain.case import Case
from domain.clause import Clause
from domain.decision import Decision
from domain.errors import InputError
from domain.finding import FindingStatus
from domain.subject import Subject
from domain.verdict import Outcome
from prompts.render import FALLBACK_LOCALE, locale_for

SENTENCES = Path(__file__).with_name("precheck_sentences.toml")
DRAFT = "draft"


class PrecheckResult(StrEnum):
    """`unclear`: a person would have to look."""

    PROBLEMS = "problems"
    NONE_FOUND = "none"
    UNCLEAR = "unclear"


class ProblemLevel(StrEnum):
    LIKELY = "likely"
    POSSIBLE = "possible"


class PrecheckProblem(FrozenModel):
    """A clause that the draft may violate. `quotes` are of the draft; `facts` the names of facts that a check read.
    `why` and `fix` are those of the clause. `language`: of the words of the clause; English where it is not
    translated."""

    clause_id: str
    title: str
    text: str
    level: ProblemLevel
    quotes: tuple[str, ...]
    facts: tuple[str, ...]
    why: str
    fix: tuple[str, ...]
    language: str


class PrecheckReport(FrozenModel):
    """`message` says what to do in the creator's `language`, and `uncounted` that nothing follows from the check."""

    result: PrecheckResult
    language: str
    message: str
    uncounted: str
    as_of: date
    problems: tuple[PrecheckProblem, ...]


def precheck(adjudicator: Adjudicator, case: Case, as_of: date | None = None) -> PrecheckReport:
    """Decides the draft as a case without a creator, so that no history is read, and saves nothing. Raises InputError
    for an account, and what `Adjudicator.decide` raises."""
    if case.subject is not Subject.POST:
        raise InputError("only drafts of posts are checked: leave `subject` out, or use clausewise assess for accounts")
    draft = case.model_copy(update={"creator_id": None})
    decision = adjudicator.decide(draft, as_of, decision_id=DRAFT, decision_log=NO_DECISION_LOG)
    return report(draft, decision, adjudicator.library.clauses_of_decision(decision))


def report(case: Case, decision: Decision, clauses: Mapping[str, Clause]) -> PrecheckReport:
    locale = locale_for(letter_locale(case, decision.evidence))
    problems = tuple(_problems(decision, clauses, locale))
    result = _result(decision, problems)
    words = _sentences()[locale if locale in _sentences() else FALLBACK_LOCALE]
    return PrecheckReport(
        result=result,
        language=locale,
        message=words["unread" if result is PrecheckResult.UNCLEAR and not problems else result.value],
        uncounted=words["uncounted"],
        as_of=decision.trace.as_of,
        problems=problems,
    )


def _result(decision: Decision, problems: tuple[PrecheckProblem, ...]) -> PrecheckResult:
    outcome = decision.verdict.outcome
    if outcome is Outcome.VIOLATION and any(one.level is ProblemLevel.LIKELY for one in problems):
        return PrecheckResult.PROBLEMS
    return PrecheckResult.NONE_FOUND if outcome is Outcome.NO_VIOLATION else PrecheckResult.UNCLEAR


def _problems(decision: Decision, clauses: Mapping[str, Clause], locale: str) -> Iterator[PrecheckProblem]:
    """The likely ones first, then what is unclear, then the shortlist of the judge; each clause once."""
    verdict = decision.verdict
    found = {finding.clause_id: finding for finding in verdict.findings}
    shown = {item.clause_id: (item.quote.text,) for item in verdict.shortlist}
    names = [*verdict.violated, *verdict.candidates]
    for clause_id in dict.fromkeys(name for name in names if name in clauses):
        finding = found.get(clause_id)
        clause = clauses[clause_id]
        words = clause.in_language(locale)
        quotes = tuple(quote.text for quote in finding.content_quotes) if finding else ()
        violated = finding is not None and finding.status is FindingStatus.VIOLATED
        yield PrecheckProblem(
            clause_id=clause_id,
            title=words.title,
            text=words.text,
            level=ProblemLevel.LIKELY if violated else ProblemLevel.POSSIBLE,
            quotes=quotes or shown.get(clause_id, ()),
            facts=tuple(fact.name for fact in finding.facts) if finding else (),
            why=words.teaching.why if words.teaching else "",
            fix=words.teaching.fix if words.teaching else (),
            language=locale if clause.translation(locale) else FALLBACK_LOCALE,
        )


@cache
def _sentences() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
