"""Whether the creator's message says what it must, discloses nothing, is readable, and is in the right language."""

from collections.abc import Callable

from agent.judges.embedded.language import unsupported_language
from agent.messages.disclosure_check import AllowedText, confidential_names, find_disclosures
from agent.messages.draft_validation import is_readable
from agent.messages.education_letter import letter_locale
from domain.decision import Decision
from domain.education import EducationMessage
from domain.verdict import Outcome
from eval.dataset.labelled_case import LabelledCase
from eval.scorers.score import Score, ScorerInput, binary_score, not_scored, ratio_score
from prompts.render import locale_for

QUOTE_MARK = ">"
MENTIONS, DISCLOSURE, READABLE = "message_mentions", "message_disclosure", "message_readable"
LANGUAGE = "message_language"


def scores(scored: ScorerInput) -> tuple[Score, ...]:
    decision = scored.decision
    if decision is None:
        return tuple(not_scored(name, "there was an error") for name in (MENTIONS, DISCLOSURE, READABLE, LANGUAGE))
    scorers: tuple[Callable[[LabelledCase, Decision], Score], ...] = (_mentions, _disclosure, _readable, _language)
    return tuple(scorer(scored.labelled, decision) for scorer in scorers)


def _mentions(labelled: LabelledCase, decision: Decision) -> Score:
    """Of the phrases that the message must mention, for cases judged a violation."""
    if labelled.gold.message is None or decision.verdict.outcome is not Outcome.VIOLATION:
        return not_scored(MENTIONS, "no message is labelled, or the prediction is no violation")
    required, text = labelled.gold.message.must_mention, _full_text(decision.education)
    return ratio_score(MENTIONS, sum(phrase in text for phrase in required), len(required), "phrases mentioned")


def _disclosure(labelled: LabelledCase, decision: Decision) -> Score:
    """1 if the message contains a confidential name, or a phrase that it must not mention."""
    text = _full_text(decision.education)
    secrets = confidential_names(labelled.case, decision.verdict, decision.consequence, decision.evidence)
    lines = text.split("\n")
    creator_lines = tuple(line.removeprefix(QUOTE_MARK).strip() for line in lines if line.startswith(QUOTE_MARK))
    allowed = AllowedText(creator_lines, policy_texts=tuple(lines))
    disclosed = {disclosure.text for disclosure in find_disclosures(text, allowed, secrets)}
    forbidden = labelled.gold.message.must_not_mention if labelled.gold.message else ()
    disclosed |= {phrase for phrase in forbidden if phrase in text}
    return binary_score(DISCLOSURE, bool(disclosed), ", ".join(sorted(disclosed)) or "nothing")


def _readable(labelled: LabelledCase, decision: Decision) -> Score:
    message = decision.education
    return binary_score(READABLE, is_readable(_own_prose(message), message.locale), f"in {message.locale}")


def _language(labelled: LabelledCase, decision: Decision) -> Score:
    """The right language is the creator's if there are templates in it, else English."""
    message = decision.education
    expected = locale_for(letter_locale(labelled.case, decision.evidence))
    other = unsupported_language(_own_prose(message), frozenset({expected}))
    return binary_score(LANGUAGE, message.locale == expected and other is None, message.locale)


def _full_text(message: EducationMessage) -> str:
    return "\n".join((message.subject, message.body, *message.steps, message.appeal))


def _own_prose(message: EducationMessage) -> str:
    """Without the quoted lines of the creator and of the policies."""
    return "\n".join(line for line in message.body.split("\n") if not line.startswith(QUOTE_MARK))
