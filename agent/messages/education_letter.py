"""Writes the letter to the creator from templates, and a minimal one if the full letter would disclose too much."""

from collections.abc import Mapping
from dataclasses import replace

from agent.enforcement.consequence import sort_by_points
from agent.messages.disclosure_check import AllowedText, confidential_names, find_disclosures
from agent.messages.masking import mask_contacts
from agent.messages.writer import LetterDraft
from domain.case import Case, ContentKind
from domain.clause import Clause
from domain.consequence import Consequence
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.finding import ContentQuote, Finding, FindingStatus
from domain.ladder import Ladder
from domain.verdict import Outcome, Verdict
from prompts import education
from prompts.education import ContentLine, ProposedAction, ViolatedRule
from prompts.untrusted import shortened

MAX_LINES_PER_RULE = 3
MAX_LINE_CHARS = 240
MAX_QUOTE_CHARS_READ = 2000


def write_education_letter(
    case: Case,
    verdict: Verdict,
    clauses: Mapping[str, Clause],
    consequence: Consequence,
    ladder: Ladder | None,
    evidence: Evidence | None = None,
    letter_draft: LetterDraft | None = None,
) -> EducationMessage:
    """The letter for this outcome, in the creator's language if there are templates in it.

    `clauses` has the clauses of the findings by id. `letter_draft` has explanations and steps by a model, in the
    language of the letter; they replace those of the rules. A letter that discloses anything confidential of the case
    or the `evidence` is replaced by a minimal one, which repeats nothing of the case.
    """
    locale = letter_locale(case, evidence)
    violated_rules = _violated_rules(case, verdict, clauses, letter_draft)
    exceptions = _exceptions(verdict, clauses)
    if verdict.outcome is Outcome.NEEDS_REVIEW:
        letter = education.needs_review(locale)
    elif verdict.outcome is Outcome.NO_VIOLATION:
        letter = education.no_violation(exceptions, locale)
    elif violated_rules:
        steps = letter_draft.steps if letter_draft else ()
        letter = education.violation(violated_rules, _proposed_action(consequence, ladder), locale, steps)
    else:
        letter = education.minimal(verdict.outcome, locale)
    allowed = replace(
        _allowed_text(violated_rules, exceptions, consequence, ladder), quotable=_own_quotes(case, verdict)
    )
    names = confidential_names(case, verdict, consequence, evidence)
    disclosures = find_disclosures(_full_text(letter), allowed, names)
    return education.minimal(verdict.outcome, locale) if disclosures else letter


def _violated_rules(
    case: Case, verdict: Verdict, clauses: Mapping[str, Clause], letter_draft: LetterDraft | None
) -> tuple[ViolatedRule, ...]:
    violated = {f.clause_id: f for f in verdict.findings if f.status is FindingStatus.VIOLATED}
    rules = sort_by_points(clauses[clause_id] for clause_id in violated if clause_id in clauses)
    explanations = letter_draft.explanations if letter_draft else {}
    return tuple(
        ViolatedRule(
            rule, _lines(case, violated[rule.id]), _fact_names(case, violated[rule.id]), explanations.get(rule.id, "")
        )
        for rule in rules
    )


def _lines(case: Case, finding: Finding) -> tuple[ContentLine, ...]:
    lines = (_line(case, quote) for quote in finding.content_quotes)
    return tuple(dict.fromkeys(line for line in lines if line and line.text))[:MAX_LINES_PER_RULE]


def _own_quotes(case: Case, verdict: Verdict) -> tuple[str, ...]:
    """What the draft of a lesson may quote: all that the creator wrote of the quotes, masked as in a letter."""
    quotes = (quote for finding in verdict.findings for quote in finding.content_quotes)
    items = ((case.item(quote.item_id), quote) for quote in quotes)
    return tuple(
        mask_contacts(quote.text[:MAX_QUOTE_CHARS_READ], third_party=False)
        for item, quote in items
        if item is not None and item.kind is not ContentKind.COMMENT
    )


def _line(case: Case, quote: ContentQuote) -> ContentLine | None:
    """The quoted words as the letter may show them; None if the content does not have them word for word."""
    item = case.item(quote.item_id)
    if item is None or item.text[quote.start : quote.end] != quote.text:
        return None
    shown = mask_contacts(quote.text[:MAX_QUOTE_CHARS_READ], third_party=item.kind is ContentKind.COMMENT)
    return ContentLine(item.kind, shortened(shown, MAX_LINE_CHARS))


def _fact_names(case: Case, finding: Finding) -> tuple[str, ...]:
    """The names of the case's facts that decided, in words. Values are left out (they may be scores, thresholds or
    names of people), signals too, and names that would themselves disclose something."""
    facts = (fact.name.removeprefix("facts.") for fact in finding.facts)
    names = (fact.replace("_", " ") for fact in facts if fact in case.facts)
    return tuple(name for name in dict.fromkeys(names) if not find_disclosures(name, AllowedText()))


def _exceptions(verdict: Verdict, clauses: Mapping[str, Clause]) -> tuple[Clause, ...]:
    ids = (f.exception_id for f in verdict.findings if f.status is FindingStatus.EXEMPTED and f.exception_id)
    return tuple(clauses[clause_id] for clause_id in dict.fromkeys(ids) if clause_id in clauses)


def _proposed_action(consequence: Consequence, ladder: Ladder | None) -> ProposedAction:
    appeal_days = ladder.appeal_days if ladder else None
    return ProposedAction(action=consequence.action, days=consequence.days, appeal_days=appeal_days)


def _allowed_text(
    violated_rules: tuple[ViolatedRule, ...],
    exceptions: tuple[Clause, ...],
    consequence: Consequence,
    ladder: Ladder | None,
) -> AllowedText:
    lines = tuple(line.text for violated in violated_rules for line in violated.lines)
    clauses = (*(violated.rule for violated in violated_rules), *exceptions)
    texts = tuple(text for clause in clauses for text in education.clause_texts(clause))
    days = frozenset(d for d in (consequence.days, ladder.appeal_days if ladder else None) if d is not None)
    return AllowedText(creator_lines=lines, policy_texts=texts, day_counts=days)


def letter_locale(case: Case, evidence: Evidence | None) -> str | None:
    """The creator's locale, else the language of the content: that which the case names, else that which it seems."""
    signals = evidence.signals.signals if evidence else None
    return (signals.locale if signals else None) or case.language or (evidence.language if evidence else None)


def _full_text(letter: EducationMessage) -> str:
    return "\n".join((letter.subject, letter.body, *letter.steps, letter.appeal))
