"""The terms of a corpus: where they are defined, and where they are used."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.clause import Clause, ClauseKind
from policies.lint.lint_input import LintInput
from policies.lint.sentences import normalize, sentences, words
from policies.parsing.toml_files import GLOSSARY_FILE

MAX_TERM_WORDS = 5

_MEANS = re.compile(
    r"(?:(?:an?|the) )?(?!(?:this|that|these|those|it|which|what|who|there|nothing)\b)"
    r"[\"“]?(?P<term>[^\"”,;:.]{2,60}?)[\"”]?,? (?:means|shall mean|is any|are any|is defined as) ",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“„«](?P<term>[^\"“”„«»\n]{2,60})[\"”»]")
_COINED = re.compile(r"\([^()\"“]{0,40}[\"“](?P<term>[A-Z][^\"“”]{1,60}?),?[\"”]\)")
_SPEECH = re.compile(r",|\b(?:i|i'm|my|me|we|our|us|you|your|he|she|it|they|them)\b", re.IGNORECASE)
_AS_DEFINED = re.compile(r"[\"”»],? (?:as|is|are)? ?defined\b")
_CAPITALISED = re.compile(r"(?<=[a-z,;] )(?P<term>[A-Z][\w\u2019'-]*(?: [A-Z][\w\u2019'-]*)+)")
_EMPHASISED = re.compile(r"(?<!\w)(?P<mark>\*\*|__|\*|_)(?=[^\s*_])(?P<term>[^*_`\n]{2,60})(?<=\S)(?P=mark)(?![\w:])")


@dataclass(frozen=True)
class TermDefinition:
    """`clause` defines the term; for a glossary entry it is None, and `see` may name a clause."""

    term: str
    where: str
    clause: Clause | None = None
    see: str | None = None

    @property
    def source(self) -> str:
        return self.clause.id if self.clause else "the glossary"

    @property
    def scope(self) -> str | None:
        return self.clause.scope if self.clause else None


@dataclass(frozen=True)
class TermUse:
    """A term in a clause; `claims_definition` if the text says "as defined"."""

    term: str
    clause: Clause
    claims_definition: bool = False


def definitions(corpus: LintInput) -> Iterator[TermDefinition]:
    """Terms defined by the title of a definition, a sentence such as "A bundle is any …", parentheses such as (the
    "Bundle"), or the glossary."""
    for clause in corpus.clauses:
        own = clause.title if clause.kind is ClauseKind.DEFINITION else ""
        if own:
            yield TermDefinition(own, clause.key, clause)
        terms = [found["term"] for sentence in sentences(clause.text) if (found := _MEANS.match(sentence))]
        terms += [found["term"] for found in _COINED.finditer(clause.text)]
        for term in dict.fromkeys(terms):
            if len(words(term)) <= MAX_TERM_WORDS and normalize(term) != normalize(own):
                yield TermDefinition(term, clause.key, clause)
    for term, entry in corpus.library.glossary.items():
        for name in (term, *entry.synonyms):
            yield TermDefinition(name, f'{GLOSSARY_FILE} "{term}"', see=entry.see)


def uses(corpus: LintInput) -> Iterator[TermUse]:
    """Words in quotation marks (unless they are speech), in bold or italics, or capitalised in mid-sentence."""
    for clause in corpus.clauses:
        for quoted in _QUOTED.finditer(clause.text):
            claims_definition = bool(_AS_DEFINED.match(clause.text, quoted.end() - 1))
            if not _SPEECH.search(quoted["term"]):
                yield from _term_use(quoted["term"], clause, claims_definition)
        for found in (*_CAPITALISED.finditer(clause.text), *_EMPHASISED.finditer(_prose(corpus, clause))):
            yield from _term_use(found["term"], clause)


def _term_use(term: str, clause: Clause, claims_definition: bool = False) -> Iterator[TermUse]:
    if 0 < len(words(term)) <= MAX_TERM_WORDS:
        yield TermUse(term.strip(), clause, claims_definition)


def _prose(corpus: LintInput, clause: Clause) -> str:
    """The Markdown of the clause's text, without heading, fields and sections."""
    before, _, _ = corpus.sources.get(clause.key, "").partition("\n### ")
    return "\n".join(line for line in before.splitlines() if not line.startswith(("#", "- **")))
