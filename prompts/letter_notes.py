"""What is added to a letter: which post it is about, that a person decided, the outcome of an appeal, and redress. A
letter about an account has its own words for some of these."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.clause import Clause
from domain.education import EducationMessage
from prompts.render import render

EMPTY: Mapping[str, object] = {
    "title": "",
    "details": [],
    "withdrawn_rules": [],
    "days": None,
    "clause": "",
    "body": "",
    "certified": False,
}
DECIDED_SINCE: Mapping[str, str] = {
    "automated": "reviewed",
    "proposed": "confirmed",
    "undecided": "still_undecided",
}
"""What the letter of a decision says, and what it says once a person has decided; blocks of the notes."""


@dataclass(frozen=True)
class PostLabel:
    """How a letter names the post: its title or first words, its day and its address; empty where not known."""

    title: str = ""
    day: date | None = None
    url: str = ""

    @property
    def details(self) -> list[str]:
        return [*([self.day.isoformat()] if self.day else []), *([self.url] if self.url else [])]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.title, *self.details)))


@dataclass(frozen=True)
class RedressWords:
    """`complaint_days`: how long a creator can object once the time to appeal is over; `clause`: where the policies say
    so; `body`: who decides outside the platform; `certified`: without a body, a certified one can (Art. 21, Digital
    Services Act). None or empty: nothing is said."""

    complaint_days: int | None = None
    clause: str = ""
    body: str = ""
    certified: bool = False


class Review(StrEnum):
    """What a person's review says of the letter; a block of the notes."""

    UPHELD = "upheld"
    DECIDED = "decided"


class AppealOutcome(StrEnum):
    """Likewise, of a review that closes an appeal."""

    UPHELD = "appeal_upheld"
    CHANGED = "appeal_changed"
    GRANTED = "appeal_granted"


def identified(letter: EducationMessage, post: PostLabel) -> EducationMessage:
    """The letter that names the post after its greeting. One about an account names none."""
    if letter.about == "account" or not post.texts:
        return letter
    return _noted(letter, _note(letter, "post", title=post.title, details=post.details))


def with_redress(letter: EducationMessage, words: RedressWords) -> EducationMessage:
    """The letter whose part on appeals goes on with what else the creator can do. Every letter about an account says
    how to contest a connection with another one, so that the words say nothing about whether there is one."""
    values = {"days": words.complaint_days, "clause": words.clause, "body": words.body, "certified": words.certified}
    names = ("complaint", "outside", *(("contest",) if letter.about == "account" else ()))
    notes = [_note(letter, name, **values) for name in names]
    appeal = "\n\n".join(filter(None, (letter.appeal, *notes)))
    return letter.model_copy(update={"appeal": appeal, "complaint_days": words.complaint_days})


def reviewed(letter: EducationMessage, review: Review) -> EducationMessage:
    """The letter of a decision that a person has confirmed or changed since."""
    return _noted(decided_by_person(letter), _note(letter, review))


def after_appeal(
    letter: EducationMessage,
    outcome: AppealOutcome,
    words: RedressWords,
    withdrawn_rules: Iterable[Clause] = (),
) -> EducationMessage:
    """The answer to an appeal: the letter as it stands now, which offers no second appeal."""
    rules = [{"id": rule.id, "title": rule.title} for rule in withdrawn_rules]
    noted = _noted(decided_by_person(letter), _note(letter, outcome, withdrawn_rules=rules))
    changes = {"subject": _note(letter, f"{outcome}_subject"), "appeal_days": None}
    answered = noted.model_copy(update={**changes, "appeal": _note(letter, "appeal_closed")})
    return with_redress(answered, words)


def after_check(letter: EducationMessage, minimal: EducationMessage) -> EducationMessage:
    """A letter that is `minimal`, but for the name of the post, announces a person's check: here it has happened."""
    greeting, *post, text, automated = letter.body.split("\n\n")
    if [greeting, text, automated] != minimal.body.split("\n\n"):
        return letter
    body = "\n\n".join((greeting, *post, _note(letter, "minimal"), automated))
    return letter.model_copy(update={"body": body})


def decided_by_person(letter: EducationMessage) -> EducationMessage:
    """The letter that announces no check by a person: its remark on automated tools and its words on the proposed
    action say that a person has decided."""
    body = letter.body
    for announced, decided in DECIDED_SINCE.items():
        body = body.replace(_note(letter, announced), _note(letter, decided))
    return letter.model_copy(update={"body": body})


def _noted(letter: EducationMessage, note: str) -> EducationMessage:
    """`note` is a paragraph after the greeting."""
    greeting, _, rest = letter.body.partition("\n\n")
    return letter.model_copy(update={"body": "\n\n".join((greeting, note, rest))})


def _note(letter: EducationMessage, name: str, **values: object) -> str:
    blocks = render(f"{letter.locale}/education/notes.j2", {**EMPTY, **values})
    if letter.about == "account":
        blocks |= render(f"{letter.locale}/education/account_notes.j2", {**EMPTY, **values})
    return blocks[name]
