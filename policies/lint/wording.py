"""Findings on single sentences: vague words and long sentences."""

import re
from collections.abc import Iterator

from domain.clause import Clause, ClauseKind
from policies.checks.problem import Level, Problem
from policies.lint.lint_input import LintInput
from policies.lint.sentences import NUMBER, contains_term, normalize, sentences, words
from policies.lint.terms import definitions

MAX_SENTENCE_WORDS = 60

VAGUE_WORDS = {
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
_VAGUE_PATTERNS = {
    kind: re.compile(rf"\b(?:{'|'.join(some.split())})(?!\w)".replace("_", " "), re.IGNORECASE)
    for kind, some in VAGUE_WORDS.items()
}
_EXPLAINING_PHRASES = (
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
_EXPLANATION = re.compile(rf"\b(?:{'|'.join(_EXPLAINING_PHRASES)}|(?:is|are) \w+ (?:where|if|when))\b", re.IGNORECASE)


def vague_word(corpus: LintInput) -> Iterator[Problem]:
    """Nothing is found if the sentence has a number or an example, another sentence explains the word, the word is a
    defined term, or a check decides the clause."""
    terms = {normalize(definition.term) for definition in definitions(corpus)}
    for clause in corpus.clauses:
        for sentence in () if clause.check else sentences(clause.text):
            for kind, word in _vague_matches(sentence):
                if not _is_explained(word, sentence, clause, terms):
                    message = f'"{word}" leaves open {kind}'
                    remedy = "state the number, the act or the person, or give an example in the sentence"
                    yield Problem(Level.WARNING, clause.key, message, remedy, word)


def _vague_matches(sentence: str) -> Iterator[tuple[str, str]]:
    """What each vague word leaves open, and the word."""
    return ((kind, found.group()) for kind, pattern in _VAGUE_PATTERNS.items() for found in pattern.finditer(sentence))


def _is_explained(word: str, sentence: str, clause: Clause, terms: set[str]) -> bool:
    if NUMBER.search(sentence) or _EXPLANATION.search(sentence):
        return True
    others = (other for other in sentences(clause.text) if other != sentence)
    explained = any(word.lower() in other.lower() and _EXPLANATION.search(other) for other in others)
    return explained or any(
        contains_term(term, normalize(word)) and contains_term(normalize(sentence), term) for term in terms
    )


def long_sentence(corpus: LintInput) -> Iterator[Problem]:
    for clause in corpus.of_kind(*ClauseKind):
        for sentence in sentences(clause.text):
            if len(words(sentence)) > MAX_SENTENCE_WORDS:
                message = f"a sentence has {len(words(sentence))} words, more than {MAX_SENTENCE_WORDS}"
                yield Problem(Level.NOTE, clause.key, message, "split it, or write a list", sentence)
