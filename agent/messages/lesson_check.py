"""Finds what a lesson that a model wrote for a creator must not hold: it is plain prose about the post and the rule."""

import unicodedata
from collections.abc import Iterator

from agent.messages.disclosure_check import AllowedText, Disclosure, DisclosureKind, prose_of
from agent.messages.forbidden_terms import TermKind, term_pattern
from agent.messages.lesson_claims import find_claims
from agent.messages.lesson_names import find_names
from agent.messages.links import find_links
from agent.messages.quotations import without_quotations
from text.linear_patterns import linear_pattern
from text.normalization import normalise

PUNCTUATION = frozenset(
    ".,;:!?'\"()-\u2010\u2011\u2013\u2014\u2026\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u00a1\u00bf%&/\ufffc"
)
"""Beside letters, digits and spaces. The rest is markup, an address or a picture."""
QUOTABLE = "#$\u20ac\u00a3+"
PICTURE_CATEGORIES = ("So", "Sk")
PICTURE_PARTS = "\u200d\ufe0f"
UNBROKEN_SPACES = {0xA0: " ", 0x202F: " "}
"""French has one before ! ? : and ;."""
WORDS = linear_pattern(r"[\p{L}\p{M}\p{N}]+")
REPEATED_MARK = linear_pattern(r"[-*_=~#]{2,}|(?:^|\s)\(?[A-Za-z]\)\s")
BULLET = linear_pattern(r"^\s*(?:[-\u2013\u2014]|\p{N}{1,3}[.)])\s", multiline=True)
NEVER_QUOTABLE = frozenset({DisclosureKind.PLATFORM, DisclosureKind.REPORTER})
"""Kinds of which a lesson may not even use the words of the rule or the post, except in quotation marks."""
CHECKED_TERMS = {
    TermKind.SOURCE: DisclosureKind.REPORTER,
    TermKind.COMPARISON: DisclosureKind.COMPARISON,
    TermKind.ACTION: DisclosureKind.ACTION,
    TermKind.PROMISE: DisclosureKind.PROMISE,
    TermKind.CREDENTIALS: DisclosureKind.CREDENTIALS,
    TermKind.PERSON: DisclosureKind.NAME,
}


def find_lesson_faults(text: str, allowed: AllowedText, language: str = "") -> tuple[Disclosure, ...]:
    """What a lesson holds beyond `find_disclosures`: links, markup, disguised letters, names, and claims about anything
    but the post and the rule. Words of the clause and of the creator's own quotes are allowed, but no link or markup of
    theirs. `language`: that of the lesson, if its nouns have capitals."""
    read = normalise(text).text
    prose = prose_of(read, allowed)
    faults = [Disclosure(DisclosureKind.LINK, link.text) for link in find_links(read)]
    faults += [Disclosure(DisclosureKind.MARKUP, mark) for mark in _markup(text, allowed)]
    faults += [Disclosure(DisclosureKind.NAME, name) for name in find_names(prose, _words(allowed), language)]
    quotable = " ".join((*allowed.creator_lines, *allowed.policy_texts)).casefold()
    claimed = [*_terms(prose), *((DisclosureKind(claim.kind), claim.text) for claim in find_claims(prose))]
    faults += [
        Disclosure(kind, words) for kind, words in claimed if kind in NEVER_QUOTABLE or words.casefold() not in quotable
    ]
    return tuple(dict.fromkeys(faults))


def _terms(prose: str) -> Iterator[tuple[DisclosureKind, str]]:
    for terms, kind in CHECKED_TERMS.items():
        yield from ((kind, found[0]) for found in term_pattern(terms).finditer(prose))


def _markup(text: str, allowed: AllowedText) -> Iterator[str]:
    """Characters that prose does not need, disguised letters and entities, and bullets. A lesson may have pictures, and
    a hashtag or currency sign of the creator."""
    quotable = {character for line in allowed.creator_lines for character in line if character in QUOTABLE}
    composed = unicodedata.normalize("NFC", text).translate(UNBROKEN_SPACES)
    for character in dict.fromkeys(without_quotations(composed, allowed.sources, "")):
        if character not in quotable and not _is_plain(character):
            yield character if character.isprintable() else f"U+{ord(character):04X}"
    if normalise(composed).text != composed:
        yield "disguised letters"
    yield from BULLET.findall(text)
    yield from REPEATED_MARK.findall(text)


def _is_plain(character: str) -> bool:
    category = unicodedata.category(character)
    is_picture = category in PICTURE_CATEGORIES and not character.isascii()
    return is_picture or category[0] in "LMN" or character in PUNCTUATION or character in PICTURE_PARTS + " \n"


def _words(allowed: AllowedText) -> frozenset[str]:
    texts = (*allowed.creator_lines, *allowed.policy_texts)
    return frozenset(word.casefold() for text in texts for word in WORDS.findall(text))
