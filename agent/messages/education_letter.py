"""The message to the creator, written from templates and kept back where it would say too much."""

from collections.abc import Mapping

from agent.enforcement.consequence import gravest_first
from agent.messages.disclosure_check import Public, leaks, masked, secrets_of
from agent.messages.writer import Lesson
from domain.case import Case, ContentKind
from domain.clause import Clause
from domain.consequence import Consequence
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.finding import ContentQuote, Finding, FindingStatus
from domain.ladder import Ladder
from domain.verdict import Outcome, Verdict
from prompts import education
from prompts.education import Breach, Outlook, OwnLine
from prompts.untrusted import one_line, shortened

_LINES = 3
_LINE_CHARACTERS = 240
_READ_CHARACTERS = 2000


def educate(
    case: Case,
    verdict: Verdict,
    clauses: Mapping[str, Clause],
    consequence: Consequence,
    ladder: Ladder | None,
    evidence: Evidence | None = None,
    lesson: Lesson | None = None,
) -> EducationMessage:
    """The letter for this outcome, in the creator's language where there are templates in it.

    `clauses` holds, by id, what the findings point to; `evidence`, where given, is searched for too; `lesson` is what
    a model teaches in place of the rules' own words, in the letter's language. A letter that
    leaks anything (`agent/messages/disclosure_check.py`) is dropped for a bare one that repeats nothing of the case.
    """
    locale = locale_of(case, evidence)
    breaches = _breaches(case, verdict, clauses, lesson)
    exceptions = _exceptions(verdict, clauses)
    if verdict.outcome is Outcome.NEEDS_REVIEW:
        letter = education.needs_review(locale)
    elif verdict.outcome is Outcome.NO_VIOLATION:
        letter = education.no_violation(exceptions, locale)
    elif breaches:
        steps = lesson.steps if lesson else ()
        letter = education.violation(breaches, _outlook(consequence, ladder), locale, steps)
    else:
        letter = education.bare(verdict.outcome, locale)
    public = _public(breaches, exceptions, consequence, ladder)
    secrets = secrets_of(case, verdict, consequence, evidence)
    return education.bare(verdict.outcome, locale) if leaks(_whole(letter), public, secrets) else letter


def _breaches(case: Case, verdict: Verdict, clauses: Mapping[str, Clause], lesson: Lesson | None) -> tuple[Breach, ...]:
    broken = {f.clause_id: f for f in verdict.findings if f.status is FindingStatus.VIOLATED and f.clause_id in clauses}
    ordered = gravest_first(clauses[clause_id] for clause_id in broken)
    taught = lesson.taught if lesson else {}
    return tuple(
        Breach(c, _lines(case, broken[c.id]), _facts(case, broken[c.id]), taught.get(c.id, "")) for c in ordered
    )


def _lines(case: Case, finding: Finding) -> tuple[OwnLine, ...]:
    lines = (_line(case, quote) for quote in finding.content_quotes)
    return tuple(dict.fromkeys(line for line in lines if line and line.text))[:_LINES]


def _line(case: Case, quote: ContentQuote) -> OwnLine | None:
    """The quoted words as they can be shown; None where the content does not hold them word for word."""
    item = case.item(quote.item_id)
    if item is None or item.text[quote.start : quote.end] != quote.text:
        return None
    shown = masked(one_line(quote.text[:_READ_CHARACTERS]), handles=item.kind is ContentKind.COMMENT)
    return OwnLine(item.kind, shortened(shown, _LINE_CHARACTERS))


def _facts(case: Case, finding: Finding) -> tuple[str, ...]:
    """The names, in words, of the case's own facts that decided; never their values, which may be scores, thresholds
    or somebody's name, and never a signal. A name that would itself leak is left out."""
    names = (fact.name.removeprefix("facts.") for fact in finding.facts)
    words = (name.replace("_", " ") for name in names if name in case.facts)
    return tuple(word for word in dict.fromkeys(words) if not leaks(word, Public()))


def _exceptions(verdict: Verdict, clauses: Mapping[str, Clause]) -> tuple[Clause, ...]:
    saved = (f.exception_id for f in verdict.findings if f.status is FindingStatus.EXEMPTED and f.exception_id)
    return tuple(clauses[clause_id] for clause_id in dict.fromkeys(saved) if clause_id in clauses)


def _outlook(consequence: Consequence, ladder: Ladder | None) -> Outlook:
    appeal_days = ladder.appeal_days if ladder else None
    return Outlook(measure=consequence.action, days=consequence.days, appeal_days=appeal_days)


def _public(
    breaches: tuple[Breach, ...], exceptions: tuple[Clause, ...], consequence: Consequence, ladder: Ladder | None
) -> Public:
    own = tuple(line.text for breach in breaches for line in breach.lines)
    law = tuple(text for clause in (*(b.rule for b in breaches), *exceptions) for text in education.law(clause))
    days = frozenset(d for d in (consequence.days, ladder.appeal_days if ladder else None) if d is not None)
    return Public(own=own, law=law, days=days)


def locale_of(case: Case, evidence: Evidence | None) -> str | None:
    """The creator's own, else the content's."""
    signals = evidence.signals.signals if evidence else None
    return (signals.locale if signals else None) or case.language


def _whole(letter: EducationMessage) -> str:
    return "\n".join((letter.subject, letter.body, *letter.steps, letter.appeal))
