"""Masks contacts in a quoted line of a letter and defuses its links, however they are written."""

from collections.abc import Iterator
from typing import NamedTuple

from agent.messages import contact_patterns as patterns
from agent.messages.links import defuse, find_links
from prompts.untrusted import one_line
from text.linear_patterns import LinearPattern
from text.normalization import normalise

E_MAIL, PHONE, NUMBER, NAME, LINK = "[e-mail address]", "[phone number]", "[number]", "[name]", "[link]"
ADDRESS = "[address]"
MAX_PHONE_DIGITS = 15  # E.164
MIN_WRITTEN_DIGITS = 4  # beside letters that stand for others

ACCOUNT_NAMES = (
    patterns.HANDLE,
    patterns.ACCOUNT,
    patterns.SHORT_ACCOUNT,
    patterns.ACCOUNT_BEFORE,
    patterns.DISCORD_NAME,
)


class _Mask(NamedTuple):
    start: int
    end: int
    text: str


def mask_contacts(line: str, third_party: bool) -> str:
    """`line` in one line without hidden characters, with e-mail addresses and phone numbers masked and links defused.

    In the line of a third party, names of accounts and links are masked too: what the creator wrote themselves is
    public, a comment may be another person's. Contacts are found in the normalised line, so that no disguise hides
    them."""
    line = one_line(line)
    read = normalise(line)
    shown: list[str] = []
    end = 0
    for mask in _without_overlaps(_masks(read.text, third_party), len(read.text)):
        start, stop = read.source_span(mask.start, mask.end)
        shown += line[end:start], mask.text
        end = max(end, stop)
    return "".join((*shown, line[end:])).replace("<", "\u2039").replace(">", "\u203a")


def _masks(text: str, third_party: bool) -> Iterator[_Mask]:
    for pattern in (patterns.E_MAIL_ADDRESS, patterns.SPACED_ADDRESS):
        yield from _found(pattern, text, E_MAIL)
    yield from _found(patterns.COORDINATES, text, ADDRESS)
    if third_party:
        yield from _found(patterns.CODE, text, NUMBER)
        yield from _found(patterns.LABELLED_CODE, text, NUMBER)
    yield from (_Mask(link.start, link.end, _shown_link(link.text, third_party)) for link in find_links(text))
    yield from _phone_numbers(text)
    if third_party:
        yield from _found(patterns.SPACED_LINK, text, LINK)
        yield from _found(patterns.STREET, text, ADDRESS)
        for pattern in ACCOUNT_NAMES:
            yield from _found(pattern, text, NAME)


def _found(pattern: LinearPattern, text: str, mask: str) -> Iterator[_Mask]:
    """One mask for each match, over the first group that took part."""
    for found in pattern.finditer(text):
        yield _Mask(*next(found.span(n) for n in range(1, len(found.groups()) + 1) if found.start(n) >= 0), mask)


def _phone_numbers(text: str) -> Iterator[_Mask]:
    for pattern in (patterns.LETTERED_NUMBER, patterns.PHONE_NUMBER):
        for found in pattern.finditer(text):
            digits = sum(map(str.isdigit, found[1]))
            if digits >= MIN_WRITTEN_DIGITS and not patterns.DATE.match(found[1]):
                yield _Mask(*found.span(1), PHONE if digits <= MAX_PHONE_DIGITS else NUMBER)
    for pattern in (patterns.SPOKEN_NUMBER, patterns.SPOKEN_THAI_NUMBER):
        yield from _found(pattern, text, PHONE)


def _shown_link(link: str, third_party: bool) -> str:
    if "@" in link.partition("/")[0]:
        return E_MAIL
    if patterns.PHONE_NUMBER.search(link):
        return PHONE
    return LINK if third_party else defuse(link)


def _without_overlaps(masks: Iterator[_Mask], size: int) -> list[_Mask]:
    """In order of the text of `size` characters. Of two that overlap, the earlier one of `masks` counts."""
    chosen: list[_Mask] = []
    masked = bytearray(size)
    for mask in masks:
        if not any(masked[mask.start : mask.end]):
            masked[mask.start : mask.end] = b"\x01" * (mask.end - mask.start)
            chosen.append(mask)
    return sorted(chosen)
