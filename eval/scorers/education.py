"""Whether the message to the creator says what it must, gives nothing away, and can be read by that creator."""

from agent.judges.language import foreign
from agent.messages.disclosure_check import Public, leaks, secrets_of
from agent.messages.readability import readable
from domain.decision import Decision
from domain.education import EducationMessage
from domain.verdict import Outcome
from eval.scorers.score import Score, Scored, nothing, share, yes
from prompts.render import locale_for

QUOTED = ">"
MENTIONS, LEAKS, READABLE, LANGUAGE = "message_mentions", "message_leaks", "message_readable", "message_language"


def scores(scored: Scored) -> tuple[Score, ...]:
    if scored.decision is None:
        return tuple(nothing(name, "there was an error") for name in (MENTIONS, LEAKS, READABLE, LANGUAGE))
    whole = whole_text(scored.decision.education)
    return (_mentions(scored, whole), _leaks(scored, whole), _readable(scored.decision), _language(scored))


def whole_text(message: EducationMessage) -> str:
    return "\n".join((message.subject, message.body, *message.steps, message.appeal))


def _mentions(scored: Scored, whole: str) -> Score:
    """Of a violation that was found: what the label says the message must hold."""
    gold, decision = scored.labelled.gold, scored.decision
    if gold.message is None or decision is None or decision.verdict.outcome is not Outcome.VIOLATION:
        return nothing(MENTIONS, "no message is labelled, or no violation was found")
    there = sum(words in whole for words in gold.message.must_mention)
    return share(MENTIONS, there, len(gold.message.must_mention), "parts mentioned")


def _leaks(scored: Scored, whole: str) -> Score:
    """Names of the machinery and of people, and what the label says must not be there: any is a leak."""
    decision, gold = scored.decision, scored.labelled.gold
    assert decision
    secrets = secrets_of(scored.labelled.case, decision.verdict, decision.consequence, decision.evidence)
    lines = whole.split("\n")
    own = tuple(line.removeprefix(QUOTED).strip() for line in lines if line.startswith(QUOTED))
    named = {leak.text for leak in leaks(whole, Public(own, law=tuple(lines)), secrets)}
    named |= {words for words in (gold.message.must_not_mention if gold.message else ()) if words in whole}
    return yes(LEAKS, bool(named), ", ".join(sorted(named)) or "nothing")


def _readable(decision: Decision) -> Score:
    """Of our own prose: quoted lines and law are not the letter's."""
    message = decision.education
    return yes(READABLE, readable(_prose(message), message.locale), f"in {message.locale}")


def _language(scored: Scored) -> Score:
    """The creator's own, where there are letters in it, else English."""
    decision = scored.decision
    assert decision
    signals = decision.evidence.signals.signals
    wanted = locale_for((signals.locale if signals else None) or scored.labelled.case.language)
    found = foreign(_prose(decision.education), frozenset({wanted}))
    return yes(LANGUAGE, decision.education.locale == wanted and found is None, f"{decision.education.locale}")


def _prose(message: EducationMessage) -> str:
    return "\n".join(line for line in message.body.splitlines() if not line.startswith(QUOTED))
