"""Finds what a lesson that a model wrote for a creator must not hold: it is plain prose about the post and the rule."""

import unicodedata
from collections.abc import Iterator

from agent.messages.disclosure_check import AllowedText, Disclosure, DisclosureKind, prose_of
from agent.messages.forbidden_terms import TermKind, term_pattern
from agent.messages.links import find_links
from text.linear_patterns import linear_pattern
from text.normalization import normalise

PUNCTUATION = frozenset(
    ".,;:!?'\"()-\u2010\u2011\u2013\u2014\u2026\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u00a1\u00bf%&/\ufffc"
)
"""Beside letters, digits and spaces. The rest is markup, an address or a picture."""
QUOTABLE = "#$\u20ac\u00a3+\u200d\ufe0f"
PICTURE_CATEGORIES = ("So", "Sk")
ALWAYS_CAPITALISED = frozenset({"i", "anda"})
SENTENCE_ENDS = ".!?:;\u2026\u00a1\u00bf\n"
OPENERS = " \u00a0\"'(\u2018\u201c\u201e\u00ab-\u2013\u2014"
CAPITALISED = linear_pattern(r"[\p{Lu}\p{Lt}][\p{L}\p{M}]*(?:['\u2019][\p{L}]{1,3})?")
WORDS = linear_pattern(r"[\p{L}\p{M}\p{N}]+")
BULLET = linear_pattern(r"^\s*(?:[-\u2013\u2014]|\p{N}{1,3}[.)])\s", multiline=True)
POSSESSIVE_STARTS = frozenset(
    {
        "it",
        "that",
        "what",
        "here",
        "there",
        "he",
        "she",
        "let",
        "who",
        "how",
        "where",
        "someone",
        "nobody",
        "people",
        "one",
    }
)
CHECKED_TERMS = {
    TermKind.SOURCE: DisclosureKind.REPORTER,
    TermKind.COMPARISON: DisclosureKind.COMPARISON,
    TermKind.ACTION: DisclosureKind.ACTION,
    TermKind.PROMISE: DisclosureKind.PROMISE,
    TermKind.CREDENTIALS: DisclosureKind.CREDENTIALS,
    TermKind.PERSON: DisclosureKind.NAME,
}


def find_lesson_faults(text: str, allowed: AllowedText) -> tuple[Disclosure, ...]:
    """What a lesson holds beyond `find_disclosures`: links, markup, disguised letters, names, who saw the post,
    comparisons, actions, promises, and requests for credentials. Words of the clause and of the creator's own quotes
    are allowed, but no link or markup of theirs."""
    read = normalise(text).text
    prose = prose_of(read, allowed)
    faults = [Disclosure(DisclosureKind.LINK, link.text) for link in find_links(read)]
    faults += [Disclosure(DisclosureKind.MARKUP, mark) for mark in _markup(text, allowed)]
    faults += [Disclosure(DisclosureKind.NAME, name) for name in _names(prose, _words(allowed))]
    faults += [Disclosure(kind, term) for kind, term in _terms(prose, allowed)]
    return tuple(dict.fromkeys(faults))


def _terms(prose: str, allowed: AllowedText) -> Iterator[tuple[DisclosureKind, str]]:
    quotable = " ".join((*allowed.creator_lines, *allowed.policy_texts)).casefold()
    for terms, kind in CHECKED_TERMS.items():
        for found in term_pattern(terms).finditer(prose):
            if found[0].casefold() not in quotable:
                yield kind, found[0]


def _markup(text: str, allowed: AllowedText) -> Iterator[str]:
    """Characters that prose does not need, disguised letters and entities, and bullets. A lesson may quote a picture or
    a hashtag of the creator."""
    quotable = {character for line in allowed.creator_lines for character in line if _is_quotable(character)}
    composed = unicodedata.normalize("NFC", text)
    for character in dict.fromkeys(composed):
        if character in quotable:
            continue
        if not (unicodedata.category(character)[0] in "LMN" or character in PUNCTUATION or character in " \n\u00a0"):
            yield character if character.isprintable() else f"U+{ord(character):04X}"
    if normalise(composed).text != composed:
        yield "disguised letters"
    yield from BULLET.findall(text)


def _is_quotable(character: str) -> bool:
    is_picture = unicodedata.category(character) in PICTURE_CATEGORIES and not character.isascii()
    return is_picture or character in QUOTABLE


def _names(prose: str, known: frozenset[str]) -> Iterator[str]:
    """Capitalised words inside a sentence, and possessives at its beginning, that are not among the known words."""
    for found in CAPITALISED.finditer(prose):
        stem = found[0].replace("\u2019", "'").partition("'")
        word = stem[0].casefold()
        if word in known or word in ALWAYS_CAPITALISED or prose[found.start() - 1 : found.start()].isalnum():
            continue
        if not _starts_sentence(prose, found.start()) or (stem[2] == "s" and word not in POSSESSIVE_STARTS):
            yield found[0]


def _starts_sentence(prose: str, at: int) -> bool:
    while at > 0 and prose[at - 1] in OPENERS:
        at -= 1
    return at == 0 or prose[at - 1] in SENTENCE_ENDS


def _words(allowed: AllowedText) -> frozenset[str]:
    texts = (*allowed.creator_lines, *allowed.policy_texts)
    return frozenset(word.casefold() for text in texts for word in WORDS.findall(text))
