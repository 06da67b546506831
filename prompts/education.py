"""Letters to a creator: one typed function for each outcome, and a bare one that says nothing of the case."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.case import ContentKind
from domain.clause import Clause
from domain.education import EducationMessage
from domain.ladder import EnforcementAction
from domain.verdict import Outcome
from prompts.render import locale_for, render


@dataclass(frozen=True)
class OwnLine:
    """Words of the creator's content, and the kind of item they stand in."""

    kind: ContentKind
    text: str


@dataclass(frozen=True)
class Breach:
    """A broken rule with the lines that broke it or, where a check decided, the names of the facts it read. `taught` is
    what stands in place of the rule's own reason, in the letter's language."""

    rule: Clause
    lines: tuple[OwnLine, ...] = ()
    facts: tuple[str, ...] = ()
    taught: str = ""


@dataclass(frozen=True)
class Outlook:
    """What is proposed and how long the creator may appeal; None: not decided yet, no end, no last day."""

    measure: EnforcementAction | None = None
    days: int | None = None
    appeal_days: int | None = None


def violation(
    breaches: tuple[Breach, ...], outlook: Outlook, locale: str | None = None, steps: tuple[str, ...] = ()
) -> EducationMessage:
    """`breaches` holds at least one, the gravest first; `steps` stand in place of those that the rules teach."""
    taught = [breach.rule.teaching for breach in breaches if breach.rule.teaching]
    return _message(
        "violation",
        {
            "breaches": [{**_words(b.rule), "lines": b.lines, "facts": b.facts, "taught": b.taught} for b in breaches],
            "measure": "undecided" if outlook.measure is None else outlook.measure.name.lower(),
            "days": outlook.days,
            "appeal_days": outlook.appeal_days,
            "fixes": list(steps) or _once(step for teaching in taught for step in teaching.fix),
            "proofs": _once(proof for teaching in taught for proof in teaching.appeal_evidence),
        },
        locale,
    )


def needs_review(locale: str | None = None) -> EducationMessage:
    return _message("needs_review", {}, locale)


def no_violation(exceptions: tuple[Clause, ...], locale: str | None = None) -> EducationMessage:
    """`exceptions` are those that the content met, so that it broke no rule."""
    values = [
        {**_words(e), "applies": e.violating_examples[:1], "does_not_apply": e.compliant_examples[:1]}
        for e in exceptions
    ]
    steps = _once(step for e in exceptions if e.teaching for step in e.teaching.fix)
    return _message("no_violation", {"exceptions": values, "keeping": steps}, locale)


def bare(outcome: Outcome, locale: str | None = None) -> EducationMessage:
    """The letter that is safe whatever the case: it repeats nothing of the content, the rules or the record."""
    return _message("bare", {"outcome": outcome.value}, locale)


def taken_back(dropped: Iterable[Clause], locale: str | None = None) -> EducationMessage:
    """For a creator who was told of a breach that is none; `dropped` are the rules that are not held against them any
    more, as far as they may be named."""
    return _message("taken_back", {"dropped": [_words(rule) for rule in dropped]}, locale)


def replacing(letter: EducationMessage, dropped: Iterable[Clause]) -> EducationMessage:
    """The letter, which says after its greeting that it stands in place of an earlier one."""
    values = {"subject": letter.subject, "dropped": [_words(rule) for rule in dropped]}
    blocks = render(f"{letter.locale}/education/replacing.j2", values)
    greeting, _, rest = letter.body.partition("\n\n")
    body = "\n\n".join((greeting, blocks["note"], rest))
    return letter.model_copy(update={"subject": blocks["subject"], "body": body})


def law(clause: Clause) -> tuple[str, ...]:
    """Every text of a clause that a letter may set: its id, title, words, examples and teaching."""
    taught = clause.teaching
    teaching = (taught.why, *taught.fix, *taught.appeal_evidence) if taught else ()
    return (
        clause.id,
        clause.title,
        *_paragraphs(clause),
        *clause.violating_examples[:1],
        *clause.compliant_examples[:1],
        *teaching,
    )


def _paragraphs(clause: Clause) -> tuple[str, ...]:
    parts = re.split(r"\n\s*\n|\n(?=\s*[-*] )", clause.text)
    return tuple(part for part in parts if part.strip())


def _words(clause: Clause) -> dict[str, object]:
    """What a template may say of a clause, which leaves out its points, its severity and its check."""
    why = clause.teaching.why if clause.teaching else ""
    return {"id": clause.id, "title": clause.title, "paragraphs": _paragraphs(clause), "why": why}


def _message(name: str, values: Mapping[str, object], locale: str | None) -> EducationMessage:
    chosen = locale_for(locale)
    blocks = render(f"{chosen}/education/{name}.j2", values)
    steps = tuple(line.strip() for line in blocks.get("steps", "").splitlines() if line.strip())
    return EducationMessage(
        locale=chosen, subject=blocks["subject"], body=blocks["body"], steps=steps, appeal=blocks.get("appeal", "")
    )


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
