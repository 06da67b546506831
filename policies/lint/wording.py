"""Findings on single sentences: words that measure nothing, and sentences too long to be held in mind."""

import re
from collections.abc import Iterator

from domain.clause import Clause, ClauseKind
from policies.checks.problem import Level, Problem
from policies.lint.sentences import NUMBER, fold, holds, sentences, words
from policies.lint.subject import Subject
from policies.lint.terms import definitions

LONGEST_SENTENCE = 60

VAGUE = {
    "how much": "excessive(ly)? significant(ly)? substantial(ly)? considerabl[ey] undue unduly disproportionate(ly)? "
    "sufficient(ly)? adequate(ly)? minimal(ly)? overly",
    "by what standard": "(in)?appropriate(ly)? (un)?reasonabl[ey] (un)?suitabl[ey] (im)?proper(ly)? (un)?acceptabl[ey] "
    "objectionable questionable low[-_]quality good_taste industry_standards?",
    "when": "prompt(ly)? timely in_due_course as_soon_as_possible as_soon_as_practicable without_delay regularly "
    "frequent(ly)? from_time_to_time",
    "who decides": "(at|in)_(our|its|the_platform's)(_sole)?_discretion as_(we|the_platform)_sees?_fit where_necessary "
    "if_necessary as_needed where_applicable may_be_deemed",
    "what else": "etc and_so_on and_the_like and/or",
}
_VAGUE = {
    kind: re.compile(rf"\b(?:{'|'.join(some.split())})(?!\w)".replace("_", " "), re.IGNORECASE)
    for kind, some in VAGUE.items()
}
_EXPLAINED = (
    "such as",
    "for example",
    "for instance",
    r"e\.g\.",
    "that is",
    "means",
    "namely",
    "including",
    "counts? as",
)
_MEASURED = re.compile(rf"\b(?:{'|'.join(_EXPLAINED)}|(?:is|are) \w+ (?:where|if|when))\b", re.IGNORECASE)


def vague_word(subject: Subject) -> Iterator[Problem]:
    """Left alone where the sentence holds a number or an example, where another sentence says when the word is met,
    where it is a defined term, and where a check decides the clause."""
    terms = {fold(definition.term) for definition in definitions(subject)}
    for clause in subject.clauses:
        for sentence in () if clause.check else sentences(clause.text):
            for kind, word in _vague(sentence):
                if not _is_measured(word, sentence, clause, terms):
                    message = f'"{word}" leaves open {kind}, and nothing beside it is a measure'
                    remedy = "name the number, the act or the person, or give an example in the sentence"
                    yield Problem(Level.WARNING, clause.key, message, remedy, word)


def _vague(sentence: str) -> Iterator[tuple[str, str]]:
    """What is left open, and by which word."""
    return ((kind, found.group()) for kind, pattern in _VAGUE.items() for found in pattern.finditer(sentence))


def _is_measured(word: str, sentence: str, clause: Clause, terms: set[str]) -> bool:
    if NUMBER.search(sentence) or _MEASURED.search(sentence):
        return True
    others = (other for other in sentences(clause.text) if other != sentence)
    explained = any(word.lower() in other.lower() and _MEASURED.search(other) for other in others)
    return explained or any(holds(term, fold(word)) and holds(fold(sentence), term) for term in terms)


def long_sentence(subject: Subject) -> Iterator[Problem]:
    for clause in subject.of_kind(*ClauseKind):
        for sentence in sentences(clause.text):
            if len(words(sentence)) > LONGEST_SENTENCE:
                message = f"a sentence of {len(words(sentence))} words; past {LONGEST_SENTENCE} its parts get lost"
                yield Problem(Level.NOTE, clause.key, message, "make two of it, or a list", sentence)
