"""Letters to a creator: one function per outcome, and a minimal letter that says nothing about the case."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.case import ContentKind
from domain.clause import Clause
from domain.education import EducationMessage, LetterSubject
from domain.ladder import EnforcementAction
from domain.verdict import Outcome
from prompts.letter_notes import RedressWords, with_redress
from prompts.render import locale_for, render

PERIOD_DAYS = 28
ADVICE = (
    "STILL_FRAMES",
    "SILENCE",
    "TEXT_ON_PLAIN_GROUND",
    "SHARPNESS",
    "EXPOSURE",
    "BANNER",
    "OWN_CAPTION_AGAIN",
    "COPY_OF_ANOTHER",
    "VIOLATIONS",
    "REFUNDS",
)
"""The codes of advice that letters have words for."""


@dataclass(frozen=True)
class ContentLine:
    """A quote from the creator's content, and the kind of its item."""

    kind: ContentKind
    text: str


@dataclass(frozen=True)
class ViolatedRule:
    """A violated rule with the lines that violate it or, where a check decided, sentences on the facts that it read.
    `explanation` replaces the rule's own reason and is in the letter's language; `is_translated`: so is the rule."""

    rule: Clause
    lines: tuple[ContentLine, ...] = ()
    facts: tuple[str, ...] = ()
    explanation: str = ""
    is_translated: bool = False


@dataclass(frozen=True)
class ProposedAction:
    """The proposed action and its duration, and the days for an appeal. None: not decided yet, no end, no deadline."""

    action: EnforcementAction | None = None
    days: int | None = None
    appeal_days: int | None = None
    redress: RedressWords = field(default_factory=RedressWords)


def violation(
    violations: tuple[ViolatedRule, ...],
    proposed: ProposedAction,
    locale: str | None = None,
    steps: tuple[str, ...] = (),
) -> EducationMessage:
    """`violations` holds at least one, the most severe first. `steps` replace the rules' own steps."""
    letter = _message("violation", _violation_values(violations, proposed, steps), locale)
    return with_redress(letter.model_copy(update={"appeal_days": proposed.appeal_days}), proposed.redress)


def account(
    outcome: Outcome,
    violated_rules: Sequence[ViolatedRule],
    advice: Sequence[str],
    proposed: ProposedAction | None = None,
    locale: str | None = None,
    period_days: int = PERIOD_DAYS,
) -> EducationMessage:
    """The letter on how an account was run in `period_days`, with what the creator can improve. Codes of `advice` that
    have no words are left out. A violation whose rules cannot be named gets the minimal letter."""
    if outcome is not Outcome.VIOLATION:
        violated_rules, proposed = (), None
    elif not violated_rules:
        return account_minimal(outcome, locale)
    proposed = proposed or ProposedAction()
    values = {
        **_violation_values(violated_rules, proposed),
        "outcome": outcome.value,
        "advice": [code for code in _unique(advice) if code in ADVICE],
        "period_days": period_days,
    }
    letter = _message("account", values, locale, "account")
    return with_redress(letter.model_copy(update={"appeal_days": proposed.appeal_days}), proposed.redress)


def needs_review(locale: str | None = None) -> EducationMessage:
    return _message("needs_review", {}, locale)


def no_violation(
    exceptions: tuple[Clause, ...], locale: str | None = None, translated: Collection[str] = ()
) -> EducationMessage:
    """`exceptions` are those that apply to the content, `translated` the ids of those in the letter's language."""
    values = [
        {
            **_clause(e),
            "applies": e.violating_examples[:1],
            "does_not_apply": e.compliant_examples[:1],
            "is_translated": e.id in translated,
        }
        for e in exceptions
    ]
    steps = _unique(step for e in exceptions if e.teaching for step in e.teaching.fix)
    return _message("no_violation", {"exceptions": values, "fixes": steps}, locale)


