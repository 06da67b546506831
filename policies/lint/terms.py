"""The terms of a corpus: who defines which word, and which words are used as terms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.clause import Clause, ClauseKind
from policies.lint.sentences import fold, sentences, words
from policies.lint.subject import Subject
from policies.parsing.glossary import GLOSSARY

LONGEST_TERM = 5  # words

_MEANS = re.compile(
    r"(?:(?:an?|the) )?(?!(?:this|that|these|those|it|which|what|who|there|nothing)\b)"
    r"[\"“]?(?P<term>[^\"”,;:.]{2,60}?)[\"”]?,? (?:means|shall mean|is any|are any|is defined as) ",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“„«](?P<term>[^\"“”„«»\n]{2,60})[\"”»]")
_COINED = re.compile(r"\([^()\"“]{0,40}[\"“](?P<term>[A-Z][^\"“”]{1,60}?),?[\"”]\)")
_SPOKEN = re.compile(r",|\b(?:i|i'm|my|me|we|our|us|you|your|he|she|it|they|them)\b", re.IGNORECASE)
_REFERRED = re.compile(r"[\"”»],? (?:as|is|are)? ?defined\b")
_NAMED = re.compile(r"(?<=[a-z,;] )(?P<term>[A-Z][\w\u2019'-]*(?: [A-Z][\w\u2019'-]*)+)")
_EMPHASISED = re.compile(r"(?<!\w)(?P<mark>\*\*|__|\*|_)(?=[^\s*_])(?P<term>[^*_`\n]{2,60})(?<=\S)(?P=mark)(?![\w:])")


@dataclass(frozen=True)
class Definition:
    """`clause` is the one whose sentence defines the term; None for an entry of the glossary, whose `see` names one."""

    term: str
    where: str
    clause: Clause | None = None
    see: str | None = None

    @property
    def name(self) -> str:
        return self.clause.id if self.clause else "the glossary"

    @property
    def scope(self) -> str | None:
        return self.clause.scope if self.clause else None


@dataclass(frozen=True)
class Use:
    """A term as it stands in a clause; `pointed` where the words say that it is defined."""

    term: str
    clause: Clause
    pointed: bool = False


def definitions(subject: Subject) -> Iterator[Definition]:
    """By titles of definitions, by sentences such as "A bundle is any …", in parentheses such as (the "Bundle"), and by
    the glossary."""
    for clause in subject.clauses:
        own = clause.title if clause.kind is ClauseKind.DEFINITION else ""
        if own:
            yield Definition(own, clause.key, clause)
        said = [found["term"] for sentence in sentences(clause.text) if (found := _MEANS.match(sentence))]
        said += [found["term"] for found in _COINED.finditer(clause.text)]
        for term in dict.fromkeys(said):
            if len(words(term)) <= LONGEST_TERM and fold(term) != fold(own):
                yield Definition(term, clause.key, clause)
    for term, entry in subject.library.glossary.items():
        for name in (term, *entry.also):
            yield Definition(name, f'{GLOSSARY} "{term}"', see=entry.see)


def uses(subject: Subject) -> Iterator[Use]:
    """Words in quotation marks, unless somebody says them, in bold or italics, or with capitals in mid-sentence."""
    for clause in subject.clauses:
        for quoted in _QUOTED.finditer(clause.text):
            pointed = bool(_REFERRED.match(clause.text, quoted.end() - 1))
            if not _SPOKEN.search(quoted["term"]):
                yield from _used(quoted["term"], clause, pointed)
        for found in (*_NAMED.finditer(clause.text), *_EMPHASISED.finditer(_prose(subject, clause))):
            yield from _used(found["term"], clause)


def _used(term: str, clause: Clause, pointed: bool = False) -> Iterator[Use]:
    if 0 < len(words(term)) <= LONGEST_TERM:
        yield Use(term.strip(), clause, pointed)


def _prose(subject: Subject, clause: Clause) -> str:
    """The clause's words as they were typed, without heading, fields and sections."""
    before, _, _ = subject.sources.get(clause.key, "").partition("\n### ")
    return "\n".join(line for line in before.splitlines() if not line.startswith(("#", "- **")))
