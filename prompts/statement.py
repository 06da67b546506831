"""The statement of reasons in the creator's language."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from domain.statement import Restriction, StatementText
from prompts.letter_notes import RedressWords
from prompts.render import locale_for, render


@dataclass(frozen=True)
class Ground:
    """A violated rule. `legal_ground`: the legal provision that it rests on; empty: the terms alone."""

    id: str
    title: str
    text: str
    legal_ground: str = ""


@dataclass(frozen=True)
class StatementWords:
    """What the statement says beside the restriction. `lines`: quotes without names and contacts. `facts`: sentences.
    `until`: the last day, or empty. `countries`: their codes, or empty for everywhere. `in_union`: whether the creator
    can turn to a certified body for disputes. `noticed_on`: the day of the notice that led to it, or empty."""

    decision_id: str
    about: str
    grounds: Sequence[Ground]
    lines: Sequence[str] = ()
    facts: Sequence[str] = ()
    until: str = ""
    countries: str = ""
    policy_url: str = ""
    appeal_days: int | None = None
    redress: RedressWords = field(default_factory=RedressWords)
    in_union: bool = False
    noticed_on: str = ""
    is_business: bool = False


def statement(restriction: Restriction, words: StatementWords, locale: str | None = None) -> StatementText:
    chosen = locale_for(locale)
    others = (restriction.visibility_other, restriction.monetary_other)
    values = {
        "decision_id": words.decision_id,
        "about": words.about,
        "applied_on": restriction.applied_on.isoformat(),
        "until": words.until,
        "measures": [code for code in restriction.measures if not code.endswith("_OTHER")],
        "other_measures": [text for text in others if text],
        "countries": words.countries,
        "lines": list(words.lines),
        "facts": list(words.facts),
        "clauses": [{**asdict(ground), "paragraphs": _paragraphs(ground.text)} for ground in words.grounds],
        "policy_url": words.policy_url,
        "automated": restriction.automated,
        "appeal_days": words.appeal_days,
        "complaint_days": words.redress.complaint_days,
        "clause_id": words.redress.clause,
        "body": words.redress.body,
        "in_union": words.in_union,
        "noticed_on": words.noticed_on,
        "is_business": words.is_business,
        "notice_days": restriction.notice_days,
    }
    blocks = render(f"{chosen}/statements/statement.j2", values)
    return StatementText(locale=chosen, subject=blocks["subject"], body=blocks["body"])


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n|\n(?=\s*[-*] )", text) if part.strip()]