def cleared(earlier: EducationMessage) -> EducationMessage:
    """What holds instead of `earlier` once a person has found no violation."""
    if earlier.about == "account":
        return account(Outcome.NO_VIOLATION, (), (), locale=earlier.locale)
    return no_violation((), earlier.locale)


def minimal(outcome: Outcome, locale: str | None = None) -> EducationMessage:
    """The letter that is safe for every case: it repeats nothing of the content, the rules or the decision."""
    return _message("minimal", {"outcome": outcome.value}, locale)


def account_minimal(outcome: Outcome, locale: str | None = None) -> EducationMessage:
    """Likewise, about an account."""
    letter = _message("account_minimal", {"outcome": outcome.value}, locale, "account")
    return with_redress(letter, RedressWords())


def withdrawn(
    withdrawn_rules: Iterable[Clause], locale: str | None = None, about: LetterSubject = "post"
) -> EducationMessage:
    """The letter after a violation letter that was wrong. `withdrawn_rules` are those of the earlier letter that may be
    named."""
    values = {"withdrawn_rules": [_clause(rule) for rule in withdrawn_rules]}
    return with_redress(_message(_template("withdrawn", about), values, locale, about), RedressWords())


def replacement(letter: EducationMessage, withdrawn_rules: Iterable[Clause]) -> EducationMessage:
    """The letter with a note after its greeting that it replaces an earlier one."""
    values = {"subject": letter.subject, "withdrawn_rules": [_clause(rule) for rule in withdrawn_rules]}
    blocks = render(f"{letter.locale}/education/{_template('replacement', letter.about)}.j2", values)
    greeting, _, rest = letter.body.partition("\n\n")
    body = "\n\n".join((greeting, blocks["note"], rest))
    return letter.model_copy(update={"subject": blocks["subject"], "body": body})


def clause_texts(clause: Clause) -> tuple[str, ...]:
    """Every text of a clause that a letter may contain: its id, title, text, examples and teaching."""
    return (
        clause.id,
        clause.title,
        *_paragraphs(clause),
        *clause.violating_examples[:1],
        *clause.compliant_examples[:1],
        *(clause.teaching.texts if clause.teaching else ()),
    )


def _paragraphs(clause: Clause) -> tuple[str, ...]:
    parts = re.split(r"\n\s*\n|\n(?=\s*[-*] )", clause.text)
    return tuple(part for part in parts if part.strip())


def _clause(clause: Clause) -> dict[str, object]:
    """The fields of a clause that a letter may show. Points, severity and check are internal."""
    why = clause.teaching.why if clause.teaching else ""
    return {"id": clause.id, "title": clause.title, "paragraphs": _paragraphs(clause), "why": why}


def _violation_values(
    violations: Sequence[ViolatedRule], proposed: ProposedAction, steps: tuple[str, ...] = ()
) -> dict[str, object]:
    teachings = [violation.rule.teaching for violation in violations if violation.rule.teaching]
    shown = ("lines", "facts", "explanation", "is_translated")
    return {
        "violations": [{**_clause(v.rule), **{name: getattr(v, name) for name in shown}} for v in violations],
        "action": "undecided" if proposed.action is None else proposed.action.name.lower(),
        "days": proposed.days,
        "appeal_days": proposed.appeal_days,
        "fixes": list(steps) or _unique(step for teaching in teachings for step in teaching.fix),
        "appeal_evidence": _unique(evidence for teaching in teachings for evidence in teaching.appeal_evidence),
    }


def _template(name: str, about: LetterSubject) -> str:
    return f"account_{name}" if about == "account" else name


def _message(
    name: str, values: Mapping[str, object], locale: str | None, about: LetterSubject = "post"
) -> EducationMessage:
    chosen = locale_for(locale)
    blocks = render(f"{chosen}/education/{name}.j2", values)
    steps = tuple(line.strip() for line in blocks.get("steps", "").splitlines() if line.strip())
    return EducationMessage(
        locale=chosen,
        subject=blocks["subject"],
        body=blocks["body"],
        steps=steps,
        appeal=blocks.get("appeal", ""),
        about=about,
    )


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
