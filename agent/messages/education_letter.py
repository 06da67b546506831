"""Writes the letter to the creator from templates, and a minimal one if the full letter would disclose too much."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agent.enforcement.consequence import sort_by_points
from agent.messages.disclosure_check import AllowedText, confidential_names, find_disclosures
from agent.messages.fact_sentences import fact_sentences
from agent.messages.letter_policy import LetterPolicy
from agent.messages.masking import mask_contacts
from agent.messages.post_label import post_label
from agent.messages.writer import LetterDraft
from domain.case import Case, ContentKind
from domain.clause import Clause
from domain.consequence import Consequence
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.finding import ContentQuote, Finding, FindingStatus
from domain.subject import Subject
from domain.verdict import Outcome, Verdict
from prompts import education
from prompts.education import ContentLine, ProposedAction, ViolatedRule
from prompts.letter_notes import identified
from prompts.render import locale_for
from prompts.untrusted import shortened
from text.linear_patterns import linear_pattern

MAX_LINES_PER_RULE = 3
MAX_LINE_CHARS = 240
MAX_QUOTE_CHARS_READ = 2000
NUMBER = linear_pattern(r"[\d.,]*\d%?")


def write_education_letter(
    case: Case,
    verdict: Verdict,
    clauses: Mapping[str, Clause],
    consequence: Consequence,
    policy: LetterPolicy,
    evidence: Evidence | None = None,
    letter_draft: LetterDraft | None = None,
    advice: Sequence[str] = (),
) -> EducationMessage:
    """The letter for this outcome, in the creator's language if there are templates in it.

    `advice` are codes of what the creator of an account can change. `clauses` has the clauses of the findings by id.
    `letter_draft` has explanations and steps by a model, in the language of the letter; they replace those of the
    rules. A letter that discloses anything confidential of the case or the `evidence` is replaced by a minimal one,
    which repeats nothing of the case.
    """
    locale, post = locale_for(letter_locale(case, evidence)), post_label(case)
    violated_rules = _violated_rules(case, verdict, clauses, policy, locale, letter_draft)
    exceptions = _exceptions(verdict, clauses)
    if case.subject is Subject.ACCOUNT:
        proposed = _proposed(consequence, policy, locale)
        letter = education.account(verdict.outcome, violated_rules, advice, proposed, locale)
    else:
        letter = _letter(verdict.outcome, violated_rules, exceptions, consequence, policy, locale, letter_draft)
    translated = tuple(exception.in_language(locale) for exception in exceptions)
    allowed = _allowed_text(violated_rules, translated, consequence, policy, locale)
    allowed = replace(allowed, quotable=_own_quotes(case, verdict))
    names = confidential_names(case, verdict, consequence, evidence)
    is_account = case.subject is Subject.ACCOUNT
    minimal = (education.account_minimal if is_account else education.minimal)(verdict.outcome, locale)
    if letter == minimal or find_disclosures(full_text(letter), allowed, names):
        return identified(minimal, replace(post, title=""))
    return identified(letter, post)


def _letter(
    outcome: Outcome,
    violated_rules: tuple[ViolatedRule, ...],
    exceptions: tuple[Clause, ...],
    consequence: Consequence,
    policy: LetterPolicy,
    locale: str,
    letter_draft: LetterDraft | None,
) -> EducationMessage:
    if outcome is Outcome.NEEDS_REVIEW:
        return education.needs_review(locale)
    if outcome is Outcome.NO_VIOLATION:
        translated = [exception.id for exception in exceptions if exception.translation(locale)]
        return education.no_violation(tuple(e.in_language(locale) for e in exceptions), locale, translated)
    if not violated_rules:
        return education.minimal(outcome, locale)
    steps = letter_draft.steps if letter_draft else ()
    return education.violation(violated_rules, _proposed(consequence, policy, locale), locale, steps)


def _proposed(consequence: Consequence, policy: LetterPolicy, locale: str) -> ProposedAction:
    return ProposedAction(consequence.action, consequence.days, policy.appeal_days, policy.redress_words(locale))


def _violated_rules(
    case: Case,
    verdict: Verdict,
    clauses: Mapping[str, Clause],
    policy: LetterPolicy,
    locale: str,
    letter_draft: LetterDraft | None,
) -> tuple[ViolatedRule, ...]:
    violated = {f.clause_id: f for f in verdict.findings if f.status is FindingStatus.VIOLATED}
    rules = sort_by_points(clauses[clause_id] for clause_id in violated if clause_id in clauses)
    explanations = letter_draft.explanations if letter_draft else {}
    return tuple(
        ViolatedRule(
            rule.in_language(locale),
            _lines(case, violated[rule.id]),
            _fact_sentences(case, violated[rule.id], policy, locale),
            explanations.get(rule.id, ""),
            rule.translation(locale) is not None,
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


def _fact_sentences(case: Case, finding: Finding, policy: LetterPolicy, locale: str) -> tuple[str, ...]:
    """Without those that would name a detector: what the policy owner wrote is checked like any other text."""
    sentences = fact_sentences(case, finding, policy.vocabulary, locale)
    return tuple(text for text in sentences if not find_disclosures(NUMBER.sub("", text), AllowedText()))


def _exceptions(verdict: Verdict, clauses: Mapping[str, Clause]) -> tuple[Clause, ...]:
    ids = (f.exception_id for f in verdict.findings if f.status is FindingStatus.EXEMPTED and f.exception_id)
    return tuple(clauses[clause_id] for clause_id in dict.fromkeys(ids) if clause_id in clauses)


def _allowed_text(
    violated_rules: tuple[ViolatedRule, ...],
    exceptions: tuple[Clause, ...],
    consequence: Consequence,
    policy: LetterPolicy,
    locale: str,
) -> AllowedText:
    lines = tuple(line.text for violated in violated_rules for line in violated.lines)
    clauses = (*(violated.rule for violated in violated_rules), *exceptions)
    texts = tuple(text for clause in clauses for text in education.clause_texts(clause))
    facts = tuple(fact for violated in violated_rules for fact in violated.facts)
    redress = policy.redress_words(locale)
    days = {consequence.days, policy.appeal_days, redress.complaint_days} - {None}
    policy_texts = (*texts, *facts, *filter(None, (redress.clause, redress.body)))
    return AllowedText(lines, policy_texts, frozenset(day for day in days if day is not None))


def letter_locale(case: Case, evidence: Evidence | None) -> str | None:
    """The creator's locale, else the language of the content: that which the case names, else that which it seems."""
    signals = evidence.signals.signals if evidence else None
    return (signals.locale if signals else None) or case.language or (evidence.language if evidence else None)


def full_text(letter: EducationMessage) -> str:
    return "\n".join((letter.subject, letter.body, *letter.steps, letter.appeal))
